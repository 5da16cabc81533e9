# SPDX-License-Identifier: BSD-2-Clause
#
# The lister of trees also for the host, and the writer of odd images.

all: $(obj)/vcd/host/cdtree

$(obj)/vcd/host/cdtree: $(src)/vcd/h_cdtree.c $(src)/Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra \
	    -Werror -o $@ $<

$(obj)/vcd/iso.o: $(src)/vcd/iso.c $(src)/vcd/iso.h

OBJS_vcd/t_hostile := $(obj)/vcd/iso.o
OBJS_vcd/t_hostile_fields := $(obj)/vcd/iso.o
OBJS_vcd/t_records := $(obj)/vcd/iso.o
OBJS_vcd/t_vcd := $(obj)/vcd/iso.o
