// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/random.h"

/*
 * A fuzz target as a plain program: every file of the corpus, then the same
 * files with bytes changed by a fixed stream, so that a run without a fuzzer
 * still meets broken input.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_LIMIT = 1 << 20, CHANGES = 200 };

static void run_changed(const struct str *bytes, uint64_t *state)
{
    struct str copy = STR_INIT;
    str_addn(&copy, bytes->ptr, bytes->len);
    for (int i = 0; i < 8 && copy.len; i++) {
        size_t at = (size_t)random_below(state, (int64_t)copy.len);
        switch (random_below(state, 3)) {
        case 0:
            copy.ptr[at] = (char)random_next(state);
            break;
        case 1:
            str_cut(&copy, at);
            break;
        default:
            str_addn(&copy, bytes->ptr, (size_t)random_below(state, (int64_t)bytes->len + 1));
            break;
        }
    }
    LLVMFuzzerTestOneInput((const uint8_t *)copy.ptr, copy.len);
    str_release(&copy);
}

int main(int argc, char **argv)
{
    DIR *dir = argc > 1 ? opendir(argv[1]) : NULL;
    uint64_t state = 1;
    int files = 0;
    if (!dir) {
        printf("not ok corpus: %s cannot be read\n", argc > 1 ? argv[1] : "(no folder)");
        return 1;
    }
    for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
        struct str bytes = STR_INIT;
        char *path = file_join(argv[1], e->d_name);
        if (e->d_name[0] != '.' && file_read(path, FILE_LIMIT, &bytes) == ERR_OK) {
            LLVMFuzzerTestOneInput((const uint8_t *)bytes.ptr, bytes.len);
            for (int i = 0; i < CHANGES; i++) {
                run_changed(&bytes, &state);
            }
            files++;
        }
        xfree(path);
        str_release(&bytes);
    }
    closedir(dir);
    printf("%s %d files replayed, each with %d changes\n", files ? "ok" : "not ok", files, CHANGES);
    return files == 0;
}
