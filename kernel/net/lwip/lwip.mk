# SPDX-License-Identifier: BSD-2-Clause
#
# lwip.mk: the TCP/IP stack, unpacked from Debian's source package into
# $(O)/lwip and compiled with our options.  Its sources are compiled as they
# are, with warnings off: others keep them.

LWIP_DIST := lwip_2.1.3+dfsg1.orig.tar.xz
LWIP_SHA256 := 0a8276d09fc4e97bbba2f953d74af2388fc2195ea156be9d7589e297a68fde24
LWIP := $(O)/lwip
LWIP_STAMP := $(LWIP)/.extracted-2.1.3

ifneq ($(filter net/lwip/%,$(KERN_SRCS)),)
LWIP_NAMES := core/def core/inet_chksum core/init core/ip core/mem core/memp \
	core/netif core/pbuf core/raw core/stats core/tcp core/tcp_in \
	core/tcp_out core/udp core/ipv4/etharp core/ipv4/icmp \
	core/ipv4/igmp core/ipv4/ip4 core/ipv4/ip4_addr core/ipv4/ip4_frag \
	core/ipv6/ethip6 core/ipv6/icmp6 core/ipv6/inet6 core/ipv6/ip6 \
	core/ipv6/ip6_addr core/ipv6/ip6_frag core/ipv6/mld6 core/ipv6/nd6 \
	netif/ethernet
LWIP_OBJS := $(LWIP_NAMES:%=$(B)/lwip/%.o)
LWIP_CFLAGS := -isystem $(K)/net/lwip/include -isystem $(LWIP)/src/include
endif

$(LWIP_STAMP): $(K)/net/lwip/lwip.mk
	@echo "  EXTRACT lwip"
	$(Q)sh $(K)/../images/ports/fetch.sh lwip $(LWIP_DIST) $(LWIP_SHA256) $(O)/ports/distfiles
	$(Q)flock $(O)/ports/distfiles/.lock sh -c 'rm -rf $(LWIP)/src && mkdir -p $(LWIP) && \
	    tar -x -f $(O)/ports/distfiles/$(LWIP_DIST) -C $(LWIP) --strip-components=1'
	$(Q)touch $@

# While they are unpacked anew they are not there: what was noted of the last
# compilation names them.
$(LWIP_NAMES:%=$(LWIP)/src/%.c): $(LWIP_STAMP) ;

# It takes addresses of first members where there may be nothing.
$(LWIP_OBJS): LWIP_CFLAGS += $(if $(SANITIZE),-fno-sanitize=null)

$(LWIP_OBJS): $(B)/lwip/%.o: $(LWIP_STAMP) $(B)/config.mk $(K)/net/lwip/include/lwipopts.h \
    $(K)/net/lwip/hooks.h | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC      lwip/$*.c"
	$(Q)$(CC) $(filter-out $(WARN),$(KCFLAGS)) $(LWIP_CFLAGS) -w -MMD -MP -c -o $@ $(LWIP)/src/$*.c

# The cutting of segments goes through ours.
$(B)/lwip/core/tcp.o: LWIP_CFLAGS += -Dtcp_split_unsent_seg=net_tcp_split

# What it answers goes through ours: net/tcp_answer.c.
$(B)/lwip/core/tcp_in.o: LWIP_CFLAGS += -Dtcp_output=net_tcp_output

# Checksums may be left to interfaces: net/lwip/sums.c.
$(B)/lwip/core/tcp_out.o: LWIP_CFLAGS += -Dip_chksum_pseudo=net_sum_made
$(B)/lwip/core/tcp_in.o $(B)/lwip/core/udp.o: LWIP_CFLAGS += -Dip_chksum_pseudo=net_sum_good
$(B)/lwip/core/ipv4/etharp.o $(B)/lwip/core/ipv6/nd6.o: LWIP_CFLAGS += -Dpbuf_clone=net_pbuf_clone
$(B)/lwip/core/ipv4/ip4.o: LWIP_CFLAGS += -Dip4_frag=net_ip4_frag
$(B)/lwip/core/ipv6/ip6.o: LWIP_CFLAGS += -Dip6_frag=net_ip6_frag

# Options of IPv4 and the length of packets of IPv6 are the sender's:
# net/in_ipopts.c, net/in6_mtu.c.
$(B)/lwip/core/udp.o: LWIP_CFLAGS += -Dip4_output_if_src=net_ip4_output
$(B)/lwip/core/raw.o: LWIP_CFLAGS += -Dip4_output_if=net_ip4_output
$(B)/lwip/core/ipv6/ip6.o $(B)/lwip/core/ipv6/ip6_frag.o: LWIP_CFLAGS += -Dnd6_get_destination_mtu=net_mtu6

# Our own half sees lwIP's headers as a system's.
$(B)/net/%.o: KCFLAGS += $(LWIP_CFLAGS)
$(filter $(B)/net/%,$(patsubst %.c,$(B)/%.o,$(KERN_SRCS))): | $(LWIP_STAMP)
