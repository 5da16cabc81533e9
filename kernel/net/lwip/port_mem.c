/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * port_mem.c: lwIP's memory, and frames that are packets of its.
 *
 * Locks: [a] atomic.
 */
#include "lwip/pbuf.h"
#include "net/net_var.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_LWIP, "lwip", "packets and connections");

static int64_t net_mem;			/* [a] bytes in use */
static int64_t net_maxmem;		/* a quarter of the kernel's memory */
SYSCTL_KLONG(kern_ipc_netmem, "kern.ipc.netmem", OID_AUTO, CTLFLAG_RD,
    &net_mem, "Bytes of packets and connections");
SYSCTL_KLONG(kern_ipc_maxnetmem, "kern.ipc.maxnetmem", OID_AUTO, CTLFLAG_RW,
    &net_maxmem, "Maximum bytes of packets and connections");

static int64_t net_peak;		/* a glance: two CPUs may disagree */
static int64_t net_denied;		/* [a] */
SYSCTL_KLONG(kern_ipc_netmem_peak, "kern.ipc.netmem_peak", OID_AUTO,
    CTLFLAG_RD, &net_peak, "Most bytes of packets and connections so far");
SYSCTL_KLONG(kern_ipc_netmem_denied, "kern.ipc.netmem_denied", OID_AUTO,
    CTLFLAG_RD, &net_denied, "Requests for memory that failed");

/* A block begins with its size; 16 bytes keep what follows aligned. */
struct net_block {
	size_t	 nb_size;
	size_t	 nb_pad;
};

void *
net_malloc(size_t size)
{
	struct net_block *b;
	int64_t used;

	size += sizeof(*b);
	used = atomic_add(&net_mem, (int64_t)size);
	if (used > net_maxmem ||
	    (b = kmalloc(size, M_LWIP, M_NOWAIT)) == NULL) {
		atomic_sub(&net_mem, (int64_t)size);
		atomic_add(&net_denied, 1LL);
		return (NULL);
	}
	if (used > net_peak)
		net_peak = used;
	b->nb_size = size;
	return (b + 1);
}

void *
net_calloc(size_t n, size_t size)
{
	void *p = size != 0 && n > SIZE_MAX / size ? NULL :
	    net_malloc(n * size);

	if (p != NULL)
		bzero(p, n * size);
	return (p);
}

void
net_free(void *p)
{
	struct net_block *b = (struct net_block *)p - 1;

	if (p == NULL)
		return;
	atomic_sub(&net_mem, (int64_t)b->nb_size);
	kfree(b, M_LWIP);
}

/* A frame: what the driver sees, the packet that lwIP sees, the bytes. */
struct netbuf_pkt {
	struct pbuf_custom np_pbuf;
	struct netbuf	 np_nb;
	uint8_t		 np_data[] __attribute__((aligned(16)));
};
/* Two bytes in front of an Ethernet header align what follows it. */
#define NETBUF_SHIFT	2

static void
netbuf_pfree(struct pbuf *p)
{
	net_free(p);		/* np_pbuf is the first member */
}

struct netbuf *
netbuf_get(size_t len)
{
	struct netbuf_pkt *np;

	if (len == 0 || len > NETBUF_MAX ||
	    (np = net_malloc(sizeof(*np) + NETBUF_SHIFT + len)) == NULL)
		return (NULL);
	np->np_nb.nb_next = NULL;
	np->np_nb.nb_data = np->np_data + NETBUF_SHIFT;
	np->np_nb.nb_len = 0;
	np->np_nb.nb_room = (uint32_t)len;
	bzero(&np->np_nb.nb_off, sizeof(np->np_nb.nb_off));
	return (&np->np_nb);
}

void
netbuf_free(struct netbuf *nb)
{
	net_free(container_of(nb, struct netbuf_pkt, np_nb));
}

struct pbuf *
netbuf_pbuf(struct netbuf *nb)
{
	struct netbuf_pkt *np = container_of(nb, struct netbuf_pkt, np_nb);

	np->np_pbuf.custom_free_function = netbuf_pfree;
	return (pbuf_alloced_custom(PBUF_RAW, (u16_t)nb->nb_len, PBUF_RAM,
	    &np->np_pbuf, nb->nb_data, (u16_t)nb->nb_room));
}

void
net_mem_init(void)
{
	uint64_t total, avail;

	kmem_stats(&total, &avail);
	net_maxmem = (int64_t)(total / 4);
}
