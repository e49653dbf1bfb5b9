// SPDX-License-Identifier: MIT
#include "core/backup_place.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/prefs.h"

static const char pref_name[] = "backup_stick";

char *backup_stick_folder(const char *mount)
{
    return file_join(mount, BACKUP_STICK_FOLDER);
}

static enum err remember(const char *store, const char *folder)
{
    struct prefs prefs;
    prefs_load(&prefs, store);
    prefs_set(&prefs, pref_name, folder);
    enum err e = prefs_save(&prefs);
    prefs_release(&prefs);
    return e;
}

enum err backup_choose_stick(const char *store, const char *mount)
{
    char *folder = backup_stick_folder(mount);
    enum err e = file_make_dir(folder);
    if (e == ERR_OK) {
        e = remember(store, folder);
    }
    xfree(folder);
    return e;
}

enum err backup_forget_stick(const char *store)
{
    return remember(store, NULL);
}

static bool is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Among the sticks plugged in the one whose folder this is. */
static enum stick_state state_of(const struct sticks *sticks, const char *folder)
{
    enum stick_state state = STICK_ABSENT;
    for (size_t i = 0; i < sticks->n; i++) {
        char *own = backup_stick_folder(sticks->at[i].path);
        /* Another stick of that name has no folder of ours. */
        if (strcmp(own, folder) == 0 && is_folder(folder)) {
            state = sticks->at[i].read_only ? STICK_READ_ONLY : STICK_READY;
        }
        xfree(own);
    }
    return state;
}

enum stick_state backup_chosen_stick(const struct device_world *world, const char *store,
                                     char **folder)
{
    struct prefs prefs;
    struct sticks sticks;
    prefs_load(&prefs, store);
    char *chosen = xstrdup(prefs_get(&prefs, pref_name, NULL));
    prefs_release(&prefs);
    enum stick_state state = STICK_NONE;
    if (chosen) {
        device_sticks(world, store, &sticks);
        state = state_of(&sticks, chosen);
        device_sticks_release(&sticks);
    }
    if (folder) {
        *folder = chosen;
    } else {
        xfree(chosen);
    }
    return state;
}

char *backup_stick_name(const char *folder)
{
    size_t n = strlen(folder);
    size_t end = sizeof BACKUP_STICK_FOLDER; /* with the slash */
    if (n > end && strcmp(folder + n - end + 1, BACKUP_STICK_FOLDER) == 0) {
        n -= end;
    }
    size_t from = n;
    while (from > 0 && folder[from - 1] != '/') {
        from--;
    }
    return xmemdupz(folder + from, n - from);
}
