/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filedesc.c: descriptor tables: from small numbers to open files.  The working
 * directory and what else goes with a table is filedesc_dirs.c.
 *
 * A table may be shared by processes (rfork) and is used by all LWPs of each.
 * A slot is free, reserved (bit set, no file) or filled.
 *
 * Invariants: a bit of fd_map is set exactly for reserved and filled slots;
 * slots from fd_size on do not exist.  fd_ref counts processes.
 *
 * Locks: f fd_spin.  The one LWP of a process that alone owns its table may
 * read it without: nobody else changes it.  Tables are never given back to the
 * allocator, so that a stale p_fd may be tested by its reference count.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/filedesc.h"
#include "lib/libkern.h"
#include "sys/klockf.h"
#include "sys/kmalloc.h"
#include "sys/knote.h"
#include "sys/ksocket.h"
#include "vfs/vnode.h"

MALLOC_DEFINE(M_FILEDESC, "file desc", "descriptor tables");

static struct spinlock fdpool_spin =
    SPINLOCK_INITIALIZER("fdpool", LR_FDTABLE);
static struct filedesc *fdpool;		/* fdpool_spin: unused tables */
/* Bytes of large tables; they are refused beyond an eighth of the memory. */
static int64_t fdtable_mem;		/* atomic */

/* Entries, then their bitmap, in one piece of memory. */
static size_t
fdesc_bytes(int size)
{
	return ((size_t)size * sizeof(struct fdentry) +
	    (size_t)size / FDMAP_BITS * sizeof(uint64_t));
}

static struct fdentry *
fdtable_alloc(int size)
{
	int64_t bytes = (int64_t)fdesc_bytes(size);
	uint64_t total, avail;
	struct fdentry *ents;

	kmem_stats(&total, &avail);
	if (atomic_add(&fdtable_mem, bytes) > (int64_t)(total / 8) ||
	    (ents = kmalloc((size_t)bytes, M_FILEDESC,
	    M_WAITOK | M_ZERO)) == NULL) {
		atomic_sub(&fdtable_mem, bytes);
		return (NULL);
	}
	return (ents);
}

static void
fdtable_free(struct fdentry *ents, int size)
{
	kfree(ents, M_FILEDESC);
	atomic_sub(&fdtable_mem, (int64_t)fdesc_bytes(size));
}

static struct filedesc *
fdesc_alloc(void)
{
	struct filedesc *fdp;

	spin_lock(&fdpool_spin);
	if ((fdp = fdpool) != NULL)
		fdpool = fdp->fd_next;
	spin_unlock(&fdpool_spin);
	if (fdp == NULL) {
		fdp = kmalloc(sizeof(*fdp), M_FILEDESC, M_WAITOK | M_ZERO);
		if (fdp == NULL)
			return (NULL);
		spin_init(&fdp->fd_spin, "fdesc", LR_FDTABLE);
	}
	fdp->fd_ents = fdp->fd_small;
	fdp->fd_map = &fdp->fd_smallmap;
	fdp->fd_size = FD_SMALL;
	fdp->fd_smallmap = 0;
	fdp->fd_hint = 0;
	fdp->fd_last = -1;
	fdp->fd_cwd = fdp->fd_root = fdp->fd_jail = NULL;
	fdp->fd_umask = 022;
	bzero(fdp->fd_small, sizeof(fdp->fd_small));
	return (fdp);
}

static void
fdesc_free(struct filedesc *fdp)
{
	if (fdp->fd_ents != fdp->fd_small)
		fdtable_free(fdp->fd_ents, fdp->fd_size);
	fdp->fd_ents = fdp->fd_small;
	fdp->fd_size = FD_SMALL;
	spin_lock(&fdpool_spin);
	fdp->fd_next = fdpool;
	fdpool = fdp;
	spin_unlock(&fdpool_spin);
}

/*
 * Make room for slot `want'.  Called and returns with fd_spin held, which is
 * let go in between.  ENOMEM.
 */
int
fdesc_grow(struct filedesc *fdp, int want)
{
	struct fdentry *ents, *old;
	uint64_t *map;
	int size, oldsize;

	while (want >= fdp->fd_size) {
		for (size = K_MAX(fdp->fd_size, (int)FDMAP_BITS);
		    size <= want; size *= 2)
			;
		spin_unlock(&fdp->fd_spin);
		ents = fdtable_alloc(size);
		spin_lock(&fdp->fd_spin);
		if (ents == NULL)
			return (ENOMEM);
		old = ents;
		oldsize = size;
		if (size > fdp->fd_size) {
			map = (uint64_t *)(void *)(ents + size);
			memcpy(ents, fdp->fd_ents,
			    (size_t)fdp->fd_size * sizeof(*ents));
			memcpy(map, fdp->fd_map, FDMAP_WORDS(fdp->fd_size) *
			    sizeof(*map));
			old = fdp->fd_ents;
			oldsize = fdp->fd_size;
			fdp->fd_ents = ents;
			fdp->fd_map = map;
			fdp->fd_size = size;
		}
		if (old != fdp->fd_small)
			fdtable_free(old, oldsize);
	}
	return (0);
}

/* fd_spin held: the lowest free slot >= min; it may be beyond fd_size. */
int
fdesc_lowest(struct filedesc *fdp, int min)
{
	int word, words = FDMAP_WORDS(fdp->fd_size);
	uint64_t used;

	if (min < fdp->fd_hint)
		min = fdp->fd_hint;
	if (min >= fdp->fd_size)
		return (min);
	word = min / FDMAP_BITS;
	used = fdp->fd_map[word] | ((1ULL << (min % FDMAP_BITS)) - 1);
	while (used == ~0ULL) {
		if (++word == words)
			return (fdp->fd_size);
		used = fdp->fd_map[word];
	}
	return (word * (int)FDMAP_BITS + __builtin_ctzll(~used));
}

/* fd_spin held: mark slot fd as used or as free. */
void
fdesc_mark(struct filedesc *fdp, int fd, bool used)
{
	uint64_t bit = 1ULL << (fd % FDMAP_BITS);

	if (used) {
		fdp->fd_map[fd / FDMAP_BITS] |= bit;
		if (fd > fdp->fd_last)
			fdp->fd_last = fd;
		return;
	}
	fdp->fd_map[fd / FDMAP_BITS] &= ~bit;
	if (fd < fdp->fd_hint)
		fdp->fd_hint = fd;
	while (fdp->fd_last >= 0 && !fdesc_used(fdp, fdp->fd_last))
		fdp->fd_last--;
}

struct filedesc *
fdesc_init(void)
{
	struct filedesc *fdp = fdesc_alloc();

	if (fdp != NULL)
		refcount_init(&fdp->fd_ref, 1);
	return (fdp);
}

/*
 * A copy of a table for fork(2): the same files, but for kqueues, which
 * belong to the table that made them.  ENOMEM.
 */
int
fdesc_copy(struct filedesc *old, struct filedesc **newp)
{
	struct filedesc *fdp;
	int fd, error;

	if ((fdp = fdesc_alloc()) == NULL)
		return (ENOMEM);
	spin_lock(&old->fd_spin);
	while (old->fd_last >= fdp->fd_size) {
		int last = old->fd_last;

		spin_unlock(&old->fd_spin);
		spin_lock(&fdp->fd_spin);
		error = fdesc_grow(fdp, last);
		spin_unlock(&fdp->fd_spin);
		if (error != 0) {
			fdesc_free(fdp);
			return (error);
		}
		spin_lock(&old->fd_spin);
	}
	for (fd = 0; fd <= old->fd_last; fd++) {
		struct file *fp = old->fd_ents[fd].fe_file;

		if (fp == NULL || fp->f_type == DTYPE_KQUEUE)
			continue;
		file_hold(fp);
		fdp->fd_ents[fd] = old->fd_ents[fd];
		fdesc_mark(fdp, fd, true);
	}
	fdp->fd_umask = old->fd_umask;
	if ((fdp->fd_cwd = old->fd_cwd) != NULL)
		vref(fdp->fd_cwd);
	if ((fdp->fd_root = old->fd_root) != NULL)
		vref(fdp->fd_root);
	if ((fdp->fd_jail = old->fd_jail) != NULL)
		vref(fdp->fd_jail);
	spin_unlock(&old->fd_spin);
	refcount_init(&fdp->fd_ref, 1);
	*newp = fdp;
	return (0);
}

struct filedesc *
fdesc_share(struct filedesc *fdp)
{
	refcount_get(&fdp->fd_ref);
	return (fdp);
}

/* May p hold record locks on what fp stands for? */
static bool
fdesc_haslocks(const struct file *fp)
{
	return (fp->f_type == DTYPE_VNODE &&
	    ((struct vnode *)fp->f_data)->v_lockf != NULL);
}

/*
 * A descriptor of fp goes: record locks of the process are released, as
 * fcntl(2) demands at any close of the file, and notes on it dropped.  fdp and fd
 * name the slot, which is free by now.
 */
void
fdesc_closed(struct filedesc *fdp, int fd, struct file *fp)
{
	struct proc *p = curproc;
	bool inflight;

	if (p != NULL && p->p_fd == fdp && fdesc_haslocks(fp))
		lockf_release(fp->f_data, p, F_POSIX_K);
	if (!LIST_EMPTY(&fp->f_notes))
		knote_fdclose(fdp, fp, fd);
	inflight = fp->f_msgcount > 0;
	file_drop(fp);
	if (inflight)
		unix_gc_request();	/* maybe nobody can receive it now */
}

/* fd_spin held: empty slot fd and return its file. */
struct file *
fdesc_take(struct filedesc *fdp, int fd)
{
	struct file *fp = fdp->fd_ents[fd].fe_file;

	fdp->fd_ents[fd].fe_file = NULL;
	fdp->fd_ents[fd].fe_flags = 0;
	fdesc_mark(fdp, fd, false);
	return (fp);
}

/*
 * Close all descriptors from min on; only_exec: those marked close-on-exec.
 */
void
fdesc_closeall(struct filedesc *fdp, int min, bool only_exec)
{
	struct file *fp;
	int fd;

	spin_lock(&fdp->fd_spin);
	for (fd = min; fd <= fdp->fd_last; fd++) {
		if (fdp->fd_ents[fd].fe_file == NULL ||
		    (only_exec &&
		    (fdp->fd_ents[fd].fe_flags & FD_CLOEXEC) == 0))
			continue;
		fp = fdesc_take(fdp, fd);
		spin_unlock(&fdp->fd_spin);
		fdesc_closed(fdp, fd, fp);
		spin_lock(&fdp->fd_spin);
	}
	spin_unlock(&fdp->fd_spin);
}

/* A process leaves a table that others go on using: its record locks end. */
static void
fdesc_unlockall(struct filedesc *fdp)
{
	struct file *fp;
	int fd;

	spin_lock(&fdp->fd_spin);
	for (fd = 0; fd <= fdp->fd_last; fd++) {
		fp = fdp->fd_ents[fd].fe_file;
		if (fp == NULL || !fdesc_haslocks(fp))
			continue;
		file_hold(fp);
		spin_unlock(&fdp->fd_spin);
		lockf_release(fp->f_data, curproc, F_POSIX_K);
		file_drop(fp);
		spin_lock(&fdp->fd_spin);
	}
	spin_unlock(&fdp->fd_spin);
}

void
fdesc_put(struct filedesc *fdp)
{
	struct vnode *cwd, *root, *jail;

	if (!refcount_put(&fdp->fd_ref))
		return;
	fdesc_closeall(fdp, 0, false);
	spin_lock(&fdp->fd_spin);
	cwd = fdp->fd_cwd;
	root = fdp->fd_root;
	jail = fdp->fd_jail;
	fdp->fd_cwd = fdp->fd_root = fdp->fd_jail = NULL;
	spin_unlock(&fdp->fd_spin);
	if (cwd != NULL)
		vrele(cwd);
	if (root != NULL)
		vrele(root);
	if (jail != NULL)
		vrele(jail);
	fdesc_free(fdp);
}

/*
 * A process gives its table up.  When it exits (p_fd is NULL by then) its record
 * locks end, also those on files that other users of the table keep open; a table
 * that fork or exec only let go of loses none.
 * Context: a thread of that process, or of its parent before it ran.
 */
void
fdesc_drop(struct filedesc *fdp)
{
	if (curproc != NULL && curproc->p_fd == NULL)
		fdesc_unlockall(fdp);
	fdesc_put(fdp);
}

void
fdesc_exec(struct filedesc *fdp)
{
	fdesc_closeall(fdp, 0, true);
}

struct filedesc *
fdesc_of(struct proc *p)
{
	struct filedesc *fdp = atomic_load(&p->p_fd);

	if (fdp == NULL || !refcount_get_unless_zero(&fdp->fd_ref))
		return (NULL);
	if (atomic_load(&p->p_fd) != fdp) {
		fdesc_put(fdp);
		return (NULL);
	}
	return (fdp);
}
