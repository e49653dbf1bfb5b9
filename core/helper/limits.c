// SPDX-License-Identifier: MIT
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "core/helper/verb.h"

/* A sanitizer's shadow needs terabytes of address space that nobody uses. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SHADOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SHADOW 1
#endif
#endif
#ifndef HAS_SHADOW
#define HAS_SHADOW 0
#endif

static bool limit(int what, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(what, &now) != 0) {
        return false;
    }
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max <= most) {
        most = now.rlim_max - (what == RLIMIT_CPU && now.rlim_max > 0);
    }
    /* At the lower limit of the processor's time SIGXCPU says what it is, at the upper SIGKILL. */
    struct rlimit to = {most, most + (what == RLIMIT_CPU)};
    return setrlimit(what, &to) == 0;
}

enum err limits_set(const struct verb *verb)
{
    const rlim_t mib = 1024 * 1024;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    bool good = prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    good = good && limit(RLIMIT_CORE, 0) && (verb->threads || limit(RLIMIT_NPROC, 0));
    good = good && (HAS_SHADOW || limit(RLIMIT_AS, verb->memory * mib));
    good = good && limit(RLIMIT_CPU, verb->seconds) && limit(RLIMIT_FSIZE, verb->file_size * mib);
    good = good && (HAS_SHADOW || limit(RLIMIT_NOFILE, verb->files));
    return good ? ERR_OK : ERR_REFUSED;
}
