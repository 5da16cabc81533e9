# SPDX-License-Identifier: BSD-2-Clause
#
# Programs that nobody here wrote, built by their recipes in images/ports, one
# after the other: each build looks after the world's headers first.

userland_progs := $(obj)/userland/lua $(obj)/userland/sqlite3
userland_ports := $(src)/../images/ports

all: $(userland_progs)

$(obj)/userland/sqlite3: $(obj)/userland/lua
$(obj)/userland/lua: from := lua5.4/work/src/lua
$(obj)/userland/sqlite3: from := sqlite3/work/sqlite3
$(userland_progs): $(obj)/userland/%: $(userland_ports)/%/Makefile \
    $(SYSROOT)/usr/lib/libc.a
	@mkdir -p $(@D)
	@MAKEFLAGS= $(src)/../images/world/build.sh O=$(O) DIR=../ports/$* all
	@strip -o $@ $(O)/ports/$(from)

LIBS_userland/h_library := -lpthread
LIBS_userland/h_threads := -lpthread

# A shared object for h_shared, which loads it.
all: $(obj)/userland/shared.so
$(obj)/userland/shared.so: $(src)/userland/shared.c $(SYSROOT)/usr/lib/libc.a
	@mkdir -p $(@D)
	$(call say,CC)$(GUESTCC:-static=) -shared -nostdlib -fPIC -O1 \
	    -Wl,--hash-style=sysv -o $@ $<
