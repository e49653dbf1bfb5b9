// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/device.h"

/* A computer's disks in a folder, as /sys/dev/block and /proc/self/mountinfo show them. */
struct fixture {
    char dir[64];
    char *mounts;
    struct device_world world;
};

static void put(const struct fixture *f, const char *name, const char *text)
{
    char *path = file_join(f->dir, name);
    char *above = xstrdup(path);
    for (char *p = above; *p; p++) {
        if (*p == '/' && p > above) {
            *p = '\0';
            mkdir(above, 0700);
            *p = '/';
        }
    }
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    xfree(above);
    xfree(path);
}

/* /sys/dev/block/NUMBER leads to devices/WHERE */
static void device(const struct fixture *f, const char *number, const char *where)
{
    char *link_path = str_format("%s/dev/block/%s", f->dir, number);
    char *to = str_format("../../devices/%s", where);
    char *dev = str_format("devices/%s/dev", where);
    put(f, "dev/block/.here", "");
    put(f, dev, number);
    assert_int_equal(symlink(to, link_path), 0);
    xfree(link_path);
    xfree(to);
    xfree(dev);
}

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    snprintf(f->dir, sizeof f->dir, "/tmp/xindang-device-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    device(f, "8:0", "pci/ata1/block/sda");
    device(f, "8:1", "pci/ata1/block/sda/sda1");
    put(f, "devices/pci/ata1/block/sda/sda1/partition", "1\n");
    device(f, "8:2", "pci/ata1/block/sda/sda2");
    put(f, "devices/pci/ata1/block/sda/sda2/partition", "2\n");
    device(f, "8:17", "pci/usb1/block/sdb/sdb1");
    put(f, "devices/pci/usb1/block/sdb/sdb1/partition", "1\n");
    device(f, "254:0", "virtual/block/dm-0"); /* an encrypted partition of sda */
    put(f, "devices/virtual/block/dm-0/slaves/sda2/dev", "8:2\n");
    device(f, "254:1", "virtual/block/dm-1"); /* a volume over both disks */
    put(f, "devices/virtual/block/dm-1/slaves/sda1/dev", "8:1\n");
    put(f, "devices/virtual/block/dm-1/slaves/sdb1/dev", "8:17\n");
    device(f, "7:0", "virtual/block/loop0"); /* a file that is gone */
    put(f, "devices/virtual/block/loop0/loop/backing_file", "/nonexistent/image\n");
    device(f, "253:0", "virtual/block/zram0");
    f->mounts = file_join(f->dir, "mountinfo");
    f->world = (struct device_world){f->dir, f->mounts};
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    char *command = str_format("rm -rf '%s'", f->dir);
    assert_int_equal(system(command), 0);
    xfree(command);
    xfree(f->mounts);
    xfree(f);
    return 0;
}

static void expect(const struct fixture *f, unsigned high, unsigned low, const char *disks)
{
    struct str got = STR_INIT;
    bool known = device_disks(&f->world, makedev(high, low), &got);
    if (disks) {
        assert_string_equal(got.ptr, disks);
    }
    assert_int_equal(known, disks != NULL);
    str_release(&got);
}

static void disks_behind_devices(void **state)
{
    const struct fixture *f = *state;
    put(f, "mountinfo", "22 1 0:40 / /home rw - btrfs /nonexistent rw\n"
                        "23 1 0:41 / /mnt/school rw - nfs4 server:/a rw\n"
                        "24 1 0:42 / /tmp rw - tmpfs tmpfs rw\n");
    expect(f, 8, 0, "sda\n");
    expect(f, 8, 1, "sda\n");
    expect(f, 8, 17, "sdb\n");
    expect(f, 254, 0, "sda\n");
    struct str both = STR_INIT;
    assert_true(device_disks(&f->world, makedev(254, 1), &both));
    assert_int_equal(both.len, strlen("sda\nsdb\n"));
    str_release(&both);
    expect(f, 7, 0, NULL);
    expect(f, 253, 0, NULL);
    expect(f, 99, 9, NULL);
    expect(f, 0, 40, NULL); /* its source is no device here */
    expect(f, 0, 41, "net:server:/a\n");
    expect(f, 0, 42, NULL); /* memory */
    expect(f, 0, 77, NULL);
}

/* The same folder, and two folders of one file system, are never outside each other. */
static void the_same_disk_is_not_outside(void **state)
{
    const struct fixture *f = *state;
    char *inside = file_join(f->dir, "dev");
    assert_false(device_is_outside(&device_world, f->dir, f->dir));
    assert_false(device_is_outside(&device_world, f->dir, inside));
    assert_false(device_is_outside(&device_world, f->dir, "/nonexistent"));
    assert_false(device_is_outside(&device_world, f->dir, "/proc")); /* no disk at all */
    xfree(inside);
}

static void sticks_are_found_among_the_mounts(void **state)
{
    const struct fixture *f = *state;
    struct sticks sticks;
    /* Only places that are there, and another file system than the register's: /proc is one. */
    put(f, "mountinfo", "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"
                        "23 1 8:17 / /media/lan/nothing\\040here rw - vfat /dev/sdb1 rw\n"
                        "a line that is none\n"
                        "24 1 0:5 / /proc rw - proc proc rw\n");
    device_sticks(&f->world, f->dir, &sticks);
    assert_int_equal(sticks.n, 0);
    device_sticks_release(&sticks);
    struct device_world nothing = {f->dir, "/nonexistent/mountinfo"};
    device_sticks(&nothing, f->dir, &sticks);
    assert_int_equal(sticks.n, 0);
    device_sticks_release(&sticks);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(disks_behind_devices),
        TEST(the_same_disk_is_not_outside),
        TEST(sticks_are_found_among_the_mounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
