# SPDX-License-Identifier: BSD-2-Clause
#
# The guest's peer also for the host; what makes and carries frames there.

vke_host := $(obj)/vke/host/peer $(obj)/vke/host/wire $(obj)/vke/host/mangle

all: $(vke_host)

$(obj)/vke/host/peer: $(src)/vke/h_peer.c
$(obj)/vke/host/wire: $(src)/vke/wire.c
$(obj)/vke/host/mangle: $(src)/vke/mangle.c

$(vke_host): $(src)/Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra \
	    -Werror -o $@ $(firstword $(filter %.c,$^))

$(obj)/vke/nspace.o: $(src)/vke/nspace.c $(src)/vke/nspace.h

OBJS_vke/t_tap := $(obj)/vke/nspace.o
OBJS_vke/t_offload := $(obj)/vke/nspace.o
OBJS_vke/t_hostile := $(obj)/vke/nspace.o
OBJS_vke/t_machine := $(obj)/vke/nspace.o
OBJS_vke/t_option := $(obj)/vke/nspace.o
OBJS_vke/t_switch := $(obj)/vke/nspace.o
