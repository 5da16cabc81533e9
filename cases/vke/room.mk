# SPDX-License-Identifier: BSD-2-Clause
#
# The guest's peer also for the host; what makes and carries frames there.

all: $(obj)/vke/host/peer $(obj)/vke/host/wire

$(obj)/vke/host/wire: $(src)/vke/wire.c $(src)/Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra \
	    -Werror -o $@ $<

$(obj)/vke/host/peer: $(src)/vke/h_peer.c $(src)/Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra \
	    -Werror -o $@ $<

$(obj)/vke/nspace.o: $(src)/vke/nspace.c $(src)/vke/nspace.h

OBJS_vke/t_tap := $(obj)/vke/nspace.o
OBJS_vke/t_offload := $(obj)/vke/nspace.o
OBJS_vke/t_option := $(obj)/vke/nspace.o
OBJS_vke/t_switch := $(obj)/vke/nspace.o
