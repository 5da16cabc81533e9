# SPDX-License-Identifier: BSD-2-Clause
#
# The world's disk programs, built for the host with what makes them fail
# loudly, for t_disktools.

vkd_world := $(src)/../images/world/sbin
vkd_abi	:= $(src)/../kernel/abi
vkd_port := $(obj)/vkd/port
vkd_tools := $(addprefix $(obj)/vkd/host/,newfs fsck_ffs disklabel dumpfs fdisk)
vkd_heads := disklabel disklabel32 disklabel64 diskmbr diskslice dtype ioccom \
	   uuid

all: $(vkd_tools)

$(vkd_port)/.made: $(src)/vkd/room.mk
	@mkdir -p $(vkd_port)/sys
	@ln -sfn $(vkd_abi)/vfs $(vkd_port)/vfs
	@for h in $(vkd_heads); do \
	    ln -sfn $(vkd_abi)/sys/$$h.h $(vkd_port)/sys/$$h.h; done
	@touch $@

$(vkd_tools): $(obj)/vkd/host/%: $$(wildcard $(vkd_world)/$$*/*.[ch]) \
    $(src)/vkd/port.h $(vkd_port)/.made
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=gnu11 -O1 -g -Wall -Wextra -Werror \
	    -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	    -include $(src)/vkd/port.h -I$(vkd_port) -o $@ $(filter %.c,$^)

# What counts flushes; see flushes.c.
all: $(obj)/vkd/flushes.so
$(obj)/vkd/flushes.so: $(src)/vkd/flushes.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -g -fPIC -shared -o $@ $<
