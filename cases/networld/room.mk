# SPDX-License-Identifier: BSD-2-Clause
#
# The network namespaces of the room vke; a helper that is also the host's.

$(obj)/networld/peers.o: $(src)/networld/peers.c $(src)/networld/peers.h \
    $(src)/vke/nspace.h

OBJS_networld/t_dhcp := $(obj)/vke/nspace.o $(obj)/networld/peers.o
OBJS_networld/t_networld := $(obj)/vke/nspace.o $(obj)/networld/peers.o
OBJS_networld/t_hosts := $(obj)/vke/nspace.o $(obj)/networld/peers.o

all: $(obj)/networld/host/urge
$(obj)/networld/host/urge: $(src)/networld/h_urge.c $(src)/Makefile
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=gnu11 -D_GNU_SOURCE -O1 -g -Wall -Wextra \
	    -Werror -o $@ $<
