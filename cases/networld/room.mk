# SPDX-License-Identifier: BSD-2-Clause
#
# The network namespaces of the room vke.

$(obj)/networld/peers.o: $(src)/networld/peers.c $(src)/networld/peers.h \
    $(src)/vke/nspace.h

OBJS_networld/t_dhcp := $(obj)/vke/nspace.o $(obj)/networld/peers.o
OBJS_networld/t_networld := $(obj)/vke/nspace.o $(obj)/networld/peers.o
OBJS_networld/t_hosts := $(obj)/vke/nspace.o $(obj)/networld/peers.o
