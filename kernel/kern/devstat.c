/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * devstat.c: what devices did so far, for iostat(8), vmstat(8), systat(1).
 *
 * Locks: list_spin, then kd_spin of one device.
 */
#include <sys/errno.h>
#include "sys/callout.h"
#include "sys/kdevstat.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"
#include "lib/libkern.h"

static struct spinlock list_spin = SPINLOCK_INITIALIZER("devstat",
    LR_DEVSPIN);
static TAILQ_HEAD(, kdevstat) devices = TAILQ_HEAD_INITIALIZER(devices);
static int numdevs;			/* list_spin */
static int64_t generation;		/* list_spin */
static uint32_t next_number;		/* list_spin */
static int version = DEVSTAT_VERSION;

static struct timeval
timeval_of(int64_t ns)
{
	struct timeval tv = { .tv_sec = ns / NS_PER_S,
	    .tv_usec = ns % NS_PER_S / NS_PER_US };

	return (tv);
}

/* Those of higher priority are first, else in the order they came. */
void
devstat_add(struct kdevstat *kd, const char *name, int unit,
    uint32_t blksize, devstat_type_flags type, devstat_priority priority)
{
	struct kdevstat *other;

	memset(kd, 0, sizeof(*kd));
	spin_init(&kd->kd_spin, "devstat", LR_SPINMISC);
	strlcpy(kd->kd_ds.device_name, name, sizeof(kd->kd_ds.device_name));
	kd->kd_ds.unit_number = unit;
	kd->kd_ds.block_size = blksize;
	kd->kd_ds.device_type = type;
	kd->kd_ds.priority = priority;
	kd->kd_ds.flags = DEVSTAT_NO_ORDERED_TAGS;
	kd->kd_ds.dev_creation_time = timeval_of(time_mono());
	spin_lock(&list_spin);
	kd->kd_ds.device_number = next_number++;
	TAILQ_FOREACH(other, &devices, kd_list)
		if (other->kd_ds.priority < priority)
			break;
	if (other != NULL)
		TAILQ_INSERT_BEFORE(other, kd, kd_list);
	else
		TAILQ_INSERT_TAIL(&devices, kd, kd_list);
	numdevs++;
	generation++;
	spin_unlock(&list_spin);
}

void
devstat_remove(struct kdevstat *kd)
{
	spin_lock(&list_spin);
	TAILQ_REMOVE(&devices, kd, kd_list);
	numdevs--;
	generation++;
	spin_unlock(&list_spin);
}

void
devstat_start(struct kdevstat *kd)
{
	int64_t now = time_mono();

	spin_lock(&kd->kd_spin);
	if (kd->kd_ds.busy_count++ == 0) {
		kd->kd_busysince = now;
		kd->kd_ds.start_time = timeval_of(now);
	}
	spin_unlock(&kd->kd_spin);
}

void
devstat_end(struct kdevstat *kd, enum bio_cmd cmd, size_t bytes)
{
	struct devstat *ds = &kd->kd_ds;
	int64_t now = time_mono();

	spin_lock(&kd->kd_spin);
	if (cmd == BIO_READ_K) {
		ds->num_reads++;
		ds->bytes_read += bytes;
	} else if (cmd == BIO_WRITE_K) {
		ds->num_writes++;
		ds->bytes_written += bytes;
	} else
		ds->num_other++;
	kd->kd_busy += now - kd->kd_busysince;
	kd->kd_busysince = now;
	ds->busy_time = timeval_of(kd->kd_busy);
	ds->last_comp_time = timeval_of(now);
	ds->busy_count--;
	spin_unlock(&kd->kd_spin);
}

/* A copy of the n-th device; false: there are not so many. */
static bool
devstat_copy(int n, struct devstat *ds)
{
	struct kdevstat *kd;

	spin_lock(&list_spin);
	TAILQ_FOREACH(kd, &devices, kd_list)
		if (n-- == 0)
			break;
	if (kd != NULL) {
		spin_lock(&kd->kd_spin);
		memcpy(ds, &kd->kd_ds, sizeof(*ds));
		spin_unlock(&kd->kd_spin);
	}
	spin_unlock(&list_spin);
	return (kd != NULL);
}

static int
sysctl_all(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int64_t gen = generation;
	struct devstat ds;
	int error;

	error = sysctl_out(req, &gen, sizeof(gen));
	for (int i = 0; error == 0 && devstat_copy(i, &ds); i++)
		error = sysctl_out(req, &ds, sizeof(ds));
	return (error);
}
SYSCTL_KPROC(kern_devstat_all, "kern.devstat.all", OID_AUTO, CTLTYPE_OPAQUE |
    CTLFLAG_RD, NULL, 0, sysctl_all, "S,devstat", "All devices in order");
SYSCTL_KLONG(kern_devstat_generation, "kern.devstat.generation", OID_AUTO,
    CTLFLAG_RD, &generation, "Changes of the list of devices");
SYSCTL_KINT(kern_devstat_numdevs, "kern.devstat.numdevs", OID_AUTO,
    CTLFLAG_RD, &numdevs, "Devices in the list");
SYSCTL_KINT(kern_devstat_version, "kern.devstat.version", OID_AUTO,
    CTLFLAG_RD, &version, "Version of the structure");
