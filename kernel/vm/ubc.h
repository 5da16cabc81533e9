/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ubc.h: file data in the page cache: one copy for read(2), write(2) and
 * mmap(2).  Filesystems read and write through these.
 */
#ifndef _VM_UBC_H_
#define _VM_UBC_H_

#include "vm/vm.h"

/* The object of vp, created on first use; reference taken.  ENOMEM. */
int	 ubc_object(struct vnode *, struct vm_object **);
/*
 * Move data between uio and the pages of vp (or of an anonymous object).  Reads
 * stop at size, the present end of file (the caller's v_lock keeps it).  Writes
 * dirty pages; before them the filesystem has reserved blocks and, after,
 * it sets its size by ubc_setsize first when the file grows.  A page that a write
 * covers whole is not read first.  Reads sequential runs ahead.
 */
int	 ubc_read(struct vnode *, struct kuio *, uint64_t size);
int	 ubc_write(struct vnode *, struct kuio *, uint64_t size);
int	 ubc_object_io(struct vm_object *, struct kuio *, uint64_t size);
/*
 * The file's size changed: pages wholly beyond are dropped (also from all
 * mappings), the rest of the last page is zeroed.
 */
void	 ubc_setsize(struct vnode *, uint64_t size);
void	 ubc_object_setsize(struct vm_object *, uint64_t size);
/*
 * Write dirty pages of [off, off+len) (len 0: to the end); wait: until done.
 * Returns the first error.
 */
int	 ubc_flush(struct vnode *, int64_t off, uint64_t len, bool wait);
/* Drop all pages of [off, ...): dirty data is lost; for reclaim and revoke. */
void	 ubc_purge(struct vnode *);
/* Finish asynchronous I/O on busy pages: error or valid/clean. */
void	 ubc_iodone(struct vm_page **, int npages, bool write, int error);
/* Where a page lies; filesystems fill or write page_kva(). */
uint64_t ubc_page_index(struct vm_page *);
/* True if any page is dirty or mapped writable. */
bool	 ubc_dirty(struct vnode *);

#endif /* !_VM_UBC_H_ */
