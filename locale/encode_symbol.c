// SPDX-License-Identifier: MIT
#include "locale/encode.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/utf8.h"

/* Symbols GBK lacks, in order.  Characters that join, select or mark bytes vanish. */
static const struct {
    uint32_t cp;
    const char *text;
} symbols[] = {
    {0x00A0, " "},    {0x00A5, "￥"},   {0x00A9, "(C)"},  {0x00AB, "《"},   {0x00AE, "(R)"},
    {0x00B2, "2"},    {0x00B3, "3"},    {0x00BB, "》"},   {0x200B, ""},     {0x200D, ""},
    {0x2022, "·"},    {0x2027, "·"},    {0x2122, "(TM)"}, {0x217A, "xi"},   {0x217B, "xii"},
    {0x2212, "－"},   {0x22C5, "·"},    {0x246A, "(11)"}, {0x246B, "(12)"}, {0x246C, "(13)"},
    {0x246D, "(14)"}, {0x246E, "(15)"}, {0x246F, "(16)"}, {0x2470, "(17)"}, {0x2471, "(18)"},
    {0x2472, "(19)"}, {0x2473, "(20)"}, {0x25A2, "□"},    {0x2610, "□"},    {0x2611, "√"},
    {0x2612, "×"},    {0x2713, "√"},    {0x2714, "√"},    {0x2715, "×"},    {0x2716, "×"},
    {0x2717, "×"},    {0x2718, "×"},    {0x301C, "～"},   {0x30FB, "·"},    {0xFE0E, ""},
    {0xFE0F, ""},     {0xFEFF, ""},     {0xFF65, "·"},
};

const char *encode_symbol(enum encoding to, uint32_t cp)
{
    if (to != ENC_GBK) {
        return NULL;
    }
    for (size_t i = 0; i < COUNT(symbols); i++) {
        if (symbols[i].cp == cp) {
            return symbols[i].text;
        }
    }
    return NULL;
}

char *encode_normal_name(const char *name)
{
    struct str out = STR_INIT;
    while (*name) {
        const char *start = name;
        uint32_t cp = utf8_next(&name);
        if (cp == 0x2022 || cp == 0x2027 || cp == 0x30FB || cp == 0xFF0E) {
            str_add(&out, "·");
        } else {
            str_addn(&out, start, (size_t)(name - start));
        }
    }
    return str_steal(&out);
}
