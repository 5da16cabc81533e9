/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disk.c: disks: drivers register a medium with disk_create(), and programs
 * and filesystems see the disk, its slices and partitions as devices.
 *
 * Locks: disks_lock guards the list of disks; d_lock as sys/kdisk.h says.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/sysctl.h>
#include "sys/kddb.h"
#include "sys/kdisk.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"
#include "platform/boot.h"

#define GID_OPERATOR	5
#define DISK_MAXSEQ	256		/* what a minor number holds */

static TAILQ_HEAD(, disk) disks = TAILQ_HEAD_INITIALIZER(disks);
static struct lock disks_lock;
static bool disks_ready;
static int disks_seq;

/* The name of a node: disk, slice, partition. */
static void
part_suffix(int slice, int part, char *buf, size_t size)
{
	int sno = slice == COMPATIBILITY_SLICE ? 0 : slice - 1;

	if (slice == WHOLE_DISK_SLICE)
		buf[0] = '\0';
	else if (part == WHOLE_SLICE_PART)
		ksnprintf(buf, size, "s%d", sno);
	else
		ksnprintf(buf, size, "s%d%c", sno, 'a' + part);
}

/* Serial numbers become names: only what a path can hold plainly. */
static bool
serno_plain(const char *s)
{
	if (*s == '\0' || *s == '.')
		return (false);
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s == '/' || *s == 0x7f || (*s & 0x80))
			return (false);
	return (true);
}

/*
 * Make a node, and its alias by serial number.  Without memory there is a message
 * and no node.
 */
void
diskpart_create(struct disk *d, struct diskpart **dpp, int slice, int part,
    uint64_t start, uint64_t size)
{
	struct diskpart *dp = *dpp;
	char suffix[8], alias[sizeof(d->d_info.d_serialno) + 16];

	part_suffix(slice, part, suffix, sizeof(suffix));
	if (dp == NULL) {
		dp = kmalloc(sizeof(*dp), M_DEVBUF, M_WAITOK | M_ZERO);
		if ((*dpp = dp) == NULL)
			goto nomem;
	}
	dp->dp_disk = d;
	dp->dp_slice = slice;
	dp->dp_part = part;
	dp->dp_start = start;
	dp->dp_size = size;
	dp->dp_dev = make_dev(&disk_ops, d->d_seq | slice << 16 | part << 21,
	    0, GID_OPERATOR, 0640, "%s%s", d->d_name, suffix);
	if (dp->dp_dev != NULL)
		dp->dp_dev->si_keep = d->d_raw;
	if (dp->dp_dev == NULL)
		goto nomem;
	dp->dp_dev->si_bsize = d->d_info.d_media_blksize;
	dp->dp_dev->si_softc = dp;
	dev_ref(dp->dp_dev);
	if (bootverbose)
		kprintf("%s%s: %lu sectors at %lu\n", d->d_name, suffix, size,
		    start);
	if (serno_plain(d->d_info.d_serialno) &&
	    ksnprintf(alias, sizeof(alias), "serno/%s%s%s",
	    d->d_info.d_serialno, suffix[0] != '\0' ? "." : "", suffix) <
	    (int)sizeof(alias))
		(void)make_dev_alias(dp->dp_dev, alias);
	return;
nomem:
	kprintf("%s%s: no memory for a node\n", d->d_name, suffix);
}

/*
 * Take a node that nobody uses away.  An open that comes late finds that the
 * partition has another node, or none.  Its vnodes, whose locks come before
 * d_lock, go when that is released.
 */
void
diskpart_destroy(struct diskpart *dp)
{
	struct cdev *dev = dp->dp_dev;

	dp->dp_size = 0;
	dp->dp_dev = NULL;
	dev_unlink(dev);
	TAILQ_INSERT_TAIL(&dp->dp_disk->d_gone, dev, si_list);
}

void
disk_unlock(struct disk *d)
{
	struct cdev *dev;

	while ((dev = TAILQ_FIRST(&d->d_gone)) != NULL) {
		TAILQ_REMOVE(&d->d_gone, dev, si_list);
		lock_release(&d->d_lock);
		dev_forget(dev);
		dev_drop(dev);
		lock_exclusive(&d->d_lock);
	}
	lock_release(&d->d_lock);
}

/*
 * Register the medium `name unit' with the driver's operations (d_strategy,
 * which gets a device whose si_softc is softc) and make its nodes.
 * EINVAL: sector size; ENOMEM; ENOSPC: too many disks.
 */
int
disk_create(const char *name, int unit, const struct dev_ops *raw, void *softc,
    const struct disk_info *info, struct disk **dpp)
{
	struct disk *d;

	if (info->d_media_blksize < 512 || info->d_media_blksize > 4096 ||
	    (info->d_media_blksize & (info->d_media_blksize - 1)) != 0)
		return (EINVAL);
	if (disks_seq >= DISK_MAXSEQ)
		return (ENOSPC);
	if ((d = kmalloc(sizeof(*d), M_DEVBUF, M_WAITOK | M_ZERO)) == NULL)
		return (ENOMEM);
	if (!disks_ready) {
		lock_init(&disks_lock, "disks", LR_DEV, 0);
		disks_ready = true;
	}
	ksnprintf(d->d_name, sizeof(d->d_name), "%s%d", name, unit);
	d->d_seq = disks_seq++;
	d->d_raw = raw;
	d->d_rawdev.si_ops = raw;
	d->d_rawdev.si_softc = softc;
	d->d_info = *info;
	d->d_blocks = info->d_media_size / info->d_media_blksize;
	lock_init(&d->d_lock, "disk", LR_DEV, 0);
	TAILQ_INIT(&d->d_gone);
	devstat_add(&d->d_stat, name, unit, info->d_media_blksize,
	    (info->d_noslices ? DEVSTAT_TYPE_CDROM : DEVSTAT_TYPE_DIRECT) |
	    DEVSTAT_TYPE_IF_OTHER, info->d_noslices ? DEVSTAT_PRIORITY_CD :
	    DEVSTAT_PRIORITY_DISK);
	lock_exclusive(&d->d_lock);
	disk_probe(d);
	disk_unlock(d);
	lock_exclusive(&disks_lock);
	TAILQ_INSERT_TAIL(&disks, d, d_list);
	lock_release(&disks_lock);
	*dpp = d;
	return (0);
}

static void
part_free(struct diskpart *dp)
{
	if (dp == NULL)
		return;
	if (dp->dp_dev != NULL) {
		dp->dp_dev->si_softc = NULL;
		diskpart_destroy(dp);
	}
	kfree(dp, M_DEVBUF);
}

/* The medium is gone.  No partition may be in use. */
void
disk_destroy(struct disk *d)
{
	struct disk_slice *ds;
	int i, p;

	lock_exclusive(&disks_lock);
	TAILQ_REMOVE(&disks, d, d_list);
	devstat_remove(&d->d_stat);
	lock_release(&disks_lock);
	lock_exclusive(&d->d_lock);
	KKASSERT(!disk_busy(d, true));
	for (i = 0; i < MAX_SLICES; i++) {
		ds = &d->d_slices[i];
		for (p = 0; p < DISK_NPARTS; p++)
			part_free(ds->ds_parts[p]);
		part_free(ds->ds_whole);
		kfree(ds->ds_label, M_DEVBUF);
	}
	disk_unlock(d);
	lock_destroy(&d->d_lock);
	kfree(d, M_DEVBUF);
}

int
disk_claim(struct cdev *dev, bool write)
{
	struct diskpart *dp = dev->si_softc;
	int error = 0;

	if (dev->si_ops != &disk_ops)
		return (ENOTBLK);
	if (dp == NULL)
		return (ENXIO);
	if (write && dp->dp_disk->d_info.d_rdonly)
		return (EROFS);
	lock_exclusive(&dp->dp_disk->d_lock);
	if (dp->dp_dev != dev)
		error = ENXIO;
	else if (dp->dp_claims != 0)
		error = EBUSY;
	else
		dp->dp_claims++;
	lock_release(&dp->dp_disk->d_lock);
	return (error);
}

void
disk_release(struct cdev *dev)
{
	struct diskpart *dp = dev->si_softc;

	lock_exclusive(&dp->dp_disk->d_lock);
	KKASSERT(dp->dp_claims > 0);
	dp->dp_claims--;
	lock_release(&dp->dp_disk->d_lock);
}

bool
disk_rdonly(struct cdev *dev)
{
	struct diskpart *dp = dev->si_softc;

	return (dev->si_ops != &disk_ops || dp == NULL ||
	    dp->dp_disk->d_info.d_rdonly);
}

/* kern.disks: the names of all disks, separated by blanks. */
static int
sysctl_disks(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	const char *sep = "";
	struct disk *d;
	int error = 0;

	if (!disks_ready)
		return (sysctl_out(req, "", 1));
	lock_shared(&disks_lock);
	TAILQ_FOREACH(d, &disks, d_list) {
		error = sysctl_out(req, sep, strlen(sep));
		if (error == 0)
			error = sysctl_out(req, d->d_name, strlen(d->d_name));
		if (error != 0)
			break;
		sep = " ";
	}
	lock_release(&disks_lock);
	return (error != 0 ? error : sysctl_out(req, "", 1));
}
SYSCTL_KPROC(kern_disks, "kern.disks", OID_AUTO, CTLTYPE_STRING | CTLFLAG_RD,
    NULL, 0, sysctl_disks, "A", "names of disks");

static void
ddb_part(const struct diskpart *dp, uint32_t blksize)
{
	if (dp != NULL && dp->dp_dev != NULL)
		kprintf("  slice %d part %d: from %lu, %lu sectors of %u%s, "
		    "%d claims\n", dp->dp_slice, dp->dp_part, dp->dp_start,
		    dp->dp_size, blksize, dp->dp_open ? ", open" : "",
		    dp->dp_claims);
}

DDB_SHOW(disks, "disks, their slices and partitions")
{
	struct disk *d;
	uint32_t bs;

	TAILQ_FOREACH(d, &disks, d_list) {
		bs = d->d_info.d_media_blksize;
		kprintf("%s: %p, %lu sectors of %u, serial %s%s\n", d->d_name,
		    (void *)d, d->d_blocks, bs, d->d_info.d_serialno[0] != '\0' ?
		    d->d_info.d_serialno : "-", d->d_info.d_rdonly ?
		    ", read-only" : "");
		for (int s = 0; s < MAX_SLICES; s++) {
			ddb_part(d->d_slices[s].ds_whole, bs);
			for (int i = 0; i < DISK_NPARTS; i++)
				ddb_part(d->d_slices[s].ds_parts[i], bs);
		}
	}
}
