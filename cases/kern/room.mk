# SPDX-License-Identifier: BSD-2-Clause
#
# A dynamic linker and programs that ask for it by PT_INTERP, all without a C
# library: the same source with fixed addresses and without.

kern_free := -ffreestanding -fno-stack-protector -nostdlib \
	   -Wl,-z,separate-code
kern_dyn := $(kern_free) -Wl,--dynamic-linker=/tmp/interp

CFLAGS_kern/h_interp := $(kern_free) -fPIE -fvisibility=hidden -Wl,-pie \
	   -Wl,--no-dynamic-linker
CFLAGS_kern/h_dynprog := $(kern_dyn) -fno-pie
CFLAGS_kern/h_dynpie := $(kern_dyn) -fPIE -fvisibility=hidden -Wl,-pie

$(addprefix $(obj)/kern/,h_dyn h_dynpie h_dynprog h_interp): \
    $(src)/kern/guest.h $(src)/kern/h_dyn.h $(src)/kern/room.mk
$(obj)/kern/h_dynpie: $(src)/kern/h_dynprog.c
