// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_ERR_H
#define CORE_BASE_ERR_H

#include "core/base/attr.h"

/*
 * What the world did.  One list gives the enum, the exit status of the command
 * line (design: commands.md) and the sentence a person reads.  A sentence says
 * what happened and what to do; where it happened (path, line) is put in front
 * by whoever shows it.  What a user typed is never an `enum err` but problems
 * (core/check.h); our own faults are BUG().
 */
#define ERR_LIST(X)                                                                                \
    X(OK, 0, N_("Done"))                                                                           \
    X(NOMEM, 1, N_("There is not enough memory. Close other programs and try again"))              \
    X(IO, 1, N_("The disk could not be read or written. Look what is stored before you go on"))    \
    X(MISSING, 1, N_("There is no such file. Check the path"))                                     \
    X(EXISTS, 1, N_("A file of this name exists already. Choose another name"))                    \
    X(NO_REGISTER, 1, N_("There is no register here. Make one with: xindang init"))                \
    X(HAS_REGISTER, 1, N_("There is a register here already. It was not touched"))                 \
    X(NOT_FOUND, 1, N_("Nothing of this name was found"))                                          \
    X(CANCELLED, 1, N_("Stopped at your wish. Nothing was changed"))                               \
    X(CONFLICT, 1, N_("The record was changed meanwhile. Look at both versions"))                  \
    X(REFUSED, 1, N_("This is not possible now"))                                                  \
    X(BAD_COPY, 1,                                                                                 \
      N_("What was read back is not what was written: this disk or stick is failing. The copies "  \
         "made before are as they were; take another one"))                                        \
    X(LIBRARY, 1, N_("The database library is not the one this program was built for"))            \
    X(USAGE, 2, N_("The command line is not understood. See: xindang --help"))                     \
    X(PASSWORD, 3, N_("The password is not right"))                                                \
    X(CODE, 3, N_("The recovery code is not right"))                                               \
    X(NO_TERMINAL, 3, N_("There is no terminal to ask for the password. Use --password-file"))     \
    X(INVALID, 4, N_("The input was refused; the reasons are listed"))                             \
    X(AMBIGUOUS, 4, N_("More than one pupil has this name. Give the number or the record id"))     \
    X(ENCODING, 4, N_("Some characters do not fit the encoding. No file was written"))             \
    X(TOO_LARGE, 4, N_("The file is too large to be read"))                                        \
    X(NO_PRINTER, 1, N_("There is no printer here. Set one up in the system, or print later"))     \
    X(PRINTER, 1, N_("The printer did not take it. Look at the printer and try once more"))        \
    X(NO_FONT, 1, N_("There is no Chinese font on this computer. Install fonts-noto-cjk"))         \
    X(HELPER_MISSING, 1, N_("The program xindang-helper is not there. Install xindang whole"))     \
    X(HELPER_DIED, 1, N_("The helper program broke off. Nothing was changed; try once more"))      \
    X(HELPER_LIMIT, 1, N_("The helper program took too long or too much room and was stopped"))    \
    X(BOOK_OLD, 4, N_("This is an old workbook. Open it in Excel or WPS and save it as .xlsx"))    \
    X(BOOK_LOCKED, 4, N_("The workbook has a password. Take it off in Excel or WPS and save it"))  \
    X(BOOK_KIND, 4, N_("This is no workbook that can be read. Save it as .xlsx in Excel or WPS"))  \
    X(BOOK_BROKEN, 4, N_("The workbook is damaged. Save it anew in Excel or WPS"))                 \
    X(BOOK_UNSAFE, 4, N_("The workbook is made to do harm, not by Excel or WPS. It was not read")) \
    X(BOOK_SHEET, 4, N_("The workbook has no sheet of this name"))                                 \
    X(BOOK_CELL, 4, N_("A text is longer than a workbook's cell can hold. Export it as CSV"))      \
    X(BOOK_ROWS, 4, N_("There are more rows than a workbook holds. Export one term, or as CSV"))   \
    X(NO_TMPFS, 8, N_("A workbook cannot be made in memory here. Export it as CSV"))    \
    X(NO_COPY, 4, N_("This is not a whole copy of a register"))                                    \
    X(DAMAGED, 5, N_("The register is damaged or was tampered with. It opens read-only"))          \
    X(KEYS_DAMAGED, 5, N_("The key file is damaged. Open the register with the recovery code"))    \
    X(IN_USE, 6, N_("Another xindang has this register open"))                                     \
    X(NEWER, 7, N_("The register was written by a newer version. Install that version"))           \
    X(OLDER_REGISTER, 1, N_("This register is older than the one last used on this computer"))     \
    X(OLDER_STATE, 1, N_("This computer's note about the register is older than the register"))    \
    X(FULL, 8, N_("The disk is full. Nothing was changed; make room and try again"))               \
    X(READ_ONLY, 8, N_("The place is read-only. Choose another folder"))                           \
    X(GONE, 8,                                                                                     \
      N_("The disk or stick was pulled out or does not answer. The copies made before are as "     \
         "they were; plug it in and try again"))                                                   \
    X(NO_PERMISSION, 8, N_("The folder or file may not be written. Ask who set up this computer"))

enum err {
#define X(name, status, text) ERR_##name,
    ERR_LIST(X)
#undef X
        ERR_COUNT
};

/* The sentence for `e`, a msgid: pass it through tr(). */
const char *err_msgid(enum err e);

/* The exit status of the command line for `e`, 0 to 8. */
int err_status(enum err e);

/* Its name as above, "FULL", and back; ERR_COUNT for a name there is not. */
const char *err_name(enum err e);
enum err err_by_name(const char *name);

/* The nearest error for a value of errno. */
enum err err_from_errno(int saved_errno);

#endif
