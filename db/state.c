// SPDX-License-Identifier: MIT
#include "db/state.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/*
 * The file: magic (8), generation (8), closing (8), head (32), MAC of all that
 * (32); numbers big-endian.
 */
enum {
    AT_GENERATION = 8,
    AT_CLOSING = 16,
    AT_HEAD = 24,
    AT_MAC = AT_HEAD + MAC_BYTES,
    STATE_BYTES = AT_MAC + MAC_BYTES,
};

static const char magic[] = "XDSTATE1";

/* The folder the state files stand in; the caller frees it.  NULL without a home. */
static char *state_dir(void)
{
    const char *base = getenv("XDG_STATE_HOME");
    if (base && base[0] == '/') {
        return file_join(base, "xindang");
    }
    const char *home = getenv("HOME");
    return home && home[0] == '/' ? file_join(home, ".local/state/xindang") : NULL;
}

static int64_t get_number(const char *at)
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) {
        value = value << 8 | (unsigned char)at[i];
    }
    return (int64_t)value;
}

enum err state_read(const struct key *key, struct state *state)
{
    char *dir = state_dir();
    if (!dir) {
        return ERR_MISSING;
    }
    char *path = file_join(dir, key_register_id(key));
    struct str file = STR_INIT;
    enum err e = file_read(path, STATE_BYTES, &file);
    if (e == ERR_TOO_LARGE) {
        e = ERR_DAMAGED;
    }
    if (e == ERR_OK) {
        uint8_t mac[MAC_BYTES];
        key_mac(key, "state", file.ptr, file.len < AT_MAC ? file.len : AT_MAC, mac);
        bool good = file.len == STATE_BYTES && memcmp(file.ptr, magic, AT_GENERATION) == 0 &&
                    key_mac_equal(mac, (const uint8_t *)file.ptr + AT_MAC);
        e = good ? ERR_OK : ERR_DAMAGED;
    }
    if (e == ERR_OK) {
        state->generation = get_number(file.ptr + AT_GENERATION);
        state->closing = get_number(file.ptr + AT_CLOSING);
        memcpy(state->head, file.ptr + AT_HEAD, MAC_BYTES);
    }
    str_release(&file);
    xfree(path);
    xfree(dir);
    return e;
}

enum err state_write(const struct key *key, const struct state *state)
{
    char *dir = state_dir();
    if (!dir) {
        return ERR_MISSING;
    }
    struct str file = STR_INIT;
    str_add(&file, magic);
    str_add_u64(&file, (uint64_t)state->generation);
    str_add_u64(&file, (uint64_t)state->closing);
    str_addn(&file, state->head, MAC_BYTES);
    uint8_t mac[MAC_BYTES];
    key_mac(key, "state", file.ptr, file.len, mac);
    str_addn(&file, mac, sizeof mac);
    char *path = file_join(dir, key_register_id(key));
    enum err e = file_make_dir(dir);
    if (e == ERR_OK) {
        file_sweep(dir, key_register_id(key), ".new.");
        e = file_replace(path, file.ptr, file.len);
    }
    str_release(&file);
    xfree(path);
    xfree(dir);
    return e;
}
