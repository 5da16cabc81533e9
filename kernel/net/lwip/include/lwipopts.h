/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lwipopts.h: how lwIP is built: its raw interface without threads, since
 * net_spin guards all of it; memory from the kernel, bounded by port.c; no
 * application protocols.
 */
#ifndef _LWIP_LWIPOPTS_H_
#define _LWIP_LWIPOPTS_H_

#include "opt_kernel.h"

/* Structure. */
#define NO_SYS				1
#define SYS_LIGHTWEIGHT_PROT		0
#define LWIP_SOCKET			0
#define LWIP_NETCONN			0
#define LWIP_TIMERS			1
#define LWIP_TIMERS_CUSTOM		1	/* port.c */
#define LWIP_HOOK_FILENAME		"net/lwip/hooks.h"
/* This one decides what ip4.h declares. */
#define LWIP_HOOK_IP4_ROUTE_SRC(src, dst)	net_route4(src, dst)
#define LWIP_ERROR_CHECKS		1

/* Memory: port.c. */
#define MEM_LIBC_MALLOC			1
#define MEMP_MEM_MALLOC			1
#define MEM_ALIGNMENT			16
#define LWIP_DISABLE_MEMP_SANITY_CHECKS	1
#define mem_clib_malloc			net_malloc
#define mem_clib_calloc			net_calloc
#define mem_clib_free			net_free
#define PBUF_POOL_BUFSIZE		2048
#define PBUF_LINK_ENCAPSULATION_HLEN	0
#define LWIP_SUPPORT_CUSTOM_PBUF	1
/*
 * Data of TCP lies in the sockets' messages, which may go once a connection
 * ends: what waits for an address to be resolved is a copy.
 */
#define PBUF_NEEDS_COPY(p)		((p)->type_internal != PBUF_RAM)

/* Protocols. */
#define LWIP_IPV4			1
#ifdef OPT_INET6
#define LWIP_IPV6			1
#else
#define LWIP_IPV6			0
#endif
#define LWIP_ARP			1
#define LWIP_ETHERNET			1
#define LWIP_ICMP			1
#define LWIP_BROADCAST_PING		0
#define LWIP_MULTICAST_PING		0
#define LWIP_RAW			1
#define LWIP_UDP			1
#define LWIP_TCP			1
#define LWIP_IGMP			1
#define LWIP_MULTICAST_TX_OPTIONS	1
#define LWIP_DHCP			0
#define LWIP_AUTOIP			0
#define LWIP_DNS			0
#define LWIP_IPV6_DHCP6			0
#define LWIP_IPV6_MLD			LWIP_IPV6
#define LWIP_ICMP6_HL			IP_DEFAULT_TTL
#define LWIP_IPV6_SCOPES		LWIP_IPV6
#define LWIP_IPV6_AUTOCONFIG		LWIP_IPV6
#define LWIP_IPV6_SEND_ROUTER_SOLICIT	LWIP_IPV6
#define LWIP_IPV6_NUM_ADDRESSES		8
#define LWIP_IPV6_FORWARD		LWIP_IPV6
#define LWIP_ND6_QUEUEING		1
#define LWIP_ND6_NUM_NEIGHBORS		64
#define LWIP_ND6_NUM_DESTINATIONS	64
#define MEMP_NUM_ND6_QUEUE		64

/* Interfaces are ours; one of lwIP's is an address of one of ours. */
#define LWIP_SINGLE_NETIF		0
#define LWIP_HAVE_LOOPIF		0
#define LWIP_NETIF_LOOPBACK		0
#define LWIP_NETIF_TX_SINGLE_PBUF	0
#define LWIP_CHECKSUM_CTRL_PER_NETIF	1
#define ETHARP_SUPPORT_STATIC_ENTRIES	1
#define ETH_PAD_SIZE			0
#define ARP_TABLE_SIZE			120
#define ARP_QUEUEING			1
#define ARP_QUEUE_LEN			8
#define MEMP_NUM_ARP_QUEUE		64

/* IP. */
#define IP_FORWARD			1
#define IP_FORWARD_ALLOW_TX_ON_RX_NETIF	1
#define IP_REASSEMBLY			1
#define IP_FRAG				1
#define IP_REASS_MAX_PBUFS		256
#define IP_OPTIONS_ALLOWED		1
#define IP_DEFAULT_TTL			64
#define IP_SOF_BROADCAST		0
#define IP_SOF_BROADCAST_RECV		0
#define SO_REUSE			1
#define SO_REUSE_RXTOALL		1
#define LWIP_IPV6_REASS			LWIP_IPV6
#define LWIP_IPV6_FRAG			LWIP_IPV6
#define IPV6_FRAG_COPYHEADER		1	/* pointers have eight bytes */

/* TCP. */
#define LWIP_WND_SCALE			1
#define TCP_RCV_SCALE			4
#define TCP_WND				(512 * 1024)
#define TCP_SND_BUF			(1024 * 1024)
#define TCP_SND_QUEUELEN		32000
#define TCP_SNDLOWAT			2048
#define TCP_SNDQUEUELOWAT		1000
#define TCP_MSS				65000
#define TCP_OVERSIZE			1460
#define TCP_QUEUE_OOSEQ			1
#define TCP_OOSEQ_MAX_BYTES		(512 * 1024)
#define TCP_OOSEQ_MAX_PBUFS		512
#define LWIP_TCP_SACK_OUT		1
#define LWIP_TCP_TIMESTAMPS		1
#define LWIP_TCP_KEEPALIVE		1
#define LWIP_TCP_PCB_NUM_EXT_ARGS	1
#define TCP_LISTEN_BACKLOG		1
#define TCP_DEFAULT_LISTEN_BACKLOG	255
#define TCP_MSL				30000UL
#define LWIP_DISABLE_TCP_SANITY_CHECKS	1
#define TCP_WND_UPDATE_THRESHOLD	net_tcp_update(pcb)
#define TCP_CALCULATE_EFF_SEND_MSS	1
#define LWIP_TCP_CLOSE_TIMEOUT_MS_DEFAULT	20000

/* Statistics. */
#define LWIP_STATS			1
#define LWIP_STATS_LARGE		1
#define LWIP_STATS_DISPLAY		0
#define MEM_STATS			0
#define MEMP_STATS			0
#define SYS_STATS			0
#define MIB2_STATS			1

#define LWIP_DEBUG			0

#endif /* !_LWIP_LWIPOPTS_H_ */
