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
PKGS_BUILD := gcc libc6-dev make pkg-config mawk bzip2 unicode-data libncurses-dev \
              libsqlcipher-dev libsodium-dev libunistring-dev libcsv-dev \
              libpango1.0-dev libcairo2-dev libfreetype-dev libxlsxwriter-dev libzip-dev \
              libexpat1-dev
PKGS_RUN   := ncurses-base ncurses-term libncursesw6 libsqlcipher0 libsodium23 libunistring2 libcsv3 \
              libglib2.0-0 libpango-1.0-0 libpangocairo-1.0-0 libcairo2 libfreetype6 libxlsxwriter4 libzip4 libexpat1 \
              fontconfig-config fonts-noto-cjk cups-client
PKGS_TEST  := clang libclang-rt-14-dev python3 libcmocka-dev tmux sqlcipher gettext git mandoc procps \
              strace binutils findutils diffutils poppler-utils cups-daemon
PKGS_DEB   := dpkg-dev lintian debootstrap bash-completion desktop-file-utils
PACKAGES   := $(PKGS_BUILD) $(PKGS_RUN) $(PKGS_TEST)

# --- flags ----------------------------------------------------------------
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
            -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
            -Wwrite-strings -Wcast-qual -Wpointer-arith -Wundef -Wvla -Wformat=2 \
            -Wimplicit-fallthrough -Wswitch-enum -Wnull-dereference -Wno-overlength-strings \
            $(if $(filter 1,$(WERROR)),-Werror)
HARDEN        := -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fPIE
FLAGS_release := -O2 -g $(HARDEN)
FLAGS_clang   := -O2 -g $(HARDEN)
FLAGS_asan    := -O1 -g3 -DDEBUG=1 -fno-omit-frame-pointer \
                 -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_fuzz    := -O1 -g -DDEBUG=1 -fsanitize=fuzzer-no-link,address,undefined
FLAGS_cov     := -O0 -g -DDEBUG=1 --coverage
LINK_release  := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
LINK_clang    := $(LINK_release)
LINK_asan     := -fsanitize=address,undefined
LINK_fuzz     := -fsanitize=fuzzer,address,undefined
LINK_cov      := --coverage
ifneq ($(filter clang fuzz,$(VARIANT)),)
CC := clang
endif

PC        := sqlcipher ncursesw libsodium
# The .pc files ask for an older _XOPEN_SOURCE than ours.
PC_CFLAGS  = $(filter-out -D_XOPEN_SOURCE=% -D_DEFAULT_SOURCE,$(shell pkg-config --cflags $(PC) 2>/dev/null))
LIBS       = $(shell pkg-config --libs $(PC) 2>/dev/null) -lunistring -lcsv
# The helper's libraries are nobody else's; their headers are not held to our warnings.
HELPER_PC     := pangocairo cairo-pdf freetype2 xlsxwriter libzip expat
HELPER_CFLAGS  = $(patsubst -I%,-isystem%,$(shell pkg-config --cflags $(HELPER_PC) 2>/dev/null))
HELPER_LIBS    = $(shell pkg-config --libs $(HELPER_PC) 2>/dev/null) -lunistring -lm
# core/helper/face.c and xlsx_write.c stand in front of the libraries of fonts and workbooks.
HELPER_LINK   := -Wl,-u,FT_New_Face -Wl,-u,lxw_tmpfile
CFLAGS    ?= $(FLAGS_$(VARIANT))
LDFLAGS   ?= $(LINK_$(VARIANT))
ALL_CFLAGS = -std=c11 -D_XOPEN_SOURCE=700 -I. -I$(GEN) $(PC_CFLAGS) $(WARNINGS) $(CFLAGS)

# --- sources --------------------------------------------------------------
SRC     := $(sort $(wildcard core/base/*.c locale/*.c db/*.c core/*.c tui/*.c tui/screens/*.c))
GEN_SRC := $(GEN)/width_table.c $(GEN)/pinyin_table.c $(GEN)/catalog_zh_CN.c $(GEN)/due_table.c \
           $(GEN)/scale_builtin.c
DUE     := $(sort $(wildcard core/due/*.sql))
SCALES  := $(sort $(wildcard core/scales/*.scale))
LIB_SRC := $(filter-out tui/main.c,$(SRC))
LIB_OBJ := $(LIB_SRC:%.c=$B/%.o) $(GEN_SRC:$(GEN)/%.c=$B/gen/%.o)
HELPER_SRC := $(sort $(wildcard core/helper/*.c))
HELPER_OBJ := $(patsubst %.c,$B/%.o,$(filter-out core/helper/main.c,$(HELPER_SRC)))
TESTS   := $(patsubst tests/unit/%.c,$B/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
SUPPORT := $(patsubst %.c,$B/%.o,$(wildcard tests/support/*.c))
FAULTS  := $(patsubst tests/fault/%.c,$B/fault/%,$(sort $(wildcard tests/fault/test_*.c)))
FAULT_OBJ := $(patsubst %.c,$B/%.o,$(filter-out tests/fault/test_%,$(wildcard tests/fault/*.c)))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
REPLAYS := $(FUZZERS:%=$B/fuzz/%)
TOOLS   := $(patsubst tests/tools/%.c,$B/tools/%,$(sort $(wildcard tests/tools/*.c)))

.SUFFIXES:
.SECONDARY:
.PHONY: FORCE all check check-build build-fault check-fault check-source check-unit check-cli check-fuzz check-asan check-clang \
        check-term test bench demo run install uninstall deb check-deb format tidy coverage fuzz torture deps \
        update-screens help clean

all: $B/xindang $B/xindang-helper ## Build build/release/xindang and its helper (the default)

# --- packages -------------------------------------------------------------
deps:                   ## Install what Debian must provide, if something is missing
	@sh tests/support/deps.sh $(PACKAGES)

# --- building -------------------------------------------------------------
$B/xindang: $B/tui/main.o $B/libxindang.a
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# The leaf and the words are all that the helper takes from the library.
$B/xindang-helper: $B/core/helper/main.o $B/libhelper.a $B/libxindang.a
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(HELPER_LINK) -o $@ $^ $(HELPER_LIBS)

$B/libhelper.a: $(HELPER_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$B/core/helper/%.o: private ALL_CFLAGS += $(HELPER_CFLAGS)

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
	$(say) GEN $@
	$(Q)LC_ALL=C awk -f locale/width.awk $(UCD)/extracted/DerivedGeneralCategory.txt \
	    $(UCD)/EastAsianWidth.txt > $@.tmp && mv $@.tmp $@

$(GEN)/pinyin_table.c: locale/pinyin.awk locale/pinyin.extra
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)bzcat $(UCD)/Unihan_Readings.txt.bz2 | LC_ALL=C awk -f locale/pinyin.awk \
	    locale/pinyin.extra - > $@.tmp && mv $@.tmp $@

$(GEN)/catalog_zh_CN.c: locale/po2c.awk locale/zh_CN.po
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)LC_ALL=C awk -f locale/po2c.awk locale/zh_CN.po > $@.tmp && mv $@.tmp $@

$(GEN)/due_table.c: core/due.awk $(DUE)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)LC_ALL=C awk -f core/due.awk $(DUE) > $@.tmp && mv $@.tmp $@

$(GEN)/scale_builtin.c: core/scale.awk $(SCALES)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)LC_ALL=C awk -f core/scale.awk $(SCALES) > $@.tmp && mv $@.tmp $@

# --- tests ----------------------------------------------------------------
# Each part prints TAP; tests/sum.sh runs them and adds up the closing line.
$B/tests/%: $B/tests/unit/%.o $(SUPPORT) $B/libxindang.a | $B/tests/xindang-helper
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

# What is inside the helper is tested by test_helper_*, which link what it links.
$B/tests/test_helper_%: $B/tests/unit/test_helper_%.o $(SUPPORT) $B/libhelper.a $B/libxindang.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) $(HELPER_LIBS) -lcmocka

# A program finds its helper beside itself; so does a test.
$B/tests/xindang-helper: $B/xindang-helper
	@mkdir -p $(@D)
	@ln -sf ../xindang-helper $@

# What breaks the disk or memory below the program; only what a test names is linked.
$B/libfault.a: $(FAULT_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$B/fault/%: $B/tests/fault/%.o $(SUPPORT) $B/libfault.a $B/libxindang.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

$B/fuzz/%: $B/tests/fuzz/%.o $B/tests/fuzz/replay.o $B/libxindang.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# What reads workbooks is in the helper.
$B/fuzz/fuzz_xlsx: $B/tests/fuzz/fuzz_xlsx.o $B/tests/fuzz/replay.o $B/libhelper.a $B/libxindang.a
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) $(HELPER_LIBS)

# Programs that the stories use.
$B/tools/%: $B/tests/tools/%.o
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

check: all check-build  ## Structure, unit and screen tests, the command line, fuzz corpora
	@sh tests/sum.sh source unit cli fuzz

check-build: $(TESTS) $(REPLAYS) $(TOOLS)
build-fault: $(FAULTS)
check-unit: $(TESTS)    ## Unit and screen tests alone
	@sh tests/sum.sh unit

check-fault: all $(FAULTS) ## Power cuts, failing calls, damage, full disks (small forms)
	@sh tests/sum.sh fault

check-source:           ## Layers, headers, banned words, translations, man page
	@sh tests/sum.sh source

check-asan:             ## Unit and screen tests and corpora under ASan and UBSan
	@$(MAKE) --no-print-directory VARIANT=asan all check-build
	@VARIANT=asan sh tests/sum.sh unit fuzz

check-clang:            ## Everything compiles with clang without a warning
	@$(MAKE) --no-print-directory VARIANT=clang WERROR=1 all

check-term: all $(TOOLS)         ## Stories in a terminal (tmux)
	@sh tests/sum.sh term

test:                   ## All tests; ends with the line "N passed, N failed"
	@$(MAKE) --no-print-directory WERROR=1 all check-build build-fault
	@$(MAKE) --no-print-directory check-clang
	@$(MAKE) --no-print-directory VARIANT=asan WERROR=1 all check-build
	@sh tests/sum.sh source unit cli fuzz fault term asan

torture: all build-fault $(TOOLS) ## The fault tests and the stories in their large forms
	@TORTURE=1 sh tests/sum.sh fault cli term

update-screens: $(TESTS) ## Rewrite the golden screens; review the difference
	@UPDATE_SCREENS=1 sh tests/sum.sh unit

# FUZZ=fuzz_csv TIME=60
FUZZ ?= fuzz_csv
TIME ?= 60
fuzz:                   ## Fuzz one target: make fuzz FUZZ=fuzz_csv TIME=60
	@$(MAKE) --no-print-directory VARIANT=fuzz build/fuzz/run/$(FUZZ)
	@mkdir -p build/fuzz/corpus/$(FUZZ)
	build/fuzz/run/$(FUZZ) -max_total_time=$(TIME) build/fuzz/corpus/$(FUZZ) tests/fuzz/corpus/$(FUZZ)

$B/run/fuzz_xlsx: $B/tests/fuzz/fuzz_xlsx.o $B/libhelper.a $B/libxindang.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) $(HELPER_LIBS)

$B/run/%: $B/tests/fuzz/%.o $B/libxindang.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

bench: all              ## Figures side by side (docs/ARCHITECTURE.md)
	@sh tests/bench/run.sh

coverage:               ## Lines reached by the unit tests, by folder
	@$(MAKE) --no-print-directory VARIANT=cov all check-build
	@VARIANT=cov sh tests/sum.sh unit
	@sh tests/support/coverage.sh

tidy:                   ## clang-tidy
	@clang-tidy --quiet $(SRC) -- -std=c11 -D_XOPEN_SOURCE=700 -I. -I$(GEN) $(PC_CFLAGS)
	@clang-tidy --quiet $(HELPER_SRC) -- -std=c11 -D_XOPEN_SOURCE=700 -I. -I$(GEN) $(HELPER_CFLAGS)

format:                 ## Format the C sources (tables and .def files aside)
	@clang-format -i $(filter-out locale/encode_symbol.c db/schema.c,$(shell git ls-files '*.c' '*.h'))

# --- running --------------------------------------------------------------
demo: all               ## Open a fictional school (password: demo)
	@$B/xindang demo

run: all                ## Open the real register
	@$B/xindang

$(GEN)/xindang.bash: docs/deb/completion.sh $B/xindang
	$(say) GEN $@
	$(Q)sh docs/deb/completion.sh $B/xindang > $@.tmp && mv $@.tmp $@

install: all $(GEN)/xindang.bash ## Install below PREFIX (DESTDIR is honoured)
	install -D -m 755 $B/xindang $(DESTDIR)$(PREFIX)/bin/xindang
	install -D -m 755 $B/xindang-helper $(DESTDIR)$(PREFIX)/libexec/xindang/xindang-helper
	install -D -m 644 docs/deb/xindang.desktop $(DESTDIR)$(PREFIX)/share/applications/xindang.desktop
	install -D -m 644 $(GEN)/xindang.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/xindang
	install -D -m 644 docs/xindang.1 $(DESTDIR)$(PREFIX)/share/man/man1/xindang.1
	install -D -m 644 docs/manual.zh-CN.md $(DESTDIR)$(PREFIX)/share/doc/xindang/manual.zh-CN.md

uninstall:              ## Remove what install put there (never a register)
	rm -f $(DESTDIR)$(PREFIX)/bin/xindang $(DESTDIR)$(PREFIX)/share/man/man1/xindang.1 \
	    $(DESTDIR)$(PREFIX)/share/applications/xindang.desktop \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/xindang
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/xindang $(DESTDIR)$(PREFIX)/libexec/xindang

deb: all                ## The Debian package, into build/
	@sh tests/support/deps.sh $(firstword $(PKGS_DEB))
	@rm -rf build/deb
	@$(MAKE) --no-print-directory install DESTDIR=build/deb/root PREFIX=/usr > /dev/null
	@sh docs/deb/make.sh build/deb/root build $(PKGS_RUN)

check-deb:              ## The package in lintian and in a bare Debian (root, network; minutes)
	@sh tests/support/deps.sh $(PKGS_DEB)
	@$(MAKE) --no-print-directory deb > /dev/null
	@sh tests/sum.sh package

-include $(shell find $B -name '*.d' 2>/dev/null)

help:                   ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' Makefile

clean:                  ## Remove everything that was built
	rm -rf build
