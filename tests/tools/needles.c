// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * needles LIST PID|FILE...
 * Look for byte strings in the memory of processes (a number) and in files.
 * A line of LIST is a name and the bytes in hexadecimal.  Prints "NAME COUNT
 * WHERE" for each needle that was found; ends with 0 when all could be read,
 * whatever was found, with 1 when not.
 */
struct needle {
    char name[64];
    uint8_t *bytes;
    size_t n;
    size_t found;
};

enum { LONGEST = 4096, CHUNK = 1 << 20 };

static struct needle *needles;
static size_t count;

static int digit(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_list(const char *path)
{
    char line[2 * LONGEST + 128];
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) {
        char *hex = strchr(line, ' ');
        if (!hex || hex - line >= 64) {
            return false;
        }
        struct needle *all = realloc(needles, (count + 1) * sizeof *needles);
        struct needle *one = all ? &all[count] : NULL;
        uint8_t *bytes = malloc(strlen(hex) / 2 + 1);
        if (!one || !bytes) {
            return false;
        }
        needles = all;
        count++;
        *one = (struct needle){.bytes = bytes};
        memcpy(one->name, line, (size_t)(hex - line));
        for (hex++; digit(hex[0]) >= 0 && digit(hex[1]) >= 0; hex += 2) {
            bytes[one->n++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
        }
        if (one->n < 4) {
            return false; /* shorter ones are found anywhere */
        }
    }
    return f && fclose(f) == 0 && count > 0;
}

static void look(const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < count; i++) {
        struct needle *one = &needles[i];
        const uint8_t *at = bytes;
        while ((at = memchr(at, one->bytes[0], n - (size_t)(at - bytes))) != NULL) {
            size_t left = n - (size_t)(at - bytes);
            one->found += left >= one->n && memcmp(at, one->bytes, one->n) == 0;
            at++;
        }
    }
}

/* `n` bytes from `from`: in chunks that overlap by as much as a needle can be long. */
static bool look_through(int fd, uint64_t from, uint64_t n)
{
    static uint8_t chunk[CHUNK + LONGEST];
    size_t kept = 0;
    for (uint64_t done = 0; done < n;) {
        size_t want = n - done < CHUNK ? (size_t)(n - done) : CHUNK;
        ssize_t got = pread(fd, chunk + kept, want, (off_t)(from + done));
        if (got <= 0) {
            return false;
        }
        done += (uint64_t)got;
        look(chunk, kept + (size_t)got);
        size_t tail = kept + (size_t)got;
        kept = tail < LONGEST ? tail : LONGEST;
        /* What lies whole in the tail was counted: the next chunk begins inside a needle. */
        size_t longest = 1;
        for (size_t i = 0; i < count; i++) {
            longest = needles[i].n > longest ? needles[i].n : longest;
        }
        kept = kept < longest - 1 ? kept : longest - 1;
        memmove(chunk, chunk + tail - kept, kept);
    }
    return true;
}

static bool process(const char *pid)
{
    char path[64];
    char line[512];
    size_t bytes = 0;
    snprintf(path, sizeof path, "/proc/%s/maps", pid);
    FILE *maps = fopen(path, "r");
    snprintf(path, sizeof path, "/proc/%s/mem", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (maps && fd >= 0 && fgets(line, sizeof line, maps)) {
        unsigned long long from;
        unsigned long long to;
        char may[5];
        /* Guard pages and what the kernel shows of itself cannot be read. */
        if (sscanf(line, "%llx-%llx %4s", &from, &to, may) != 3 || strstr(line, "[v")) {
            continue;
        }
        if (look_through(fd, from, to - from)) {
            bytes += to - from;
        } else if (may[0] == 'r' && errno != EIO) {
            fprintf(stderr, "needles: %s: %s", strerror(errno), line);
            fclose(maps);
            return false;
        }
    }
    if (maps) {
        fclose(maps);
    }
    if (fd >= 0) {
        close(fd);
    }
    fprintf(stderr, "%zu bytes\n", bytes);
    return bytes > 0;
}

static bool file(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fstat(fd, &st) == 0 && look_through(fd, 0, (uint64_t)st.st_size);
    if (fd >= 0) {
        close(fd);
    }
    return good;
}

int main(int argc, char **argv)
{
    if (argc < 3 || !read_list(argv[1])) {
        fprintf(stderr, "usage: needles LIST PID|FILE...\n");
        return 2;
    }
    int status = 0;
    for (int i = 2; i < argc; i++) {
        bool is_pid = argv[i][strspn(argv[i], "0123456789")] == '\0';
        if (!(is_pid ? process(argv[i]) : file(argv[i]))) {
            fprintf(stderr, "needles: %s cannot be read\n", argv[i]);
            status = 1;
        }
        for (size_t k = 0; k < count; k++) {
            if (needles[k].found) {
                printf("%s %zu %s\n", needles[k].name, needles[k].found, argv[i]);
            }
            needles[k].found = 0;
        }
    }
    return status;
}
