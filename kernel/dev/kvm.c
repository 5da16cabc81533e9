/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kvm.c: what programs that look into /dev/kmem by name find, as vmstat(8) does
 * by kvm_nlist(3): boottime, nchstats, kmemstatistics and zlist, in DragonFly's
 * layout.  The kernel's own accounts have others; these are filled from them
 * whenever /dev/kmem is opened.
 *
 * Locks: kvm_lock while they are filled.  Who reads them meanwhile sees old and
 * new ones; that is in the nature of the device.
 */
#include <sys/nchstats.h>
#include <sys/time.h>
#include "dev/memdev.h"
#include "lib/libkern.h"
#include "sys/kmalloc.h"
#include "sys/callout.h"
#include "sys/lock.h"
#include "sys/thread.h"
#include "vfs/ncache.h"

#define KVM_TYPES	128	/* of memory; more are left out */
#define KVM_NAME	24
#define KVM_MAGIC	877983977	/* M_MAGIC */

/* One of these a processor and type; all of it is in the first one. */
struct kvm_use {
	uint64_t	 memuse, inuse, calls, loosememuse;
} __attribute__((aligned(64)));

struct kvm_type {
	struct kvm_type	*next;
	uint64_t	 loosememuse, limit, flags;
	uint32_t	 unused1, magic;
	const char	*shortdesc;
	uint64_t	 unused2;
	struct kvm_use	*use;
	struct kvm_use	 use0;
};
_Static_assert(sizeof(struct kvm_use) == 64 &&
    sizeof(struct kvm_type) == 128, "as programs expect them");

/* kldsym(2) tells of what is not static. */
extern struct timeval boottime;
extern struct nchstats nchstats[MAXCPU];
extern struct kvm_type *kmemstatistics;
extern void *zlist;
struct timeval boottime;
struct nchstats nchstats[MAXCPU];
struct kvm_type *kmemstatistics;
void *zlist;			/* zones: there are none */

static struct kvm_type kvm_types[KVM_TYPES];
static struct kvm_use kvm_uses[KVM_TYPES][MAXCPU];
/* Readers take 1,024 bytes from where a name begins. */
static char kvm_names[KVM_TYPES + 1024 / KVM_NAME + 1][KVM_NAME];
static struct lock kvm_lock;

static void
fill_types(void)
{
	const struct malloc_type *mt;
	struct kvm_type *kt = NULL;
	uint64_t total, avail;
	size_t i;

	kmem_stats(&total, &avail);
	for (i = 0; i < KVM_TYPES && (mt = malloc_type_entry(i)) != NULL; i++) {
		kt = &kvm_types[i];
		(void)strlcpy(kvm_names[i], mt->mt_name, KVM_NAME);
		kvm_uses[i][0].memuse = (uint64_t)mt->mt_bytes;
		kvm_uses[i][0].inuse = (uint64_t)mt->mt_inuse;
		kvm_uses[i][0].calls = mt->mt_calls;
		kt->shortdesc = kvm_names[i];
		kt->magic = KVM_MAGIC;
		kt->use = kvm_uses[i];
		kt->limit = total;
		kt->next = NULL;
		if (i > 0)
			kvm_types[i - 1].next = kt;
	}
	kmemstatistics = kt != NULL ? &kvm_types[0] : NULL;
}

void
kvm_fill(void)
{
	lock_exclusive(&kvm_lock);
	boottime.tv_sec = time_boot / NS_PER_S;
	boottime.tv_usec = time_boot % NS_PER_S / NS_PER_US;
	ncache_stats(&nchstats[0]);
	fill_types();
	lock_release(&kvm_lock);
}

void
kvm_attach(void)
{
	lock_init(&kvm_lock, "kvm", LR_DEV, 0);
}
