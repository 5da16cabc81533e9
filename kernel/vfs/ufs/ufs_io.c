/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ufs_io.c: data of regular files: through the page cache, whose pages come from
 * and go to the disk here.
 *
 * getpages and putpages move as many neighbouring pages with one transfer as lie
 * together on disk.  i_lock, held shared over the transfer, keeps blocks from
 * moving or getting another owner meanwhile.
 */
#include <sys/stat.h>
#include "vfs/ufs/ufs.h"
#include "vm/ubc.h"

#define WRITE_CHUNK	(256u * 1024)	/* blocks reserved at a time */
#define IO_MAXPAGES	32		/* of one transfer */

int
ufs_read(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	struct inode *ip = VTOI(vp);
	int error;

	if (vp->v_type != VREG)
		return (vp->v_type == VDIR ? EISDIR : EINVAL);
	if (uio->uio_offset < 0)
		return (EINVAL);
	if (uio->uio_resid == 0 || (uint64_t)uio->uio_offset >= ip->i_size)
		return (0);
	error = ubc_read(vp, uio, ip->i_size);
	if (!(vp->v_mount->mnt_flag & (MNT_NOATIME | MNT_RDONLY)))
		ufs_mark(ip, IN_ACCESS);
	return (error);
}

/* Write one chunk that begins at uio_offset. */
static int
write_chunk(struct vnode *vp, struct kuio *uio, struct ucred *cred)
{
	struct inode *ip = VTOI(vp);
	uint64_t off = (uint64_t)uio->uio_offset, osize = ip->i_size, reach, n;
	size_t rest;
	int error, gerror;

	n = K_MIN(uio->uio_resid, WRITE_CHUNK - off % WRITE_CHUNK);
	lock_exclusive(&ip->i_lock);
	gerror = ufs_grow(ip, off, n, true, true, cred, &reach);
	lock_release(&ip->i_lock);
	if (ip->i_size != osize)
		ubc_setsize(vp, ip->i_size);
	if (reach == off)
		return (gerror);
	rest = uio->uio_resid - (size_t)(reach - off);
	uio->uio_resid = (size_t)(reach - off);
	error = ubc_write(vp, uio, ip->i_size);
	uio->uio_resid += rest;
	/* What was promised but not written is not shown. */
	if (error != 0 && ip->i_size > osize) {
		if ((uint64_t)uio->uio_offset > off)
			osize = K_MAX(osize, (uint64_t)uio->uio_offset);
		if (osize < ip->i_size)
			(void)ufs_truncate(vp, osize, cred);
	}
	return (error != 0 ? error : gerror);
}

/*
 * write(2).  ENOSPC only when nothing at all could be written.
 */
int
ufs_write(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	struct inode *ip = VTOI(vp);
	size_t before = uio->uio_resid;
	struct ufs_path pa;
	int error = 0;

	if (vp->v_type != VREG)
		return (vp->v_type == VDIR ? EISDIR : EINVAL);
	if (ip->i_um->um_ronly)
		return (EROFS);
	if (ioflag & IO_APPEND)
		uio->uio_offset = (int64_t)ip->i_size;
	if (uio->uio_offset < 0)
		return (EINVAL);
	if ((ip->i_flags & (UF_APPEND | SF_APPEND)) &&
	    (uint64_t)uio->uio_offset != ip->i_size)
		return (EPERM);
	if (uio->uio_resid == 0)
		return (0);
	if (uio->uio_resid > (uint64_t)(INT64_MAX - uio->uio_offset) ||
	    ufs_bmappath(ip->i_um->um_fs, (int64_t)lblkno(ip->i_um->um_fs,
	    (uint64_t)uio->uio_offset + uio->uio_resid - 1), &pa) != 0)
		return (EFBIG);
	while (uio->uio_resid != 0 && error == 0)
		error = write_chunk(vp, uio, cred);
	if (uio->uio_resid == before)
		return (error);
	ufs_mark(ip, IN_CHANGE | IN_UPDATE);
	if ((ip->i_mode & (ISUID | ISGID)) && cred != NULL &&
	    cred_super(cred) != 0)
		ip->i_mode &= (uint16_t)~(ISUID | ISGID);
	if (error == ENOSPC)
		error = 0;
	if (error == 0 && (ioflag & IO_SYNC))
		error = ufs_fsync(vp, MNT_WAIT);
	return (error);
}

/*
 * Where the file bytes from off on are: *at on the device and how many bytes
 * lie together; *at -1 in a hole.
 */
static int
io_extent(struct inode *ip, uint64_t off, uint64_t max, int64_t *at,
    uint64_t *len)
{
	const struct fs *fs = ip->i_um->um_fs;
	int64_t lbn = (int64_t)lblkno(fs, off);
	uint64_t in = (uint64_t)blkoff(fs, (int64_t)off);
	ufs_daddr_t bn;
	int error, run;

	error = ufs_bmap(ip, lbn, &bn,
	    (int)((in + max + (uint64_t)fs->fs_qbmask) >> fs->fs_bshift), &run);
	if (error != 0)
		return (error);
	if (bn == 0) {
		*at = -1;
		*len = (uint64_t)fs->fs_bsize - in;
		return (0);
	}
	*at = fsbtobytes(fs, bn) + (int64_t)in;
	*len = ((uint64_t)(run - 1) << fs->fs_bshift) +
	    ufs_blksize(fs, ip->i_size, lbn + run - 1);
	*len = *len > in ? *len - in : 0;
	return (0);
}

/* One transfer of len bytes between the device and pages. */
static int
io_pages(struct ufsmount *um, enum bio_cmd cmd, int64_t at,
    struct vm_page **pages, uint64_t len)
{
	struct iovec iov[IO_MAXPAGES];
	struct bio bio;
	int n;

	memset(&bio, 0, sizeof(bio));
	bio.bio_cmd = cmd;
	bio.bio_offset = at;
	bio.bio_length = len;
	bio.bio_iov = iov;
	for (n = 0; len != 0; n++) {
		iov[n].iov_base = page_kva(pages[n]);
		iov[n].iov_len = K_MIN(len, (uint64_t)PAGE_SIZE);
		len -= iov[n].iov_len;
	}
	bio.bio_iovcnt = n;
	dev_strategy(um->um_dev, &bio);
	return (biowait(&bio, cmd == BIO_READ_K ? "ufsrd" : "ufswr") != 0 ?
	    EIO : 0);
}

/* Fill up to n pages from off on; *done: how many. */
static int
get_some(struct inode *ip, uint64_t off, struct vm_page **pages, int n,
    int *done)
{
	uint64_t len, got, page;
	int64_t at;
	int error, i;

	if (off >= ip->i_size) {
		memset(page_kva(pages[0]), 0, PAGE_SIZE);
		*done = 1;
		return (0);
	}
	n = K_MIN(n, IO_MAXPAGES);
	error = io_extent(ip, off, (uint64_t)n * PAGE_SIZE, &at, &len);
	if (error != 0)
		return (error);
	len = K_MIN(len, (uint64_t)n * PAGE_SIZE);
	*done = (int)howmany(len, PAGE_SIZE);
	if (*done == 0)
		return (EIO);
	got = 0;
	if (at >= 0) {
		error = io_pages(ip->i_um, BIO_READ_K, at, pages, len);
		if (error != 0)
			return (error);
		got = K_MIN(len, ip->i_size - off);
	}
	for (i = 0; i < *done; i++) {
		page = (uint64_t)i * PAGE_SIZE;
		if (got < page + PAGE_SIZE) {
			page = got > page ? got - page : 0;
			memset((uint8_t *)page_kva(pages[i]) + page, 0,
			    PAGE_SIZE - page);
		}
	}
	return (0);
}

int
ufs_getpages(struct vnode *vp, int64_t off, struct vm_page **pages, int npages)
{
	struct inode *ip = VTOI(vp);
	int i, done, error = 0;

	lock_shared(&ip->i_lock);
	for (i = 0; i < npages && error == 0; i += done) {
		done = 0;
		error = get_some(ip, (uint64_t)off + (uint64_t)i * PAGE_SIZE,
		    pages + i, npages - i, &done);
	}
	lock_release(&ip->i_lock);
	return (error);
}

int
ufs_putpages(struct vnode *vp, int64_t off, struct vm_page **pages,
    int npages, int flags)
{
	struct inode *ip = VTOI(vp);
	uint64_t pos, len;
	int64_t at;
	int i, n, error = 0;

	lock_shared(&ip->i_lock);
	for (i = 0; i < npages && error == 0; i += n) {
		n = K_MIN(npages - i, IO_MAXPAGES);
		pos = (uint64_t)off + (uint64_t)i * PAGE_SIZE;
		if (pos >= ip->i_size)
			break;
		error = io_extent(ip, pos, (uint64_t)n * PAGE_SIZE, &at, &len);
		if (error == 0 && (at < 0 || len == 0)) {
			ufs_corrupt(ip->i_um, "inode %u: data in a hole",
			    ip->i_ino);
			error = EIO;
		}
		if (error != 0)
			break;
		len = K_MIN(len, (uint64_t)n * PAGE_SIZE);
		n = (int)howmany(len, PAGE_SIZE);
		error = io_pages(ip->i_um, BIO_WRITE_K, at, pages + i, len);
	}
	lock_release(&ip->i_lock);
	return (error);
}

/* A shared mapping is about to be written: give its holes blocks. */
int
ufs_vballoc(struct vnode *vp, int64_t off, size_t len, struct ucred *cred)
{
	struct inode *ip = VTOI(vp);
	uint64_t reach;
	int error = 0;

	if (ip->i_um->um_ronly)
		return (EROFS);
	lock_exclusive(&ip->i_lock);
	if ((uint64_t)off < ip->i_size) {
		len = (size_t)K_MIN((uint64_t)len, ip->i_size - (uint64_t)off);
		error = ufs_grow(ip, (uint64_t)off, len, false, false, cred,
		    &reach);
		ufs_mark(ip, IN_CHANGE | IN_UPDATE);
	}
	lock_release(&ip->i_lock);
	return (error);
}

/*
 * fsync(2): data, then the metadata of the filesystem (the names that lead here are
 * on disk already), then, with MNT_WAIT, the disk's own cache.
 */
int
ufs_fsync(struct vnode *vp, int waitfor)
{
	struct inode *ip = VTOI(vp);
	struct ufsmount *um = ip->i_um;
	int error = 0, e;

	if (vp->v_type == VREG)
		error = ubc_flush(vp, 0, 0, waitfor == MNT_WAIT);
	if (um->um_ronly)
		return (error);
	ufs_itimes(ip);
	if (ip->i_flag & IN_MODIFIED) {
		e = ufs_iwrite(ip, waitfor == MNT_WAIT);
		error = error != 0 ? error : e;
	}
	if (waitfor != MNT_WAIT)
		return (error);
	e = bufcache_flush(um->um_bc);
	error = error != 0 ? error : e;
	e = bufcache_devflush(um->um_bc);
	return (error != 0 ? error : e);
}
