// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/demo.h"
#include "core/reg.h"

/*
 * make_data DIR STUDENTS YEARS: a demo register for the bench, password "demo",
 * the key's recovery code in DIR/code so that no password is derived twice.
 */
static enum err make(const char *dir, int students, int years, const struct key *key)
{
    struct reg_new made = {.dir = dir, .school = "石榴湾学校", .password = "demo",
                           .cost = KDF_LIGHT, .is_demo = true};
    enum err e = reg_make(&made, key);
    struct reg *reg = NULL;
    if (e == ERR_OK) {
        e = reg_open(&(struct reg_how){.dir = dir, .key = key, .lock_fd = -1}, &reg, NULL);
    }
    if (e == ERR_OK) {
        struct demo_how how = {.seed = DEMO_SEED, .students = students, .years = years,
                               .on = date_from_civil(2026, 3, 26)};
        int64_t began = clock_uptime();
        e = demo_fill(reg, &how);
        fprintf(stderr, "%s: %lld rows in %.1f s\n", dir, (long long)reg->root.records,
                (double)(clock_uptime() - began) / 1000);
    }
    reg_close(reg, false);
    return e;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: make_data DIR STUDENTS YEARS\n");
        return 2;
    }
    struct key *key = NULL;
    enum err e = key_start();
    if (e == ERR_OK) {
        e = key_new(&key);
    }
    if (e == ERR_OK) {
        e = make(argv[1], (int)strtol(argv[2], NULL, 10), (int)strtol(argv[3], NULL, 10), key);
    }
    if (e == ERR_OK) {
        char code[CODE_TEXT];
        key_code(key, code);
        char *path = str_format("%s/code", argv[1]);
        FILE *f = fopen(path, "w");
        e = f && fprintf(f, "%s\n", code) > 0 && fclose(f) == 0 ? ERR_OK : ERR_IO;
        xfree(path);
    }
    key_free(key);
    if (e != ERR_OK) {
        fprintf(stderr, "make_data: %s\n", err_msgid(e));
    }
    return err_status(e);
}
