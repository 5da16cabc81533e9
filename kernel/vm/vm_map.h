/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_map.h: address spaces inside vm/: entries, their tree, and the steps that
 * the system calls are made of.
 *
 * Invariants: entries do not overlap and lie in [VM_MIN, VM_MAX); each is in
 * the tree and in the list, both sorted; e_gap is the room below it.
 * An entry with an object is on the object's o_maps.
 *
 * Lock legend: [m] vs_lock exclusive to change, shared to read; [o] also o_lock of
 * e_obj exclusive to change, so that the object's owner may read; [h] a hint,
 * any value will do; [a] atomic; [f] fixed.
 */
#ifndef _VM_VM_MAP_H_
#define _VM_VM_MAP_H_

#include "vm/vm_page.h"
#include "vm/vm_amap.h"
#include "vm/vm_object.h"

struct vm_map_entry {
	struct vm_map_entry *e_left, *e_right;	/* [m] tree */
	struct vm_map_entry *e_prev, *e_next;	/* [m] list */
	uint32_t	 e_pri;		/* [f] heap order of the tree */
	uint32_t	 e_flags;	/* [m] E_* */
	uint64_t	 e_gap;		/* [m] free bytes below */
	uint64_t	 e_maxgap;	/* [m] greatest e_gap of the subtree */
	uintptr_t	 e_start, e_end;	/* [m][o] */
	uintptr_t	 e_avail;	/* [m] a stack's room to grow, bytes */
	struct vmspace	*e_space;	/* [f] */
	struct vm_amap	*e_amap;	/* [m] */
	uint64_t	 e_aoff;	/* [m] slot of e_start */
	struct vm_object *e_obj;	/* [f] reference */
	int64_t		 e_off;		/* [m][o] of e_start in e_obj, bytes */
	LIST_ENTRY(vm_map_entry) e_olink;	/* o_lock of e_obj */
	uint8_t		 e_prot, e_maxprot;	/* [m] PROT_* */
	uint8_t		 e_inherit;	/* [m] INHERIT_* */
	uint8_t		 e_advice;	/* [m] MADV_NORMAL, RANDOM, SEQUENTIAL */
	volatile uint16_t e_window;	/* [h] pages made by the last fault */
	volatile uintptr_t e_nextva;	/* [h] where a sequential toucher goes on */
};
#define E_SHARED	0x0001	/* changes go to the object */
#define E_NEEDSCOPY	0x0002	/* copy the amap before a write */
#define E_STACK		0x0004	/* grows down into e_avail */
#define E_WIRED		0x0008	/* mlock(2) */
#define E_NOCORE	0x0010
#define E_NOSYNC	0x0020
#define E_WMAP		0x0040	/* counted in o_nwmaps */

struct vmspace {
	refcount_t	 vs_ref;
	struct lock	 vs_lock;
	struct pmap	*vs_pmap;	/* [f] */
	struct vm_map_entry *vs_root;	/* [m] tree */
	struct vm_map_entry *vs_first, *vs_last;	/* [m] list */
	struct vm_map_entry *volatile vs_hint;	/* [h] looked up last */
	int		 vs_nentries;	/* [m] */
	uint64_t	 vs_size;	/* [m] bytes mapped */
	uint64_t	 vs_wired;	/* [m] bytes in wired entries */
	bool		 vs_wirefuture;	/* [m] MCL_FUTURE */
	uintptr_t	 vs_taddr, vs_daddr;	/* [m] */
	uintptr_t	 vs_minsaddr;	/* [m] lowest the first stack may reach */
	uint64_t	 vs_tsize, vs_dsize, vs_ssize;	/* [m] bytes */
	struct shm_list	 vs_shm;	/* kern/sysv_shm.c: attached segments */
	struct vm_patch	*volatile vs_patch;	/* vm_patch.c; set once, [m] */
	struct vm_object *volatile vs_image;	/* [m] vm_image.c; held */
	uintptr_t	 vs_imagebase;	/* [m] its first writable page */
	volatile int	 vs_tolearn;	/* [a] faults to note */
};

/*
 * What a change of a map lets go of, to be dropped when no lock is held: objects may
 * be the last reference to a file.
 */
struct vm_dead {
	struct vm_map_entry *vd_list;	/* by e_next */
};

static inline uint64_t
entry_slot(const struct vm_map_entry *e, uintptr_t va)
{
	return (e->e_aoff + ((va - e->e_start) >> PAGE_SHIFT_K));
}
static inline uint64_t
entry_index(const struct vm_map_entry *e, uintptr_t va)
{
	return (((uint64_t)e->e_off + (va - e->e_start)) >> PAGE_SHIFT_K);
}
static inline uint64_t
entry_lastslot(const struct vm_map_entry *e)
{
	return (entry_slot(e, e->e_end) - 1);
}

/* vm_tree.c: the sorted entries; vs_lock exclusive but for map_lookup and
 * map_findspace, which need it shared. */
struct vm_map_entry *map_lookup(struct vmspace *, uintptr_t va);	/* or NULL */
/* The entry that holds va or the first one above it; NULL: none. */
struct vm_map_entry *map_lookup_ge(struct vmspace *, uintptr_t va);
void	 map_link(struct vmspace *, struct vm_map_entry *);
void	 map_unlink(struct vmspace *, struct vm_map_entry *);
/* e_start, e_end or e_avail of e were changed, without passing a neighbour. */
void	 map_resized(struct vmspace *, struct vm_map_entry *);
/* Lowest room of len bytes at or above from, aligned; false: none. */
bool	 map_findspace(struct vmspace *, uintptr_t from, size_t len,
	    uintptr_t align, uintptr_t *addr);

/* vm_entry.c: vs_lock exclusive. */
struct vm_map_entry *entry_alloc(struct vmspace *);	/* ENOMEM: NULL */
void	 entry_attach(struct vm_map_entry *);	/* to e_obj's list */
void	 entry_detach(struct vm_map_entry *);
void	 entry_free(struct vm_map_entry *);	/* amap and object too; no lock */
/* Split so that an entry begins at va (if one holds it).  ENOMEM. */
int	 map_clip(struct vmspace *, uintptr_t va);
/* Give e an amap of its own where it may write.  ENOMEM. */
int	 entry_own_amap(struct vm_map_entry *);
/* Join e with its neighbours where nothing tells them apart. */
void	 map_simplify(struct vmspace *, struct vm_map_entry *, struct vm_dead *);
/* Take [start, end) out of the map; what was there goes to dead.  ENOMEM. */
int	 map_remove(struct vmspace *, uintptr_t start, uintptr_t end,
	    struct vm_dead *);
void	 vm_dead_free(struct vm_dead *);	/* no lock held */

/* vm_mapin.c */
struct vm_mapreq {
	uintptr_t	 addr;		/* hint or place; result */
	size_t		 len;
	int		 prot, maxprot, flags;
	struct vm_object *obj;		/* reference, consumed on success */
	int64_t		 off;
};
int	 map_insert(struct vmspace *, struct vm_mapreq *);
extern int vm_max_entries;

/* vm_mmap.c: page align a program's range; EINVAL outside user space. */
int	 vm_user_range(uintptr_t *addr, size_t *len);

/* vm_stack.c: no entry holds va: let a stack above grow to it.  EFAULT: there is
 * none, or it may not.  No lock held. */
int	 map_growstack(struct vmspace *, uintptr_t va);

/*
 * Rights that a mapping gets when writes must be seen first.  What may be written
 * may be read: the processor knows it no other way.
 */
#define PROT_RO(prot)	((uint8_t)(((prot) & ~PROT_WRITE) |					    (((prot) & PROT_WRITE) != 0 ? PROT_READ : 0)))

/* vm_fault.c: also hand out the page, held.  force: write to private memory
 * that is not writable (a debugger's breakpoint).  exact: this page, without
 * neighbours. */
#define VMF_FORCE	0x01
#define VMF_EXACT	0x02
int	 vm_fault_page(struct vmspace *, uintptr_t va, int access, int flags,
	    struct vm_page **hold);

/*
 * vm_image.c: a fault at va was served; if it is among the first in the writable
 * part of the program, the next process of this program need not take it.  And
 * the end of that, vs_lock exclusive.
 */
void	 image_touched(struct vmspace *, uintptr_t va, int access);
void	 image_end(struct vmspace *);

/* vm_mlock.c: fault in what a new wired entry covers; no lock held. */
int	 map_wire_range(struct vmspace *, uintptr_t start, uintptr_t end);
extern volatile int64_t vm_nwired_user;	/* pages */
extern int64_t vm_max_wired;

#endif /* !_VM_VM_MAP_H_ */
