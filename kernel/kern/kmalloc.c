/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kmalloc.c: kernel memory by size, kmalloc(9).
 *
 * Small sizes come from slabs: a run of pages that begins with a struct slab
 * and holds objects of one class.  Each CPU keeps some free objects of each class,
 * without a lock: a thread leaves its CPU only when it switches.  Larger
 * sizes are whole pages.  cl_spin guards a class's slabs.
 */
#include "kern/kmem_var.h"
#include "sys/kmalloc.h"
#include "sys/kset.h"
#include "sys/ksysctl.h"
#include "sys/lock.h"
#include "sys/thread.h"
#include "kern/sched_var.h"
#include "platform/machine.h"
#include "lib/libkern.h"

MALLOC_DEFINE(M_TEMP, "temp", "short-lived memory");
MALLOC_DEFINE(M_DEVBUF, "devbuf", "device driver memory");

#define SLAB_MAX	2048
#define MAG_SIZE	32
#define MAG_BATCH	16

struct slab {
	LIST_ENTRY(slab) sb_list;	/* partly used, or all free */
	void		*sb_free;	/* objects, linked through themselves */
	uint16_t	 sb_nfree;
	uint16_t	 sb_total;
	uint16_t	 sb_class;
	uint16_t	 sb_npages;
};

struct slabclass {
	struct spinlock	 cl_spin;
	LIST_HEAD(, slab) cl_partial;
	size_t		 cl_size;
	int		 cl_npages;
	int		 cl_nempty;	/* slabs without used objects */
};

static const uint16_t class_sizes[] = { 16, 32, 48, 64, 96, 128, 192, 256,
    384, 512, 768, 1024, 1360, 2048 };
#define NCLASS	NELEM(class_sizes)
static struct slabclass classes[NCLASS];
static uint8_t class_of_size[SLAB_MAX / 16 + 1];

struct kmem_cpu {
	struct {
		int	 n;
		void	*obj[MAG_SIZE];
	} mag[NCLASS];
};
static struct kmem_cpu kmem_cpus[MAXCPU];

static struct slab *
slab_create(int class, int flags)
{
	struct slabclass *cl = &classes[class];
	struct kpage *kp;
	struct slab *sb;
	char *p, *end;

	sb = kmem_alloc((size_t)cl->cl_npages, flags & (M_WAITOK | M_NOWAIT));
	if (sb == NULL)
		return (NULL);
	kp = kpage_of(sb);
	kp->kp_kind = KP_SLAB;
	for (int i = 1; i < cl->cl_npages; i++) {
		kp[i].kp_kind = KP_SLABTAIL;
		kp[i].kp_back = (uint8_t)i;
	}
	sb->sb_class = (uint16_t)class;
	sb->sb_npages = (uint16_t)cl->cl_npages;
	sb->sb_free = NULL;
	sb->sb_nfree = 0;
	p = (char *)sb + ((sizeof(*sb) + 15) & ~(size_t)15);
	end = (char *)sb + cl->cl_npages * PAGE_SIZE;
	for (; p + cl->cl_size <= end; p += cl->cl_size) {
		*(void **)(void *)p = sb->sb_free;
		sb->sb_free = p;
		sb->sb_nfree++;
	}
	sb->sb_total = sb->sb_nfree;
	return (sb);
}

/* Fill this CPU's magazine of class; false: no memory. */
static bool
refill(int class, int flags)
{
	struct slabclass *cl = &classes[class];
	struct slab *sb, *fresh = NULL;
	void *batch[MAG_BATCH];
	int n = 0;

	spin_lock(&cl->cl_spin);
	while (n < MAG_BATCH) {
		if ((sb = LIST_FIRST(&cl->cl_partial)) == NULL) {
			if (n > 0 || fresh != NULL)
				break;
			spin_unlock(&cl->cl_spin);
			if ((fresh = slab_create(class, flags)) == NULL)
				return (false);
			spin_lock(&cl->cl_spin);
			LIST_INSERT_HEAD(&cl->cl_partial, fresh, sb_list);
			cl->cl_nempty++;
			continue;
		}
		if (sb->sb_nfree == sb->sb_total)
			cl->cl_nempty--;
		while (n < MAG_BATCH && sb->sb_free != NULL) {
			batch[n++] = sb->sb_free;
			sb->sb_free = *(void **)sb->sb_free;
			sb->sb_nfree--;
		}
		if (sb->sb_free == NULL)
			LIST_REMOVE(sb, sb_list);
	}
	spin_unlock(&cl->cl_spin);
	/* slab_create may have slept: look at our CPU only now. */
	while (n > 0) {
		struct kmem_cpu *kc = &kmem_cpus[curcpu()->c_id];

		if (kc->mag[class].n == MAG_SIZE)
			break;
		kc->mag[class].obj[kc->mag[class].n++] = batch[--n];
	}
	while (n > 0)
		kfree(batch[--n], NULL);
	return (true);
}

/* Return half a magazine to its slabs; free slabs that became empty. */
static void
drain(struct kmem_cpu *kc, int class, int keep)
{
	struct slabclass *cl = &classes[class];
	struct slab *sb, *dead = NULL;
	struct kpage *kp;
	void *obj;

	spin_lock(&cl->cl_spin);
	while (kc->mag[class].n > keep) {
		obj = kc->mag[class].obj[--kc->mag[class].n];
		kp = kpage_of(obj);
		if (kp->kp_kind == KP_SLABTAIL)
			kp -= kp->kp_back;
		sb = kpage_addr(kp);
		if (sb->sb_nfree++ == 0)
			LIST_INSERT_HEAD(&cl->cl_partial, sb, sb_list);
		*(void **)obj = sb->sb_free;
		sb->sb_free = obj;
		if (sb->sb_nfree == sb->sb_total && cl->cl_nempty++ > 0) {
			cl->cl_nempty--;
			LIST_REMOVE(sb, sb_list);
			sb->sb_list.le_next = dead;
			dead = sb;
		}
	}
	spin_unlock(&cl->cl_spin);
	while ((sb = dead) != NULL) {
		dead = sb->sb_list.le_next;
		kmem_free(sb, sb->sb_npages);
	}
}

/* A class's slabs without used objects go back. */
static void
free_empty(struct slabclass *cl)
{
	struct slab *sb, *next, *dead = NULL;

	spin_lock(&cl->cl_spin);
	LIST_FOREACH_MUTABLE(sb, &cl->cl_partial, sb_list, next) {
		if (cl->cl_nempty == 0)
			break;
		if (sb->sb_nfree != sb->sb_total)
			continue;
		cl->cl_nempty--;
		LIST_REMOVE(sb, sb_list);
		sb->sb_list.le_next = dead;
		dead = sb;
	}
	spin_unlock(&cl->cl_spin);
	while ((sb = dead) != NULL) {
		dead = sb->sb_list.le_next;
		kmem_free(sb, sb->sb_npages);
	}
}

void
kmalloc_trim(void)
{
	struct kmem_cpu *kc = &kmem_cpus[curcpu()->c_id];

	for (int i = 0; i < (int)NCLASS; i++) {
		drain(kc, i, 0);
		free_empty(&classes[i]);
	}
}

/* Only a CPU itself may empty its magazines: tell them all. */
static void
kmalloc_reclaim(void)
{
	for (int i = 0; i < ncpus; i++)
		machine_post(i, PEND_TRIM);
}

void
kmalloc_init(void)
{
	int c = 0;

	for (size_t i = 0; i < NCLASS; i++) {
		spin_init(&classes[i].cl_spin, "kmalloc", LR_KMEM | LR_DUP);
		LIST_INIT(&classes[i].cl_partial);
		classes[i].cl_size = class_sizes[i];
		classes[i].cl_npages = class_sizes[i] > 512 ? 4 : 1;
	}
	for (size_t s = 1; s <= SLAB_MAX / 16; s++) {
		while (class_sizes[c] < s * 16)
			c++;
		class_of_size[s] = (uint8_t)c;
	}
	for (int i = 0; i < MAXCPU; i++)
		memset(&kmem_cpus[i], 0, sizeof(kmem_cpus[i]));
	kmem_reclaim_register(kmalloc_reclaim);
}

static size_t
object_size(const void *p)
{
	struct kpage *kp = kpage_of(p);

	if (kp->kp_kind == KP_PAGES)
		return ((size_t)kp->kp_npages * PAGE_SIZE);
	if (kp->kp_kind == KP_SLABTAIL)
		kp -= kp->kp_back;
	KKASSERT(kp->kp_kind == KP_SLAB);
	return (classes[((struct slab *)kpage_addr(kp))->sb_class].cl_size);
}

void *
kmalloc(size_t size, struct malloc_type *mt, int flags)
{
	struct kmem_cpu *kc;
	void *p = NULL;
	int class;

	KKASSERT(size != 0);
	if (kmalloc_failing && kmalloc_fail_now())
		goto out;
	if (size > SLAB_MAX) {
		p = kmem_alloc(round_page(size) / PAGE_SIZE,
		    flags & (M_WAITOK | M_NOWAIT));
		size = round_page(size);
	} else {
		class = class_of_size[(size + 15) / 16];
		size = class_sizes[class];
		/* refill() may sleep, and end on another CPU. */
		while (kc = &kmem_cpus[curcpu()->c_id], kc->mag[class].n == 0)
			if (!refill(class, flags))
				goto out;
		p = kc->mag[class].obj[--kc->mag[class].n];
	}
out:
	atomic_add(&mt->mt_calls, 1);
	if (p == NULL) {
		atomic_add(&mt->mt_fails, 1);
		return (NULL);
	}
	atomic_add(&mt->mt_inuse, 1);
	atomic_add(&mt->mt_bytes, (int64_t)size);
	if (flags & M_ZERO)
		memset(p, 0, size);
	return (p);
}

void
kfree(void *p, struct malloc_type *mt)
{
	struct kmem_cpu *kc;
	struct kpage *kp;
	size_t size;
	int class;

	if (p == NULL)
		return;
	size = object_size(p);
	if (mt != NULL) {
		atomic_sub(&mt->mt_inuse, 1);
		atomic_sub(&mt->mt_bytes, (int64_t)size);
	}
	kp = kpage_of(p);
	if (kp->kp_kind == KP_PAGES) {
		kmem_free(p, kp->kp_npages);
		return;
	}
#ifdef INVARIANTS
	memset(p, 0xdb, size);
#endif
	class = class_of_size[size / 16];
	kc = &kmem_cpus[curcpu()->c_id];
	if (kc->mag[class].n == MAG_SIZE)
		drain(kc, class, MAG_SIZE / 2);
	kc->mag[class].obj[kc->mag[class].n++] = p;
}

char *
kstrdup(const char *s, struct malloc_type *mt, int flags)
{
	size_t n = strlen(s) + 1;
	char *p = kmalloc(n, mt, flags);

	if (p != NULL)
		memcpy(p, s, n);
	return (p);
}

SET_DECLARE(malloc_type, struct malloc_type);
struct kset_more malloc_types_more;

struct malloc_type *
malloc_type_entry(size_t i)
{
	return (kset_entry(__start_set_malloc_type, __stop_set_malloc_type,
	    &malloc_types_more, i));
}

/* vm.kmalloc: one line a type: name, objects, bytes, calls, failures. */
static int
sysctl_kmalloc(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct malloc_type *mt;
	char line[128];
	int error, n;

	for (size_t i = 0; (mt = malloc_type_entry(i)) != NULL; i++) {
		n = ksnprintf(line, sizeof(line), "%s %ld %ld %lu %lu\n",
		    mt->mt_name, mt->mt_inuse, mt->mt_bytes, mt->mt_calls,
		    mt->mt_fails);
		if ((error = sysctl_out(req, line, (size_t)n)) != 0)
			return (error);
	}
	return (sysctl_out(req, "", 1));
}
SYSCTL_KPROC(vm_kmalloc, "vm.kmalloc", OID_AUTO, CTLTYPE_STRING | CTLFLAG_RD,
    NULL, 0, sysctl_kmalloc, "A", "Kernel memory by type");
