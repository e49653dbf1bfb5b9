// SPDX-License-Identifier: MIT
#include <sodium.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/base/str.h"
#include "db/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_bytes(const void *bytes, size_t n)
{
    struct keyfile_info info;
    if (keyfile_info_of(bytes, n, &info) == ERR_OK &&
        (info.secrets < 1 || info.secrets > 2 || info.kdf.mem_bytes > (uint64_t)1 << 30)) {
        abort();
    }
}

/*
 * The key file's parser: the bytes as they are, and once more as a copy whose
 * hash fits, which no fuzzer finds by itself.  The password text, too.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (sodium_init() < 0) {
        abort();
    }
    try_bytes(data, size);

    struct str copy = STR_INIT;
    str_add(&copy, "XINDANGK");
    str_add_u32(&copy, size ? data[0] % 3u : 1);
    str_add_u32(&copy, (uint32_t)(16 + size + 32));
    str_addn(&copy, data, size);
    uint8_t hash[32];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)copy.ptr, copy.len, NULL, 0);
    str_addn(&copy, hash, sizeof hash);
    try_bytes(copy.ptr, copy.len);
    str_release(&copy);

    struct str text = STR_INIT;
    if (password_normal((const char *)data, size, &text) == ERR_OK && text.len > size) {
        abort();
    }
    str_release(&text);
    return 0;
}
