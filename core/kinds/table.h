// SPDX-License-Identifier: MIT
/*
 * Makes the const tables of one .def file: NAME_fields, NAME_parts and, for a
 * kind, NAME_kind.  Include with DEF, SPEC_NAME and either IS_KIND or IS_PART
 * defined.  No include guard.
 */
#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)
#define STR_(a) #a
#define STR(a) STR_(a)

#define KIND(...)
#define PART(...)
#define FIELD(member, kind_, ...)                                                                  \
    {.name = #member,                                                                              \
     .type = FIELD_##kind_,                                                                        \
     .offset = offsetof(struct SPEC_NAME, member),                                                 \
     .label = __VA_ARGS__},
static const struct field GLUE(SPEC_NAME, _fields)[] = {
#include DEF
};
#undef FIELD
#undef PART
#undef KIND

#define SPEC_BODY                                                                                  \
    {STR(SPEC_NAME), GLUE(SPEC_NAME, _fields), COUNT(GLUE(SPEC_NAME, _fields)),                    \
     sizeof(struct SPEC_NAME)}

#ifdef IS_PART
static const struct spec GLUE(SPEC_NAME, _spec) = SPEC_BODY;
#else
#define FIELD(...)
#define KIND(...)
#define PART(member, part_spec, ...)                                                               \
    {.name = #member,                                                                              \
     .spec = &part_spec##_spec,                                                                    \
     .offset = offsetof(struct SPEC_NAME, member),                                                 \
     .label = __VA_ARGS__},
static const struct part GLUE(SPEC_NAME, _parts)[] = {
#include DEF
    {.name = NULL},
};
#undef PART
#undef KIND
#define PART(...)
#define KIND(...) .label = __VA_ARGS__,
const struct kind GLUE(kind_, SPEC_NAME) = {
    .spec = SPEC_BODY,
    .parts = GLUE(SPEC_NAME, _parts),
    .part_count = COUNT(GLUE(SPEC_NAME, _parts)) - 1,
#include DEF
};
#undef FIELD
#undef PART
#undef KIND
#endif

#undef SPEC_BODY
#undef GLUE
#undef GLUE_
#undef STR
#undef STR_
#undef DEF
#undef SPEC_NAME
#undef IS_PART
#undef IS_KIND
