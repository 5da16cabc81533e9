/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm.h: address spaces, memory objects and pages as the rest of the kernel
 * sees them.
 *
 * Memory is the memory image: its first part is the kernel's (kmalloc.h), the
 * rest is the pool of pages.  Every pool page is described by a vm_page; the
 * kernel reaches its bytes through page_kva().
 *
 * An address space (vmspace) is a sorted tree of map entries.  An entry is
 * anonymous memory (an amap of anons, copy-on-write by reference counts), or a
 * window on a vm_object (file pages, devices, shared memory), or both: a private
 * mapping of a file keeps its changed pages in an amap above the object.
 */
#ifndef _VM_VM_H_
#define _VM_VM_H_

#include <sys/mman.h>
#include "sys/kdefs.h"
#include "sys/lock.h"
#include "sys/queue.h"
#include "sys/kuio.h"

struct vmspace;
struct vm_map_entry;
struct vm_object;
struct vm_page;
struct vnode;
struct proc;
struct pmap;
struct ucred;

/*
 * The first 64 KB can never be mapped: a host keeps them from its programs,
 * and ours are such (ux.h, UX_VA_MIN).
 */
#include <machine/vmparam.h>
#undef	VM_MIN_USER_ADDRESS
#undef	VM_MAX_USER_ADDRESS
#undef	USRSTACK
#define VM_MIN_USER_ADDRESS	0x0000000000010000UL
#define VM_MAX_USER_ADDRESS	0x00007fffffe00000UL
#define USRSTACK		VM_MAX_USER_ADDRESS

/* -- pages -------------------------------------------------------------- */

/*
 * Take the pool: base is where the memory image is mapped, off and len (bytes, page
 * aligned) say which part of it is the pool.  Once, after kmem_init() and
 * before any other function here.
 */
void	 vm_init(void *base, uint64_t off, uint64_t len);
void	*page_kva(struct vm_page *);
uint64_t page_phys(struct vm_page *);	/* offset in the memory image */
void	 page_free(struct vm_page *);
/*
 * n neighbouring pages for kernel memory, aligned to n rounded up to a power of
 * two, not zeroed; with reserve also of what is kept for the kernel.  NULL:
 * there is no such run.  Never sleeps; takes LR_KMEM.
 */
void	*pages_alloc_contig(size_t n, bool reserve);
void	 pages_free_contig(void *kva, size_t n);
/*
 * Memory is short.  vm_wait: let the pageout daemon work and sleep until it got
 * somewhere (at most 100 ms).  vm_dying: the caller's process is being killed and
 * must not wait for memory.  page_drain_caches: pages that the CPUs keep go
 * back to the pool, where they join.
 */
void	 vm_wait(void);
bool	 vm_dying(void);
void	 page_drain_caches(void);
/* Pages: total, free, active, inactive, wired. */
struct vm_counts { uint64_t total, free, active, inactive, wired, cache; };
void	 vm_counts(struct vm_counts *);

/* -- objects: the page cache --------------------------------------------- */

enum vm_object_type { OBJ_VNODE, OBJ_ANON };
/*
 * Anonymous objects: tmpfs files, shared anonymous mappings, upmap pages.
 * size in bytes; it can grow.  ENOMEM.
 */
int	 vm_object_anon(uint64_t size, struct vm_object **);
/* Children do not inherit mappings of it.  To be said before it is mapped. */
void	 vm_object_private(struct vm_object *);
void	 vm_object_ref(struct vm_object *);
void	 vm_object_drop(struct vm_object *);
/* Pages that the object holds in [first, first + n), by index; n UINT64_MAX:
 * all. For accounts of who keeps memory in anonymous objects. */
uint64_t vm_object_resident(struct vm_object *, uint64_t first, uint64_t n);
/*
 * The page at index idx of an anonymous object, made (zeroed) if need be: kernel
 * and programs share it through page_kva().  Held: page_free() gives the hold
 * back.  EINVAL beyond the size, ENOMEM.
 */
int	 vm_object_wire(struct vm_object *, uint64_t idx, struct vm_page **);

/* -- address spaces ------------------------------------------------------- */

struct vmspace *vmspace_alloc(void);		/* empty; NULL: no memory */
int	 vmspace_fork(struct vmspace *, struct vmspace **);	/* ENOMEM */
void	 vmspace_ref(struct vmspace *);
/*
 * The space of another process, referenced, or NULL.  p is held; exec and exit
 * change p_vmspace under p_spin.
 */
struct vmspace *vmspace_get(struct proc *);
void	 vmspace_drop(struct vmspace *);	/* the last frees all */
/* exec: throw all mappings away, keep the space (one reference only). */
void	 vmspace_reset(struct vmspace *);
struct pmap *vmspace_pmap(struct vmspace *);
/* Segments of shared memory that are attached to it: kern/sysv_shm.c's. */
LIST_HEAD(shm_list, shm_attach);
struct shm_list *vmspace_shm(struct vmspace *);
/* Where mappings without an address are looked for from. */
uintptr_t vmspace_mmap_hint(struct vmspace *);

/*
 * Map len bytes of obj from off at *addr (hint, or exact with MAP_FIXED, which
 * replaces, or MAP_TRYFIXED: ENOMEM if taken).  prot, maxprot: PROT_*; flags: MAP_SHARED,
 * MAP_PRIVATE, MAP_STACK (grows down), MAP_NOCORE...  obj NULL: anonymous.  The caller's reference to
 * obj is consumed on success.  EINVAL, ENOMEM, EACCES.
 */
int	 vm_map_object(struct vmspace *, uintptr_t *addr, size_t len, int prot,
	    int maxprot, int flags, struct vm_object *obj, int64_t off);
/* The same for a vnode's pages; exec uses it for segments. */
int	 vm_map_vnode(struct vmspace *, uintptr_t *addr, size_t len, int prot,
	    int maxprot, int flags, struct vnode *, int64_t off);
int	 vm_map_anon(struct vmspace *, uintptr_t *addr, size_t len, int prot,
	    int flags);
int	 vm_unmap(struct vmspace *, uintptr_t addr, size_t len);
int	 vm_protect(struct vmspace *, uintptr_t addr, size_t len, int prot);
/*
 * exec: map what is resident (or comes with a read) of a range at once, so that
 * starting a program does not fault page by page.  Best effort, may sleep.
 */
void	 vm_prefault(struct vmspace *, uintptr_t addr, size_t len);
/*
 * exec: what was mapped is a program made of the file vp, with its writable
 * part at [addr, addr + len).  What other processes of this program touched there first
 * is brought in at once.  Best effort, may sleep.
 */
void	 vm_image_start(struct vmspace *, struct vnode *vp, uintptr_t addr,
	    size_t len);
/* exec: from on to off the host hears of new pages only at the end; nobody
 * runs there meanwhile. */
void	 vm_defer(struct vmspace *, bool on);
/*
 * exec sets these for sbrk, ps and limits.  stack: the lowest address that the
 * first stack (which ends at USRSTACK) may reach; ssize: bytes of it that are
 * mapped now, 0: as MAP_STACK made it.
 */
void	 vmspace_setlayout(struct vmspace *, uintptr_t text, size_t tsize,
	    uintptr_t data, size_t dsize, uintptr_t stack, size_t ssize);
struct vmspace_info {
	uint64_t size, rssize, tsize, dsize, ssize;	/* pages (size: bytes) */
	uintptr_t taddr, daddr, minsaddr;
	uint64_t prssize;
};
void	 vmspace_info(struct vmspace *, struct vmspace_info *);
/* Entries in order, for procfs map, ddb and core dumps; map shared-locked. */
struct vm_entry_info {
	uintptr_t start, end;
	int	 prot, maxprot;
	int	 flags;		/* MAP_* */
	struct vnode *vp;	/* not referenced: valid during fn only */
	int64_t	 off;
	int	 resident;
};
void	 vmspace_walk(struct vmspace *, bool (*fn)(const struct vm_entry_info *,
	    void *), void *);

/*
 * A user access at addr failed, or the kernel wants it for the user.  access:
 * PROT_READ, PROT_WRITE or PROT_EXEC.  0: retry.  EFAULT: no mapping (SEGV_MAPERR);
 * EACCES: protection (SEGV_ACCERR); EIO: no data (SIGBUS); ENOMEM: the process
 * is to be killed.  May sleep.
 */
int	 vm_fault(struct vmspace *, uintptr_t addr, int access);
/* May the range be accessed?  (useracc, no faulting) */
bool	 vm_useracc(struct vmspace *, uintptr_t addr, size_t len, int prot);
/* Is there a page at addr that needs no fault to be made or read? */
bool	 vm_incore(struct vmspace *, uintptr_t addr);
/*
 * Physical identity of a user word, for umtx: phys offset of its byte, the page held
 * until vm_unhold().
 */
int	 vm_hold(struct vmspace *, uintptr_t addr, int access,
	    struct vm_page **pg, uint64_t *phys);
void	 vm_unhold(struct vm_page *);

/*
 * Write n bytes (within one page) where the program may not: a debugger.
 * Private memory only, and shared memory that is writable.  EFAULT.
 */
int	 vm_force_write(struct vmspace *, uintptr_t addr, const void *, size_t n);

/* Out of memory: kill the greediest process, with a message. */
void	 vm_oom(void);
void	 vm_daemons_start(void);	/* pageout, syncer of pages */

#endif /* !_VM_VM_H_ */
