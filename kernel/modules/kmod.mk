# SPDX-License-Identifier: BSD-2-Clause
#
# kmod.mk: rules for a module outside the tree, for GNU make and BSD make, see
# kld(4).  With the flags of a kernel before them they are kmod.mk in the directory
# where that kernel was built.  The Makefile of a module says
#
#	KMOD=	hello
#	SRCS=	hello.c
#	include	/path/to/obj/kernel/VKERNEL64/kmod.mk
#
# COPTS adds options of the compiler.  Targets: all (KMOD.ko, and KMOD.full for
# debuggers), install (below DESTDIR, as boot/modules/KMOD.ko), clean.

all: $(KMOD).ko

.SUFFIXES: .c .o
.c.o:
	$(KMOD_CC) $(KMOD_CFLAGS) $(COPTS) -c -o $@ $<

$(SRCS:.c=.o): $(KMOD_KERNEL)/kmod_abi.h $(KMOD_KERNEL)/kmod.mk

$(KMOD).ko: $(SRCS:.c=.o)
	$(KMOD_LD) -r -o $(KMOD).full $(SRCS:.c=.o)
	$(KMOD_STRIP) $(KMOD).full $(KMOD).ko

install: all
	test -n "$(DESTDIR)"
	install -d "$(DESTDIR)/boot/modules"
	install -m 555 $(KMOD).ko "$(DESTDIR)/boot/modules"

clean:
	rm -f $(KMOD).ko $(KMOD).full $(SRCS:.c=.o)

.PHONY: all install clean
