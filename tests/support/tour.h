// SPDX-License-Identifier: MIT
#ifndef TESTS_SUPPORT_TOUR_H
#define TESTS_SUPPORT_TOUR_H

#include "tests/support/desk.h"

/* One way to each screen, for what must hold on all of them.  A new screen gets a line here. */
struct tour_stop {
    const char *name; /* of the picture in tests/data, too */
    void (*show)(struct desk *d);
};

extern const struct tour_stop tour[];
extern const size_t tour_length;

#endif
