// SPDX-License-Identifier: MIT
/*
 * Declares the struct of one .def file.  Include with DEF (the file) and
 * SPEC_NAME (its name) defined, and SPEC_HEAD: struct record or struct row.
 * No include guard: it is included once a definition.
 */
#define FIELD(member, kind_, ...) field_##kind_##_t member;
#define PART(member, ...) struct rows member;
#define KIND(...)
struct SPEC_NAME {
    SPEC_HEAD head;
#include DEF
};
#undef FIELD
#undef PART
#undef KIND
#undef DEF
#undef SPEC_NAME
