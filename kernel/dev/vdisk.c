/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vdisk.c: a disk on a file of the host: what vkd(4) and vcd(4) share.
 *
 * A transfer takes one of the disk's requests and goes to the host; when all
 * are on their way it waits in the queue.  Most come back at once; the others
 * come up through vkd_intr() on the virtual CPU that started them.
 *
 * Locks: I fixed after attach, q sc_spin.
 */
#include <sys/errno.h>
#include "dev/vdisk.h"
#include "host/host.h"
#include "host/host_blk.h"
#include "platform/boot.h"
#include "sys/kdisk.h"
#include "sys/kmalloc.h"
#include "lib/libkern.h"

#define VDISK_NREQ	32		/* on their way at a time */
#define VKD_SECSIZE	512u
#define VCD_SECSIZE	2048u

struct vdisk_req {
	struct host_blkreq vr_host;
	struct host_blkiov vr_one;	/* of a transfer in one piece */
	struct vdisk_softc *vr_sc;	/* [I] */
	struct bio	*vr_bio;	/* the owner's while it runs */
	struct vdisk_req *vr_next;	/* [q] */
};

struct vdisk_softc {
	struct spinlock	 sc_spin;
	struct host_blk	*sc_blk;	/* [I] backing file */
	bool		 sc_rdonly;	/* [I] */
	struct vdisk_req *sc_free;	/* [q] */
	TAILQ_HEAD(, bio) sc_queue;	/* [q] waiting for a request */
	struct vdisk_req sc_reqs[VDISK_NREQ];
};

static void	vdisk_strategy(struct cdev *, struct bio *);

static const struct dev_ops vdisk_ops = {
	.d_name = "vdisk",
	.d_flags = D_DISK,
	.d_strategy = vdisk_strategy,
};

/* Pieces of a bio are handed to the host as they are. */
_Static_assert(sizeof(struct iovec) == sizeof(struct host_blkiov) &&
    offsetof(struct iovec, iov_base) == offsetof(struct host_blkiov, base) &&
    offsetof(struct iovec, iov_len) == offsetof(struct host_blkiov, len),
    "an iovec is a host_blkiov");

static size_t
bio_bytes(const struct bio *bio)
{
	return ((uintptr_t)bio->bio_driver[1]);
}

/* Hand bio to the host; true when it is done already. */
static bool
vdisk_start(struct vdisk_softc *sc, struct vdisk_req *vr, struct bio *bio)
{
	struct host_blkreq *r = &vr->vr_host;

	vr->vr_bio = bio;
	memset(r, 0, sizeof(*r));
	r->cookie = vr;
	if (bio->bio_cmd == BIO_FLUSH_K) {
		r->op = HOST_BLK_FLUSH;
		return (host_blk_submit(sc->sc_blk, r));
	}
	r->op = bio->bio_cmd == BIO_READ_K ? HOST_BLK_READ : HOST_BLK_WRITE;
	r->off = (uintptr_t)bio->bio_driver[0];
	if (bio->bio_iov != NULL) {
		r->iov = (const struct host_blkiov *)(const void *)bio->bio_iov;
		r->niov = (unsigned)bio->bio_iovcnt;
	} else {
		vr->vr_one.base = bio->bio_data;
		vr->vr_one.len = bio_bytes(bio);
		r->iov = &vr->vr_one;
		r->niov = 1;
	}
	return (host_blk_submit(sc->sc_blk, r));
}

/* A request came back: its bio is done, and the next in the queue gets it. */
static void
vdisk_finish(struct vdisk_req *vr)
{
	struct vdisk_softc *sc = vr->vr_sc;
	struct bio *bio;
	bool again;

	do {
		bio = vr->vr_bio;
		bio->bio_error = vr->vr_host.error;
		bio->bio_resid = bio->bio_error != 0 ? bio->bio_length :
		    bio->bio_length - bio_bytes(bio);
		biodone(bio);
		again = false;
		spin_lock(&sc->sc_spin);
		if ((bio = TAILQ_FIRST(&sc->sc_queue)) != NULL) {
			TAILQ_REMOVE(&sc->sc_queue, bio, bio_queue);
		} else {
			vr->vr_next = sc->sc_free;
			sc->sc_free = vr;
		}
		spin_unlock(&sc->sc_spin);
		if (bio != NULL)
			again = vdisk_start(sc, vr, bio);
	} while (again);
}

/*
 * Start bio, whose place and length kern/disk.c has checked.
 * Context: any thread, never sleeps.  Locks: takes q.
 * Errors: EIO, EROFS, EINVAL (too many pieces), through biodone().
 */
static void
vdisk_strategy(struct cdev *dev, struct bio *bio)
{
	struct vdisk_softc *sc = dev->si_softc;
	struct vdisk_req *vr;

	bio->bio_error = 0;
	if (sc->sc_rdonly && bio->bio_cmd != BIO_READ_K)
		bio->bio_error = bio->bio_cmd == BIO_WRITE_K ? EROFS : 0;
	else if (bio->bio_iovcnt > HOST_BLK_MAXIOV)
		bio->bio_error = EINVAL;
	else {
		spin_lock(&sc->sc_spin);
		if ((vr = sc->sc_free) != NULL)
			sc->sc_free = vr->vr_next;
		else
			TAILQ_INSERT_TAIL(&sc->sc_queue, bio, bio_queue);
		spin_unlock(&sc->sc_spin);
		if (vr != NULL && vdisk_start(sc, vr, bio))
			vdisk_finish(vr);
		return;
	}
	bio->bio_resid = bio->bio_length;
	biodone(bio);
}

void
vkd_intr(void)
{
	struct host_blkreq *r;

	while ((r = host_blk_done()) != NULL)
		vdisk_finish(r->cookie);
}

static bool
refused(int error)
{
	return (error == EACCES || error == EPERM || error == EROFS);
}

/* Open the file, for writing if that can be. */
static int
vdisk_open(struct boot_disk *bd, struct host_diag *diag)
{
	unsigned flags = bd->bd_kind == BOOT_VCD ? HOST_BLK_RDONLY :
	    bd->bd_cow ? HOST_BLK_DISCARD : 0;
	int error;

	error = host_blk_open(bd->bd_path, flags, &bd->bd_blk, &bd->bd_size,
	    diag);
	if (flags == 0 && refused(error)) {
		flags = HOST_BLK_RDONLY;
		error = host_blk_open(bd->bd_path, flags, &bd->bd_blk,
		    &bd->bd_size, diag);
	}
	bd->bd_rdonly = (flags & HOST_BLK_RDONLY) != 0;
	return (error);
}

static uint32_t
vdisk_secsize(const struct boot_disk *bd)
{
	return (bd->bd_kind == BOOT_VCD ? VCD_SECSIZE : VKD_SECSIZE);
}

/* Why a file is locked: did the command line name it twice? */
static const char *
vdisk_holder(const struct boot_disk *bd)
{
	const struct boot_disk *other;

	for (other = boot_disks; other < bd; other++)
		if (host_file_same(other->bd_path, bd->bd_path))
			return ("another option has it already");
	return ("locked by another process");
}

static void __attribute__((noreturn))
vdisk_fatal(const struct boot_disk *bd, const char *what, int error)
{
	boot_fail(HOST_EXIT_NOINPUT, "-%c %s%s%s", bd->bd_opt, what,
	    error != 0 ? ": " : "", error == 0 ? "" : error == EAGAIN ?
	    vdisk_holder(bd) : host_strerror(error));
}

void
vdisk_files_open(void)
{
	struct host_diag diag;
	struct boot_disk *bd;
	int error;

	for (bd = boot_disks; bd < boot_disks + boot_ndisks; bd++) {
		if ((error = vdisk_open(bd, &diag)) != 0)
			vdisk_fatal(bd, diag.what, error);
		if (bd->bd_size >= vdisk_secsize(bd))
			continue;
		ksnprintf(diag.what, sizeof(diag.what),
		    "%s: smaller than a sector of %u bytes",
		    boot_shown(bd->bd_path), vdisk_secsize(bd));
		vdisk_fatal(bd, diag.what, 0);
	}
}

void
vdisk_attach(const char *name, int unit, const struct boot_disk *bd)
{
	uint32_t blksize = vdisk_secsize(bd);
	uint64_t size = bd->bd_size;
	struct disk_info info;
	struct vdisk_softc *sc;
	struct disk *d;
	int error, i;

	sc = kmalloc(sizeof(*sc), M_DEVBUF, M_WAITOK | M_ZERO);
	if (sc == NULL)
		panic("%s%d: no memory", name, unit);
	sc->sc_blk = bd->bd_blk;
	sc->sc_rdonly = bd->bd_rdonly;
	spin_init(&sc->sc_spin, "vdisk", LR_DEVSPIN);
	TAILQ_INIT(&sc->sc_queue);
	for (i = 0; i < VDISK_NREQ; i++) {
		sc->sc_reqs[i].vr_sc = sc;
		sc->sc_reqs[i].vr_next = sc->sc_free;
		sc->sc_free = &sc->sc_reqs[i];
	}
	memset(&info, 0, sizeof(info));
	info.d_media_blksize = blksize;
	info.d_media_size = size / blksize * blksize;
	info.d_nheads = 1;
	info.d_secpertrack = 1;
	info.d_ncylinders = (uint32_t)K_MIN(size / blksize,
	    (uint64_t)UINT32_MAX);
	strlcpy(info.d_serialno, bd->bd_serno, sizeof(info.d_serialno));
	info.d_rdonly = sc->sc_rdonly;
	info.d_noslices = bd->bd_kind == BOOT_VCD;
	kprintf("%s%d: %s, %llu MB%s%s\n", name, unit, bd->bd_path,
	    (unsigned long long)(size >> 20),
	    sc->sc_rdonly ? ", read-only" : "",
	    bd->bd_cow ? ", writes are discarded" : "");
	if (size % blksize != 0)
		kprintf("%s%d: the last %u bytes are no whole sector: "
		    "ignored\n", name, unit, (unsigned)(size % blksize));
	error = disk_create(name, unit, &vdisk_ops, sc, &info, &d);
	if (error != 0)
		panic("%s%d: cannot register the disk: error %d", name, unit,
		    error);
}
