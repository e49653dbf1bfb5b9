// SPDX-License-Identifier: MIT
#ifndef CORE_ROSTER_PRIV_H
#define CORE_ROSTER_PRIV_H

#include "core/roster.h"

/*
 * The inside of the roster, shared by roster.c (learning), people.c (asking)
 * and find.c (finding by what was typed).
 */

struct roster {
    const struct calendar *cal;
    struct pupil_card *pupils; /* in the order of their sort keys once settled */
    size_t pupil_count, pupil_cap;
    struct class_card *classes;
    size_t class_count, class_cap;
    struct staff_card *staff;
    size_t staff_count, staff_cap;
    struct post_card *posts;
    size_t post_count, post_cap;
    struct block_card *blocks;
    size_t block_count, block_cap;
    size_t here_count; /* of the pupils, at school */
    uint64_t *letters; /* pinyin_letters() of each pupil, close together for finding */
    uint32_t *slots;   /* hash of pupil ids: position + 1, 0 empty */
    size_t slot_count;
    bool dirty;
};

/* The card of a pupil, NULL if there is none. */
struct pupil_card *roster_slot(const struct roster *r, int64_t id);

#endif
