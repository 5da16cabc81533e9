/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_init.c: prepare for guest code: the stub text, the seccomp program, the
 * area shared with the stubs, the zygote's configuration, and a first
 * guest thread that shows how the host lays out a signal frame.
 */
#include <linux/filter.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ux_int.h"

#ifndef MFD_EXEC
#define MFD_EXEC	0x0010u
#endif

/* By .incbin in stub_blob.S. */
extern const uint8_t stub_text_image[], stub_text_image_end[];

struct ux_config	 ux_config;	/* o */
bool			 ux_fsgsbase;	/* o */
bool			 ux_hasgate;	/* o */
uint64_t		 ux_secret;	/* o */
struct ux_stats		 ux_counts[HOST_MAXCPU + 1];
static uint64_t		 area_stride;	/* o */
static struct ux_vcpu	 ux_vcpus[HOST_MAXCPU];	/* o */
static unsigned		 map_max = 65530;	/* o */

struct ux_vcpu *
ux_vcpu(unsigned n)
{

	return (&ux_vcpus[n]);
}

void
ux_stats(struct ux_stats *st)
{
	const struct ux_stats *one;

	memset(st, 0, sizeof(*st));
	for (one = ux_counts; one <= &ux_counts[HOST_MAXCPU]; one++) {
		st->runs += one->runs;
		st->switches += one->switches;
		st->spins_hit += one->spins_hit;
		st->sleeps += one->sleeps;
		st->gated += one->gated;
		st->mapcalls += one->mapcalls;
		st->mapops += one->mapops;
		st->made += one->made;
		st->killed += one->killed;
	}
	st->kicks = atomic_load(&vcpu_kicks);
}

uint64_t
ux_gate(void)
{
	const uint32_t *table = (const uint32_t *)(const void *)stub_text_image;

	return (ux_hasgate ? UXW_TEXT + table[UXX_GATE] : 0);
}

unsigned
ux_space_mapmax(void)
{

	return (map_max);
}

/* max_map_count, less the window's own ranges. */
static void
read_map_max(void)
{
	unsigned value;
	FILE *f;

	f = fopen("/proc/sys/vm/max_map_count", "re");
	if (f == NULL)
		return;
	if (fscanf(f, "%u", &value) == 1 && value > 1024)
		map_max = value - 16;
	fclose(f);
}

/* Is the action known?  Kernels and containers differ. */
static int
probe_seccomp(struct host_diag *diag)
{
	uint32_t action = SECCOMP_RET_TRAP;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) != 0)
		return (line_diag(diag, errno,
		    "seccomp filters with SECCOMP_RET_TRAP"));
	return (0);
}

/* The text file.  Nobody writes to it later. */
static int
make_text(int *fdp, struct host_diag *diag)
{
	size_t len;
	int fd;

	len = (size_t)(stub_text_image_end - stub_text_image);
	fd = memfd_create("vkernel-text", MFD_CLOEXEC | MFD_EXEC);
	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("vkernel-text", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, UXW_TEXTLEN) != 0 ||
	    pwrite(fd, stub_text_image, len, 0) != (ssize_t)len)
		return (line_diag(diag, errno, "memory file for the stub text"));
	*fdp = fd;
	return (0);
}

static int
make_area(int *fdp, struct host_diag *diag)
{
	int fd;

	area_stride = UXA_SLOTS + (uint64_t)vcpu_count * UXW_SLOTSIZE;
	fd = memfd_create("vkernel-area", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)(area_stride * UX_MAXSPACES)) != 0)
		return (line_diag(diag, errno, "memory file shared with stubs"));
	*fdp = fd;
	return (0);
}

static int
send_config(int ramfd, int areafd, int textfd, struct host_diag *diag)
{
	static struct zy_config config;
	struct msghdr msg;
	struct cmsghdr *cm;
	struct iovec iov;
	union {
		struct cmsghdr	 align;
		uint8_t		 buf[CMSG_SPACE(3 * sizeof(int))];
	} u;
	int fds[3] = { ramfd, areafd, textfd };
	ssize_t n;

	config.nprog = filter_make(config.prog,
	    (const uint32_t *)(const void *)stub_text_image, ux_fsgsbase,
	    ux_secret, ux_config.pool_off, ux_config.pool_off +
	    ux_config.pool_len);
	config.secret = ux_secret;
	config.stride = area_stride;
	config.nslots = vcpu_count;
	config.fsgsbase = ux_fsgsbase;
	iov.iov_base = &config;
	iov.iov_len = sizeof(config);
	memset(&msg, 0, sizeof(msg));
	memset(&u, 0, sizeof(u));
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	msg.msg_control = u.buf;
	msg.msg_controllen = sizeof(u.buf);
	cm = CMSG_FIRSTHDR(&msg);
	cm->cmsg_level = SOL_SOCKET;
	cm->cmsg_type = SCM_RIGHTS;
	cm->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(cm), fds, sizeof(fds));
	n = sendmsg(zygote_socket, &msg, MSG_NOSIGNAL);
	memset(&config, 0, sizeof(config));
	if (n != sizeof(config))
		return (line_diag(diag, errno, "the stub program did not start "
		    "(are memory files allowed to be executed?)"));
	return (0);
}

/* One guest thread, to learn the frame and that all of it works here. */
static int
probe_thread(struct host_diag *diag)
{
	struct ux_space *space;
	int error;

	error = pool_take(&space);
	if (error != 0) {
		line_diag(diag, 0, "a stub process does not start: seccomp, "
		    "shared memory or process limits of this host refuse it");
		diag->error = error;
		return (error);
	}
	error = slot_probe(space, diag);
	if (error != 0)
		pool_drop(space, true);
	else
		ux_space_destroy(space);
	return (error);
}

int
ux_init(const struct ux_config *cfg, struct host_diag *diag)
{
	struct host_diag ignored;
	int areafd, ramfd, textfd, error;
	unsigned n;

	areafd = textfd = -1;
	if (diag == NULL)
		diag = &ignored;
	if (ram_image.base == NULL || vcpu_self == NULL || cfg->pool_len == 0 ||
	    cfg->pool_off % HOST_PAGE_SIZE != 0 ||
	    cfg->pool_len % HOST_PAGE_SIZE != 0 ||
	    cfg->pool_off > ram_image.size ||
	    cfg->pool_len > ram_image.size - cfg->pool_off)
		return (line_diag(diag, EINVAL, "ux_init: configuration"));
	ux_config = *cfg;
	ux_fsgsbase = !cfg->nofsgsbase && (getauxval(AT_HWCAP2) & 2) != 0;
	for (n = 0; n < vcpu_count; n++)
		ux_vcpus[n].vc = &vcpus[n];
	host_random(&ux_secret, sizeof(ux_secret));
	read_map_max();
	spin_init();
	error = probe_seccomp(diag);
	if (error != 0)
		return (error);
	error = make_text(&textfd, diag);
	if (error != 0)
		return (error);
	error = make_area(&areafd, diag);
	if (error != 0)
		return (error);
	ramfd = ram_reopen();
	if (ramfd < 0)
		return (line_diag(diag, errno, "memory image: open again"));
	error = send_config(ramfd, areafd, textfd, diag);
	close(ramfd);
	close(textfd);
	if (error == 0)
		error = pool_init(area_stride, areafd, diag);
	if (error == 0)
		error = probe_thread(diag);
	return (error);
}
