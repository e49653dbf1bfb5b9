// SPDX-License-Identifier: MIT
#ifndef TUI_KEYING_H
#define TUI_KEYING_H

#include "core/draft.h"
#include "core/sheet.h"

/*
 * The model of one answer sheet being keyed (S14): keys in, answers, a draft of the record
 * `sheet` (keys "answers", "campaign", "scale", "keyed_by", and while a critical item waits
 * "fired" and "ahead"), the stored record when it is left.  It knows no curses.
 */
enum { KEYING_DUE = 20 }; /* characters; and a second, like forms */

struct keying_start {
    const struct campaign *campaign;
    const struct sheet_measure *m; /* outlives the keying */
    int64_t pupil;
    int64_t sheet;        /* stored one to go on with; NONE: a new one */
    const char *keyed_by; /* PERSON; kept for a sheet that somebody else began */
    int64_t by;           /* staff who answers for the acts, NONE a helper */
};

struct keying {
    struct reg *reg;
    const struct sheet_measure *m;
    struct sheet *rec;
    int64_t by;
    int count;   /* items with the ones asked besides */
    int at;      /* item under the cursor, from 0; count: behind the last */
    char answers[SCALE_ITEMS_MAX + 1]; /* ' ' not keyed yet, '.' none */
    struct draft draft;
    bool has_draft;
    bool touched; /* since it was stored */
    int unsaved;  /* keys since the last flush */
    int64_t first_key;
    int64_t stored_at;
    int fired;       /* critical item that waits for its answer, 0 none */
    struct str ahead; /* keys that came meanwhile */
};

/* A draft of this pupil's sheet comes back as it was.  ERR_IO, ERR_DAMAGED. */
NODISCARD enum err keying_open(struct keying *k, struct reg *reg, const struct keying_start *start);
void keying_close(struct keying *k); /* what is not flushed is gone */

/*
 * A key of an option or '.'.  KEYING_NO: it is none here, or the sheet is full;
 * KEYING_FIRES: a critical item fires, its number is k->fired and nothing more is taken.
 */
enum keying_result { KEYING_NO, KEYING_OK, KEYING_FIRES };
enum keying_result keying_type(struct keying *k, char key);
void keying_back(struct keying *k);
bool keying_go(struct keying *k, int item); /* from 1 */
void keying_end(struct keying *k);          /* to the first that is not keyed */

bool keying_is_empty(const struct keying *k);
int keying_done(const struct keying *k);    /* last item keyed */
int keying_missing(const struct keying *k); /* items without an answer */

/* A key typed while the critical item waits. */
void keying_ahead(struct keying *k, char key);

/* Whether the draft is due: a second or KEYING_DUE keys. */
bool keying_is_due(const struct keying *k, int64_t uptime);
/* Put what was keyed into the draft.  On failure it is still unsaved. */
NODISCARD enum err keying_flush(struct keying *k);

/* The critical item's alert and the sheet so far, stored.  `*why`: a msgid where refused. */
NODISCARD enum err keying_rise(struct keying *k, const char **why);
/*
 * A way out: "seen", "act", "wrong"; NULL leaves the alert lit (a helper).  After "wrong"
 * the answer is the other one of two, else none, to be keyed again.
 */
NODISCARD enum err keying_answer(struct keying *k, const char *move, const char **why);

/* Whether the pupil took part (codes_part_in), stored at once. */
NODISCARD enum err keying_part(struct keying *k, const char *part, const char **why);
/* Marked or unmarked to be looked at again; stored with the row. */
void keying_again(struct keying *k);

/*
 * The row is left: scored and stored, the draft gone; nothing keyed stores nothing.
 * ERR_REFUSED with `*why`.
 */
NODISCARD enum err keying_store(struct keying *k, const char **why);

#endif
