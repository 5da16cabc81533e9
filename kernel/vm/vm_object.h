/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_object.h: memory objects inside vm/: pages by number, of a file or of
 * anonymous memory that several maps share.
 *
 * Lives: o_refs counts users (map entries, open operations); while there is one, a
 * file's object keeps its vnode in use.  o_life counts reasons for the struct to
 * exist: 1 as long as it is attached to its vnode or has users, 1 for each
 * daemon that looks at it.
 *
 * Pages: a page in o_pages has pg_obj and pg_index set and one reference.
 * To add, remove, or make busy takes o_lock exclusive; to look one up and enter it
 * in a page table takes it shared, so that with o_lock exclusive no new
 * mapping of a page of this object can arise.
 *
 * Lock legend: [o] o_lock exclusive to change, shared to read; [a] atomic;
 * [q] vm_queue_spin; [u] ubc_spin; [f] fixed.
 */
#ifndef _VM_VM_OBJECT_H_
#define _VM_VM_OBJECT_H_

#include "vm/vm_page.h"
#include "vm/vm_radix.h"

#define IMAGE_WORDS	2

struct vm_object {
	enum vm_object_type o_type;	/* [f] */
	bool		 o_private;	/* [f] fork leaves its mappings out */
	volatile bool	 o_dead;	/* [o][u] parted from its vnode */
	volatile int	 o_refs;	/* [u] for files, else [a] */
	volatile int	 o_life;	/* [a] */
	struct lock	 o_lock;
	struct vm_radix	 o_pages;	/* [o] */
	uint64_t	 o_npages;	/* [o] */
	volatile uint64_t o_size;	/* [o] bytes */
	struct vnode	*o_vnode;	/* [f] NULL: anonymous */
	LIST_HEAD(, vm_map_entry) o_maps;	/* [o] entries that map it */
	int		 o_nwmaps;	/* [o] shared and writable among them */
	volatile int	 o_writing;	/* [a] pages with PG_WRITE */
	volatile int	 o_error;	/* [a] of a write that nobody waited for */
	int64_t		 o_ndirty;	/* [q] */
	int64_t		 o_dirtied;	/* [q] mono ns when the first became so */
	TAILQ_ENTRY(vm_object) o_dirtyq;	/* [q] */
	bool		 o_ondirtyq;	/* [q] */
	volatile uint64_t o_lastread;	/* page read last: sequential reading */
	/* vm_image.c: pages that programs made of this file touch first. */
	volatile uint64_t o_toread[IMAGE_WORDS];	/* [a] */
	volatile uint64_t o_towrite[IMAGE_WORDS];	/* [a] */
	volatile uint32_t o_nruns;	/* [a] */
};
TAILQ_HEAD(vm_objectq, vm_object);
extern struct vm_objectq vm_dirtyq;	/* [q] objects with dirty pages */
extern struct spinlock ubc_spin;	/* vnode and its object */

int	 object_alloc(enum vm_object_type, struct vnode *, uint64_t size,
	    struct vm_object **);
void	 object_hold(struct vm_object *);	/* o_life */
void	 object_unhold(struct vm_object *);

static inline uint64_t	/* pages, the last maybe not full */
object_npages(const struct vm_object *o)
{
	uint64_t size = o->o_size;

	return ((size >> PAGE_SHIFT_K) + ((size & PAGE_MASK) != 0));
}

/* o_lock held: shared suffices for lookup. */
static inline struct vm_page *
object_lookup(struct vm_object *o, uint64_t index)
{
	return (radix_get(&o->o_pages, index));
}
/* Put a page (its first reference) in.  ENOMEM: still the caller's. */
int	 object_insert(struct vm_object *, uint64_t index, struct vm_page *);
/* Take one out that is not busy; its mappings are gone or do not matter. */
void	 object_remove(struct vm_object *, struct vm_page *, struct page_batch *);

/* Dirty and clean, with the accounts of the object.  Any lock, any context. */
void	 page_dirty(struct vm_page *);
void	 page_clean(struct vm_page *);

/*
 * What maps the object, o_lock exclusive.  Unmap its pages [first, last] from
 * every space; make them read-only in every space; is one of them in wired
 * memory?
 */
void	 object_unmap(struct vm_object *, uint64_t first, uint64_t last);
void	 object_wrprotect(struct vm_object *, uint64_t first, uint64_t last);
bool	 object_wired(struct vm_object *, uint64_t index);

/*
 * Get page index valid and held (page_unref gives it back), reading it and up to
 * ahead further ones if need be.  No lock held; may sleep.  make: of an anonymous
 * object a missing page is made (zeroed), else *pgp is NULL for it.
 * EINVAL beyond the size; EIO; ENOMEM only for a dying process.
 */
int	 object_grab(struct vm_object *, uint64_t index, int ahead, bool make,
	    struct vm_page **pgp);
/* Write dirty pages [first, last] out; wait: also those on their way. */
int	 object_flush(struct vm_object *, uint64_t first, uint64_t last,
	    bool wait);
/*
 * Write the dirty pages around index, o_lock exclusive on entry and
 * released on return.  *wrote: pages.
 */
int	 object_write_cluster(struct vm_object *, uint64_t index, uint64_t first,
	    uint64_t last, int flags, int *wrote);
/* Drop pages [first, last]: unmapped everywhere, dirty data lost.  o_lock
 * exclusive; may sleep, giving it up. */
void	 object_purge(struct vm_object *, uint64_t first, uint64_t last);
/* Drop those that are clean, not wired and not held: MS_INVALIDATE. */
void	 object_invalidate(struct vm_object *, uint64_t first, uint64_t last);
/* A file page is about to be written through a mapping: it must have a
 * block.  No lock held.  ENOSPC, EDQUOT, EROFS, EIO. */
int	 object_backpage(struct vm_object *, uint64_t index);

#endif /* !_VM_VM_OBJECT_H_ */
