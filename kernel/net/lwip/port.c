/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * port.c: what lwIP stands on: its lock, clock, timers and random numbers.  Its
 * memory is port_mem.c.
 *
 * net_unlock() is where deferred work is done: packets for ourselves, kicks of
 * drivers, SIGIO.  A packet for ourselves waits there until the stack has
 * finished with the one before: the depth of the kernel stack stays bounded.
 *
 * Locks: net_spin guards all of lwIP and of net/.  [a] atomic.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "lwip/init.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "lwip/ip4_frag.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#ifdef OPT_INET6
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/nd6.h"
#endif
#include "dev/memdev.h"
#include "net/net_async.h"
#include "net/net_var.h"
#include "net/tcp_var.h"
#include "sys/callout.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"

static struct spinlock net_spin = SPINLOCK_INITIALIZER("net", LR_NET);

/* ---- checksums and random numbers ---------------------------------------------- */

uint16_t
net_cksum(const void *data, int len)
{
	const uint8_t *p = data;
	uint64_t sum = 0, carry = 0, w;
	uint32_t w32;

	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&w, p, sizeof(w));
		sum += w;
		carry += sum < w;
	}
	if (len > 0) {
		w = 0;
		memcpy(&w, p, (size_t)len);
		sum += w;
		carry += sum < w;
	}
	sum = (sum & 0xffffffff) + (sum >> 32) + carry;
	sum = (sum & 0xffffffff) + (sum >> 32);
	w32 = (uint32_t)sum;
	w32 = (w32 & 0xffff) + (w32 >> 16);
	w32 = (w32 & 0xffff) + (w32 >> 16);
	return ((uint16_t)w32);
}

uint32_t
net_random(void)
{
	uint32_t r;

	random_bytes(&r, sizeof(r));
	return (r);
}

static uint64_t isn_key[2];

static inline uint64_t
rotl(uint64_t x, int n)
{
	return (x << n | x >> (64 - n));
}

/* SipHash's round. */
static void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotl(v[1], 13) ^ v[0];
	v[0] = rotl(v[0], 32);
	v[2] += v[3];
	v[3] = rotl(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotl(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotl(v[1], 17) ^ v[2];
	v[2] = rotl(v[2], 32);
}

uint32_t
net_tcp_isn(const ip_addr_t *laddr, uint16_t lport, const ip_addr_t *faddr,
    uint16_t fport)
{
	uint64_t v[4] = { 0x736f6d6570736575, 0x646f72616e646f6d,
	    0x6c7967656e657261, 0x7465646279746573 };
	uint64_t in[5] = { (uint64_t)lport << 16 | fport };
	size_t n = K_MIN(sizeof(*laddr), (size_t)16);

	memcpy(&in[1], laddr, n);
	memcpy(&in[3], faddr, n);
	for (int i = 0; i < 4; i++)
		v[i] ^= isn_key[i & 1];
	for (unsigned i = 0; i < NELEM(in); i++) {
		v[3] ^= in[i];
		sip_round(v);
		sip_round(v);
		v[0] ^= in[i];
	}
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	/* And a clock of 4 us. */
	return ((uint32_t)(v[0] ^ v[1] ^ v[2] ^ v[3]) +
	    (uint32_t)(time_mono() / 4096));
}

/* ---- the lock and deferred work -------------------------------------------------- */

struct selfpkt {
	STAILQ_ENTRY(selfpkt) sp_link;
	struct pbuf	*sp_p;
	struct netif	*sp_netif;
	bool		 sp_v6;
};
#define SELF_MAX	2048		/* packets that may wait */
static STAILQ_HEAD(, selfpkt) self_q = STAILQ_HEAD_INITIALIZER(self_q);
static int self_len;

int
net_self(struct netif *netif, struct pbuf *p, bool v6)
{
	struct pbuf *copy;
	struct selfpkt *sp;

	if (self_len >= SELF_MAX || (sp = net_malloc(sizeof(*sp))) == NULL)
		return (ENOBUFS);
	/* Room for a link header: an answer may reuse the packet. */
	if ((copy = pbuf_alloc(PBUF_LINK, p->tot_len, PBUF_RAM)) == NULL) {
		net_free(sp);
		return (ENOBUFS);
	}
	(void)pbuf_copy(copy, p);
	if ((p->flags & (PBUF_SUMLEFT | PBUF_SUMMED)) != 0)
		copy->flags |= PBUF_SUMMED;
	sp->sp_p = copy;
	sp->sp_netif = netif;
	sp->sp_v6 = v6;
	STAILQ_INSERT_TAIL(&self_q, sp, sp_link);
	self_len++;
	return (0);
}

void
net_self_purge(struct netif *netif)
{
	struct selfpkt *sp;

	STAILQ_FOREACH(sp, &self_q, sp_link)
		if (sp->sp_netif == netif)
			sp->sp_netif = NULL;
}

static void
self_run(void)
{
	struct selfpkt *sp;

	while ((sp = STAILQ_FIRST(&self_q)) != NULL) {
		STAILQ_REMOVE_HEAD(&self_q, sp_link);
		self_len--;
		if (sp->sp_netif == NULL)
			pbuf_free(sp->sp_p);
#ifdef OPT_INET6
		else if (sp->sp_v6)
			(void)ip6_input(sp->sp_p, sp->sp_netif);
#endif
		else
			(void)ip4_input(sp->sp_p, sp->sp_netif);
		net_free(sp);
	}
}

void
net_lock(void)
{
	spin_lock(&net_spin);
}

bool
net_locked(void)
{
	return (spin_held(&net_spin));
}

#define SIGIO_BATCH	16
static TAILQ_HEAD(, inpcb) sigio_q = TAILQ_HEAD_INITIALIZER(sigio_q);

void
net_sigio(struct inpcb *inp)
{
	if (inp->inp_so == NULL || !inp->inp_so->so_async || inp->inp_onsigio)
		return;
	inp->inp_onsigio = true;
	TAILQ_INSERT_TAIL(&sigio_q, inp, inp_sigio);
}

void
net_sigurg(struct inpcb *inp)
{
	inp->inp_sigurg = true;
	if (!inp->inp_onsigio) {
		inp->inp_onsigio = true;
		TAILQ_INSERT_TAIL(&sigio_q, inp, inp_sigio);
	}
}

void
net_sigio_cancel(struct inpcb *inp)
{
	if (!inp->inp_onsigio)
		return;
	inp->inp_onsigio = false;
	TAILQ_REMOVE(&sigio_q, inp, inp_sigio);
}

void
net_unlock(void)
{
	struct socket *so[SIGIO_BATCH];
	bool urgent[SIGIO_BATCH];
	struct net_async *na[SIGIO_BATCH];
	int sigs[SIGIO_BATCH];
	struct inpcb *inp;
	int n, nna;

	do {
		do {
			self_run();
		} while (tcp_narrow_run());
		if_kick();
		for (n = 0; n < SIGIO_BATCH &&
		    (inp = TAILQ_FIRST(&sigio_q)) != NULL; n++) {
			net_sigio_cancel(inp);
			urgent[n] = inp->inp_sigurg;
			inp->inp_sigurg = false;
			so[n] = inp->inp_so;
			so_hold(so[n]);
		}
		nna = net_async_take(na, sigs, SIGIO_BATCH);
		spin_unlock(&net_spin);
		for (int i = 0; i < nna; i++)
			sigio_send(&na[i]->na_sigio, sigs[i]);
		for (int i = 0; i < n; i++) {
			if (urgent[i])
				sigio_send(&so[i]->so_sigio, SIGURG);
			so_async(so[i]);
			so_drop(so[i]);
		}
		if (n == SIGIO_BATCH || nna == SIGIO_BATCH)
			spin_lock(&net_spin);
	} while (n == SIGIO_BATCH || nna == SIGIO_BATCH);
}

/* ---- timers --------------------------------------------------------------------------- */

#define TCP_TICK	(TCP_TMR_INTERVAL * NS_PER_MS)
#define MCAST_TICKS	10	/* of lwIP's, 100 ms each, in a second */

static struct callout tcp_callout, slow_callout;
static bool tcp_ticking;

u32_t
sys_now(void)
{
	return ((u32_t)(time_mono() / NS_PER_MS));
}

void
sys_timeouts_init(void)
{
}

static void
tcp_tick(void *arg)
{
	net_lock();
	tcp_tmr();
	tcp_ticking = tcp_active_pcbs != NULL || tcp_tw_pcbs != NULL;
	if (tcp_ticking)
		callout_reset(&tcp_callout, TCP_TICK, tcp_tick, NULL);
	net_unlock();
}

void
tcp_timer_needed(void)
{
	if (tcp_ticking)
		return;
	tcp_ticking = true;
	callout_reset(&tcp_callout, TCP_TICK, tcp_tick, NULL);
}

/*
 * Once a second.  Reports of multicast groups, which lwIP spreads over tenths
 * of seconds, are spread over seconds.
 */
static void
slow_tick(void *arg)
{
	net_lock();
	etharp_tmr();
	ip_reass_tmr();
	for (int i = 0; i < MCAST_TICKS; i++)
		igmp_tmr();
#ifdef OPT_INET6
	nd6_tmr();
	ip6_reass_tmr();
	for (int i = 0; i < MCAST_TICKS; i++)
		mld6_tmr();
	in6_tick();
#endif
	callout_reset(&slow_callout, NS_PER_S, slow_tick, NULL);
	net_unlock();
}

void
net_port_init(void)
{
	net_mem_init();
	random_bytes(isn_key, sizeof(isn_key));
	callout_init(&tcp_callout);
	callout_init(&slow_callout);
	lwip_init();
	callout_reset(&slow_callout, NS_PER_S, slow_tick, NULL);
}
