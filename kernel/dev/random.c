/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * random.c: /dev/random, /dev/urandom and getrandom(2): the host's generator.
 * It is always seeded, so nothing here ever waits.
 */
#include <sys/errno.h>
#include <sys/random.h>
#include "dev/memdev.h"
#include "host/host.h"
#include "sys/kdev.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"

#define MINOR_RANDOM	3
#define MINOR_URANDOM	4
#define CHUNK		256

void
random_bytes(void *buf, size_t n)
{
	host_random(buf, n);
}

/*
 * A long request can be interrupted: what has been moved counts then.
 */
/* kern.random: as many bytes as are asked for, up to a page. */
static int
sysctl_random(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	size_t left = K_MIN(req->oldptr != NULL ? req->oldlen : 0, 4096), n;
	uint8_t buf[256];
	int error = 0;

	for (; left > 0 && error == 0; left -= n) {
		n = K_MIN(left, sizeof(buf));
		host_random(buf, n);
		error = sysctl_out(req, buf, n);
	}
	return (error);
}
SYSCTL_KPROC(kern_random, "kern.random", OID_AUTO, CTLTYPE_OPAQUE |
    CTLFLAG_RD | CTLFLAG_SKIP, NULL, 0, sysctl_random, "I", "Random bytes");

static int
random_move(struct kuio *uio)
{
	uint8_t buf[CHUNK];
	size_t n, done = 0;
	int error = 0;

	while (error == 0 && uio->uio_resid > 0) {
		n = K_MIN(uio->uio_resid, sizeof(buf));
		host_random(buf, n);
		error = kuiomove(buf, n, uio);
		done += n;
		if (done % PAGE_SIZE == 0) {
			cpu_poll();
			if (curlwp != NULL && signal_interrupts(curlwp) != 0)
				break;
		}
	}
	return (error);
}

static int
random_read(struct cdev *dev, struct kuio *uio, int ioflag)
{
	return (random_move(uio));
}

static int seedenable;
SYSCTL_KINT(seedenable, "kern.seedenable", OID_AUTO, CTLFLAG_RW, &seedenable,
    "/dev/random may be written to, up to secure level 0");

/*
 * Entropy from programs, for /dev/random alone and when that is allowed, else
 * EPERM.  The host's generator needs none of it.
 */
static int
random_write(struct cdev *dev, struct kuio *uio, int ioflag)
{
	uint8_t buf[CHUNK];
	int error = 0;

	if (dev->si_uminor != MINOR_RANDOM || !seedenable || securelevel > 0)
		return (EPERM);
	while (error == 0 && uio->uio_resid > 0)
		error = kuiomove(buf, K_MIN(uio->uio_resid, sizeof(buf)), uio);
	return (error);
}

static const struct dev_ops random_ops = {
	.d_name = "mem", .d_read = random_read, .d_write = random_write,
};

void
random_attach(void)
{
	(void)make_dev(&random_ops, MINOR_RANDOM, 0, 0, 0644, "random");
	(void)make_dev(&random_ops, MINOR_URANDOM, 0, 0, 0644, "urandom");
}

int
sys_getrandom(struct lwp *lp, const struct getrandom_args *uap, int64_t rv[2])
{
	struct iovec iov;
	struct kuio uio;
	int error;

	if ((uap->flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) != 0 ||
	    uap->len > INT32_MAX)
		return (EINVAL);
	kuio_init(&uio, &iov, uap->buf, uap->len, 0, UIO_USERSPACE_K,
	    UIO_READ_K);
	error = random_move(&uio);
	rv[0] = (int64_t)(uap->len - uio.uio_resid);
	return (error);
}
