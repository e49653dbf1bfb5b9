// SPDX-License-Identifier: MIT
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/dateword.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read as a date formats and reads back as the same date. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *s = xmemdupz(data, size);
    int64_t today = date_from_civil(2026, 3, 26);
    int64_t value;
    struct str why = STR_INIT;
    if (strlen(s) == size && utf8_valid(s, size, NULL)) {
        for (int ahead = 0; ahead < 2; ahead++) {
            if (dateword_date(s, today, ahead != 0, &value, &why)) {
                char text[DATE_TEXT];
                int64_t back;
                if (value > today && !ahead) {
                    abort();
                }
                if (date_to_civil(value).year >= 1 && date_to_civil(value).year <= 9999 &&
                    (!date_parse_iso(date_format(value, text), &back) || back != value)) {
                    abort();
                }
            }
        }
        if (dateword_time(s, 600, &value, &why) && (value < 0 || value >= 1440)) {
            abort();
        }
        if (dateword_month(s, today, &value, &why) && value < 1900 * 12) {
            abort();
        }
    }
    str_release(&why);
    xfree(s);
    return 0;
}
