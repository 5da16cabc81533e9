/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hello.c: a module to begin with: a device, /dev/hello, that greets whoever reads
 * it, as often as debug.hello.times says (a tunable).
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "sys/kdev.h"
#include "sys/kmodule.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"

static const char greeting[] = "hello from the kernel\n";
static int hello_times = 1;
SYSCTL_KINT(debug_hello_times, "debug.hello.times", OID_AUTO, CTLFLAG_RW,
    &hello_times, "How often /dev/hello greets");
static struct cdev *hello_dev;

/* The offset tells what has been read already. */
static int
hello_read(struct cdev *dev, struct kuio *uio, int ioflag)
{
	size_t size = sizeof(greeting) - 1, n, at;
	int error = 0;

	while (error == 0 && uio->uio_resid > 0 && uio->uio_offset >= 0 &&
	    uio->uio_offset / (int64_t)size < hello_times) {
		at = (size_t)uio->uio_offset % size;
		n = K_MIN(size - at, uio->uio_resid);
		error = kuiomove(__DECONST_K(char *, greeting + at), n, uio);
	}
	return (error);
}

static const struct dev_ops hello_ops = {
	.d_name = "hello", .d_flags = D_SEEKABLE, .d_read = hello_read,
};

static int
hello_event(enum module_event what, void *arg)
{
	switch (what) {
	case MOD_LOAD:
		hello_dev = make_dev(&hello_ops, 0, 0, 0, 0444, "hello");
		return (hello_dev == NULL ? EEXIST : 0);
	case MOD_QUIESCE:
		break;
	case MOD_UNLOAD:
		destroy_dev(hello_dev);
		break;
	}
	return (0);
}
MODULE(hello, 1, hello_event, NULL);
