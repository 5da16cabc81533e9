/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cd_io.c: data of regular files, through the page cache.
 *
 * As many neighbouring pages as lie together on the medium come with one
 * transfer; a page that begins in the middle of a sector, or in which a
 * section ends and another begins, is put together from buffers.
 */
#include <sys/stat.h>
#include "vfs/cd9660/cd9660.h"
#include "vm/ubc.h"

#define IO_MAXPAGES	32		/* of one transfer */

int
cd_rdwr(struct vnode *vp, struct kuio *uio, int ioflag, struct ucred *cred)
{
	struct cdnode *cn = VTOCD(vp);

	if (vp->v_type != VREG)
		return (vp->v_type == VDIR ? EISDIR : EINVAL);
	if (uio->uio_rw != UIO_READ_K)
		return (EROFS);
	if (uio->uio_offset < 0)
		return (EINVAL);
	if (uio->uio_resid == 0 || (uint64_t)uio->uio_offset >= cn->cn_size)
		return (0);
	return (ubc_read(vp, uio, cn->cn_size));
}

/* The section that holds byte off, which is in the file. */
static const struct cdext *
find_section(const struct cdnode *cn, uint64_t off)
{
	int low = 0, high = cn->cn_next - 1, mid;

	while (low < high) {
		mid = (low + high + 1) / 2;
		if (cn->cn_ext[mid].ce_off <= off)
			low = mid;
		else
			high = mid - 1;
	}
	return (&cn->cn_ext[low]);
}

/* Where byte off of the file is, and how many bytes lie together from there. */
static void
place(const struct cdnode *cn, uint64_t off, uint64_t *at, uint64_t *run)
{
	const struct cdext *e = find_section(cn, off);
	uint64_t in = off - e->ce_off, unit;

	*run = e->ce_len - in;
	if (e->ce_unit == 0) {
		*at = e->ce_start + in;
		return;
	}
	unit = in / e->ce_unit;
	in %= e->ce_unit;
	*at = e->ce_start + unit * ((uint64_t)e->ce_unit + e->ce_gap) + in;
	*run = K_MIN(*run, e->ce_unit - in);
}

/* Read n bytes, whole sectors, into pages. */
static int
read_pages(struct cdmount *cm, uint64_t at, struct vm_page **pages, uint64_t n)
{
	struct iovec iov[IO_MAXPAGES];
	struct bio bio;
	int i;

	memset(&bio, 0, sizeof(bio));
	bio.bio_cmd = BIO_READ_K;
	bio.bio_offset = (int64_t)at;
	bio.bio_length = n;
	bio.bio_iov = iov;
	for (i = 0; n != 0; i++) {
		iov[i].iov_base = page_kva(pages[i]);
		iov[i].iov_len = K_MIN(n, (uint64_t)PAGE_SIZE);
		n -= iov[i].iov_len;
	}
	bio.bio_iovcnt = i;
	dev_strategy(cm->cm_dev, &bio);
	return (biowait(&bio, "cdrd") != 0 ? EIO : 0);
}

/* One page, piece by piece. */
static int
gather_page(struct cdnode *cn, uint64_t off, uint8_t *page)
{
	uint64_t end = K_MIN(cn->cn_size, off + PAGE_SIZE), at, run;
	int error;

	memset(page, 0, PAGE_SIZE);
	for (; off < end; off += run, page += run) {
		place(cn, off, &at, &run);
		run = K_MIN(run, end - off);
		error = cd_read(cn->cn_cm, at, page, (size_t)run);
		if (error != 0)
			return (error);
	}
	return (0);
}

/* Fill up to n pages from off on, a page boundary; *done: how many. */
static int
get_some(struct cdnode *cn, uint64_t off, struct vm_page **pages, int n,
    int *done)
{
	struct cdmount *cm = cn->cn_cm;
	uint64_t at, run, bytes;
	int error, last;

	*done = 1;
	if (off >= cn->cn_size)
		return (memset(page_kva(pages[0]), 0, PAGE_SIZE), 0);
	place(cn, off, &at, &run);
	n = K_MIN(n, IO_MAXPAGES);
	run = K_MIN(run, (uint64_t)n * PAGE_SIZE);
	/* But for the end of the file, whole pages. */
	if (off + run < cn->cn_size)
		run = run / PAGE_SIZE * PAGE_SIZE;
	bytes = (run + cm->cm_ssize - 1) / cm->cm_ssize * cm->cm_ssize;
	if (run == 0 || at % cm->cm_ssize != 0)
		return (gather_page(cn, off, page_kva(pages[0])));
	if (at > cm->cm_bytes || bytes > cm->cm_bytes - at)
		/* Page by page, until the end of the medium is reached. */
		return (gather_page(cn, off, page_kva(pages[0])));
	error = read_pages(cm, at, pages, bytes);
	if (error != 0)
		return (error);
	*done = (int)((run + PAGE_SIZE - 1) / PAGE_SIZE);
	last = *done - 1;
	if (run % PAGE_SIZE != 0)
		memset((uint8_t *)page_kva(pages[last]) + run % PAGE_SIZE, 0,
		    PAGE_SIZE - run % PAGE_SIZE);
	return (0);
}

int
cd_getpages(struct vnode *vp, int64_t off, struct vm_page **pages, int npages)
{
	struct cdnode *cn = VTOCD(vp);
	int i, done, error = 0;

	for (i = 0; i < npages && error == 0; i += done)
		error = get_some(cn, (uint64_t)off + (uint64_t)i * PAGE_SIZE,
		    pages + i, npages - i, &done);
	return (error);
}
