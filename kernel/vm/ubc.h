/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ubc.h: file data in the page cache: one copy for read(2), write(2) and
 * mmap(2).  Filesystems read and write through these.
 */
#ifndef _VM_UBC_H_
#define _VM_UBC_H_

#include "vm/vm.h"

/*
 * How pages and filesystems meet (vop_getpages, vop_putpages, vop_balloc).
 *
 * All three are called with no v_lock and no vm lock by a page fault, the pageout
 * daemon, msync and the syncer; with the caller's v_lock from ubc_read, ubc_write
 * and ubc_flush.  getpages and putpages get busy pages, contiguous from off.
 *   0		everything is done: the pages are filled, or written.
 *   EINPROGRESS	I/O runs; ubc_iodone() will be called exactly once for
 *		every page, from any context.  The array of pages is the
 *		caller's and must have been copied.
 *   else	nothing was started; the pages are as they were.
 * In the first and last case the caller here ends the busy state: a filesystem calls
 * ubc_iodone() only after EINPROGRESS.
 * getpages zeroes what is beyond the end of file or in a hole.  putpages must
 * not allocate pages or memory that it needs for progress with M_WAITOK: it runs when
 * memory is short.  flags: MNT_WAIT or 0.
 * vop_balloc is called for a write fault in a shared mapping; ubc_write() does not
 * call it, the filesystem's write has reserved its blocks before.
 */

/*
 * The object of vp, created on first use; reference taken, which keeps vp in
 * use as well.  The caller has a reference to vp.  ENOMEM, EIO (dead), or what
 * getattr gives.
 */
int	 ubc_object(struct vnode *, struct vm_object **);
/*
 * Move data between uio and the pages of vp (or of an anonymous object).  Reads
 * stop at size, the present end of file (the caller's v_lock keeps it).  Writes
 * dirty pages; before them the filesystem has reserved blocks and, after,
 * it sets its size by ubc_setsize first when the file grows.  A page that a write
 * covers whole is not read first.  Reads sequential runs ahead.  After a write
 * that failed the filesystem calls ubc_setsize() with the size that it keeps.
 */
int	 ubc_read(struct vnode *, struct kuio *, uint64_t size);
int	 ubc_write(struct vnode *, struct kuio *, uint64_t size);
int	 ubc_object_io(struct vm_object *, struct kuio *, uint64_t size);
/*
 * The file's size changed: pages wholly beyond are dropped (also from all
 * mappings), the rest of the last page, if resident, is zeroed.  A filesystem
 * whose medium holds whole blocks zeroes the rest of the last block there itself
 * when the file shrinks, so that growth shows zeroes.  v_lock exclusive; may
 * sleep; no lock of rank LR_INODE.
 */
void	 ubc_setsize(struct vnode *, uint64_t size);
void	 ubc_object_setsize(struct vm_object *, uint64_t size);
/*
 * Write dirty pages of [off, off+len) (len 0: to the end); wait: until done.
 * Returns the first error.
 */
int	 ubc_flush(struct vnode *, int64_t off, uint64_t len, bool wait);
/*
 * Drop all pages and part the vnode from its object: dirty data is lost, what
 * is mapped gives SIGBUS; for reclaim and revoke.  v_lock exclusive.
 */
void	 ubc_purge(struct vnode *);
/* Finish I/O that was announced by EINPROGRESS.  Any context, spin locks free. */
void	 ubc_iodone(struct vm_page **, int npages, bool write, int error);
/* Where a page lies; filesystems fill or write page_kva(). */
uint64_t ubc_page_index(struct vm_page *);
/* True if any page is dirty or mapped writable. */
bool	 ubc_dirty(struct vnode *);

#endif /* !_VM_UBC_H_ */
