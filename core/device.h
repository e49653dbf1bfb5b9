// SPDX-License-Identifier: MIT
#ifndef CORE_DEVICE_H
#define CORE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/base/str.h"

/*
 * Which disk a folder lies on, and which sticks are plugged in.  A copy on the
 * disk of the register is no copy outside, also not on another partition of it.
 */

/* Where the kernel says so; another place in tests. */
struct device_world {
    const char *sys;    /* "/sys" */
    const char *mounts; /* "/proc/self/mountinfo" */
};
extern const struct device_world device_world;

/*
 * The whole disks below a device number, "sda\nsdb\n", appended: through
 * partitions, encrypted and joined volumes, loops, and mounts that have no
 * device number of their own.  False if that cannot be told (memory, overlays).
 * A place on another computer is "net:..." of its own.
 */
bool device_disks(const struct device_world *world, dev_t device, struct str *disks);

/*
 * Whether `place` (an existing folder) lies on none of the disks of `store`.
 * False where it cannot be told: then it does not count.
 */
bool device_is_outside(const struct device_world *world, const char *store, const char *place);

/* A stick, a card, a second disk: something mounted where people's sticks are. */
struct stick {
    char *path; /* "/media/lan/心档U盘" */
    char *type; /* "vfat" */
    bool read_only;
    bool outside; /* not on the store's disk */
};
struct sticks {
    struct stick *at;
    size_t n, cap;
};

/* Those mounted below /media, /run/media and /mnt, in the kernel's order. */
void device_sticks(const struct device_world *world, const char *store, struct sticks *sticks);
void device_sticks_release(struct sticks *sticks);

#endif
