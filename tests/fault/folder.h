// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULT_FOLDER_H
#define TESTS_FAULT_FOLDER_H

/* A register's folder kept in memory (its ballast as a second link), to begin from again. */
struct folder;

/* Take what lies in `dir`; no disk is watched meanwhile, nor when it is put back. */
struct folder *folder_take(const char *dir);
/* Everything in the folder goes, what was taken is there again. */
void folder_put(const struct folder *f);
void folder_free(struct folder *f);

#endif
