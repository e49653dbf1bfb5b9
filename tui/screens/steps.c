// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/setting.h"
#include "core/steps.h"
#include "locale/catalog.h"
#include "tui/draw.h"
#include "tui/screens/textpage.h"

/* The school's own steps in danger, beside the text that is being written (S11, S12). */

enum { STEP_ROWS = STEP_COUNT + 2, NO_COL = 6, WORDS_COL = 8 };

int steps_rows(void)
{
    return STEP_ROWS;
}

/* Three things to get clear, and words by which one sees that they were written down. */
static const struct {
    const char *what;  /* msgid */
    const char *words; /* separated by '|'; the text's language is Chinese */
} asked[] = {
    {N_("the thoughts"), "念头|想死|想过|不想活|没意思|不起来|消失"},
    {N_("plan"), "打算|计划|怎么做|准备"},
    {N_("means"), "手段|药|刀|绳|楼|天台|河"},
};

static bool says(const char *text, const char *words)
{
    for (const char *p = words; *p;) {
        size_t n = strcspn(p, "|");
        for (const char *at = text; (at = strchr(at, *p)) != NULL; at++) {
            if (strncmp(at, p, n) == 0) {
                return true;
            }
        }
        p += n + (p[n] == '|');
    }
    return false;
}

static void add_open(struct str *out, const char *text)
{
    const char *before = tr("   Not written yet: ");
    for (size_t i = 0; i < COUNT(asked); i++) {
        if (!says(text, asked[i].words)) {
            str_addf(out, "%s%s", before, tr(asked[i].what));
            before = tr(", ");
        }
    }
}

void steps_draw(struct reg *reg, int64_t pupil, const char *text, struct rect r, bool titled)
{
    if (r.rows < 1) {
        return;
    }
    if (titled) {
        draw_text(r.row, r.col + 2, r.cols - 3, tr("What the school does"), ROLE_HEAD);
    }
    for (int i = 0; i < STEP_COUNT && i + 1 < r.rows; i++) {
        struct str line = STR_INIT;
        char no[] = {(char)('1' + i), '\0'};
        str_add(&line, steps_text(reg, pupil, i));
        if (i == 0) {
            add_open(&line, text);
        }
        draw_text(r.row + 1 + i, r.col + NO_COL, 1, no, ROLE_PLAIN);
        draw_text(r.row + 1 + i, r.col + WORDS_COL, r.cols - WORDS_COL - 1, line.ptr, ROLE_PLAIN);
        str_wipe(&line);
    }
    if (r.rows > STEP_COUNT + 1) {
        draw_text(r.row + 1 + STEP_COUNT, r.col + NO_COL, r.cols - NO_COL - 1, steps_phones(reg),
                  ROLE_PLAIN);
    }
}
