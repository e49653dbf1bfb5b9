# Xindang.  GNU make, one file, no recursion into folders: to add a source file
# is to add a file.  `make help` lists the targets.

VARIANT ?= release
B       := build/$(VARIANT)
GEN     := build/gen
CC      ?= cc
PREFIX  ?= /usr/local
WERROR  ?= $(if $(CI),1)
# `make V=1` shows the commands whole.
Q       := $(if $(V),,@)
say     := @printf '%-5s %s\n'
export LC_ALL := C.UTF-8

# --- what Debian must provide: the one list -------------------------------
PKGS_BUILD := gcc libc6-dev make pkg-config mawk bzip2 unicode-data \
              libncurses-dev libsqlcipher-dev libsodium-dev libunistring-dev libcsv-dev
PKGS_RUN   := ncurses-base libncursesw6 libsqlcipher0 libsodium23 libunistring2 libcsv3
PKGS_TEST  := clang libclang-rt-14-dev libcmocka-dev tmux sqlcipher gettext \
              python3-minimal faketime git man-db procps util-linux strace binutils
PACKAGES   := $(PKGS_BUILD) $(PKGS_RUN) $(PKGS_TEST)

# --- flags ----------------------------------------------------------------
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
            -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
            -Wwrite-strings -Wcast-qual -Wpointer-arith -Wundef -Wvla -Wformat=2 \
            -Wimplicit-fallthrough -Wswitch-enum -Wnull-dereference -Wno-overlength-strings \
            $(if $(filter 1,$(WERROR)),-Werror)
FLAGS_release := -O2 -g -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fPIE
FLAGS_asan    := -O1 -g3 -DDEBUG=1 -fno-omit-frame-pointer \
                 -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_fuzz    := -O1 -g -DDEBUG=1 -fsanitize=fuzzer-no-link,address,undefined
FLAGS_cov     := -O0 -g --coverage
LINK_release  := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
LINK_asan     := -fsanitize=address,undefined
LINK_fuzz     := -fsanitize=fuzzer,address,undefined
LINK_cov      := --coverage

PC      := sqlcipher ncursesw libsodium
# The .pc files ask for an older _XOPEN_SOURCE than ours.
PC_CFLAGS = $(filter-out -D_XOPEN_SOURCE=% -D_DEFAULT_SOURCE,$(shell pkg-config --cflags $(PC) 2>/dev/null))
LIBS      = $(shell pkg-config --libs $(PC) 2>/dev/null) -lunistring -lcsv
CFLAGS  ?= $(FLAGS_$(VARIANT))
LDFLAGS ?= $(LINK_$(VARIANT))
ALL_CFLAGS = -std=c11 -D_XOPEN_SOURCE=700 -I. -I$(GEN) $(PC_CFLAGS) $(WARNINGS) $(CFLAGS)

# --- sources --------------------------------------------------------------
SRC     := $(wildcard core/base/*.c locale/*.c db/*.c core/*.c core/*/*.c tui/*.c tui/screens/*.c)
SRC     := $(sort $(SRC))
GEN_SRC := $(GEN)/width_table.c $(GEN)/pinyin_table.c $(GEN)/catalog_zh_CN.c
LIB_SRC := $(filter-out tui/main.c,$(SRC))
LIB_OBJ := $(LIB_SRC:%.c=$B/%.o) $(GEN_SRC:$(GEN)/%.c=$B/gen/%.o)
TESTS   := $(patsubst tests/unit/%.c,$B/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
SUPPORT := $(patsubst %.c,$B/%.o,$(wildcard tests/support/*.c))

.SUFFIXES:
.SECONDARY:
.PHONY: FORCE all check check-source check-asan check-clang check-term test bench demo run \
        install uninstall format tidy coverage fuzz torture deps help clean

all: $B/xindang         ## Build build/release/xindang (the default)

# --- packages -------------------------------------------------------------
deps:                   ## Install what Debian must provide, if something is missing
	@sh tests/support/deps.sh $(PACKAGES)

# --- building -------------------------------------------------------------
$B/xindang: $B/tui/main.o $B/libxindang.a
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$B/libxindang.a: $(LIB_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$B/%.o: %.c $B/flags | $(GEN_SRC)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$B/gen/%.o: $(GEN)/%.c $B/flags
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Rebuild everything when the flags change, and only then.
$B/flags: FORCE
	@mkdir -p $(@D); echo '$(CC) $(ALL_CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS)' > $@

# --- generated tables -----------------------------------------------------
UCD := /usr/share/unicode

$(GEN)/width_table.c: locale/width.awk $(UCD)/EastAsianWidth.txt
	@mkdir -p $(@D)
	LC_ALL=C awk -f locale/width.awk $(UCD)/extracted/DerivedGeneralCategory.txt \
	    $(UCD)/EastAsianWidth.txt > $@.tmp && mv $@.tmp $@

$(GEN)/pinyin_table.c: locale/pinyin.awk locale/pinyin.extra
	@mkdir -p $(@D)
	bzcat $(UCD)/Unihan_Readings.txt.bz2 | LC_ALL=C awk -f locale/pinyin.awk locale/pinyin.extra - > $@.tmp && mv $@.tmp $@

$(GEN)/catalog_zh_CN.c: locale/po2c.awk locale/zh_CN.po
	@mkdir -p $(@D)
	LC_ALL=C awk -f locale/po2c.awk locale/zh_CN.po > $@.tmp && mv $@.tmp $@

# --- tests ----------------------------------------------------------------
$B/tests/%: $B/tests/unit/%.o $(SUPPORT) $B/libxindang.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

TEST_BIN := $(TESTS:%=%)

check: check-unit       ## Structure, unit and screen tests

check-unit: $(TEST_BIN)
	@for t in $(TEST_BIN); do CMOCKA_MESSAGE_OUTPUT=stdout $$t || exit 1; done

-include $(shell find $B -name '*.d' 2>/dev/null)

help:                   ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' Makefile

clean:                  ## Remove everything that was built
	rm -rf build
