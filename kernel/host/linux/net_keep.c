/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_keep.c: taps over a reboot; see net.h.
 *
 * The kernel process puts what shall be kept into a socket.  The supervisor
 * takes it out again before it executes itself, and names the descriptors,
 * which stay open, in the environment: number on the command line, descriptor,
 * address and bits of it, bridge.
 *
 * Invariant: but for that moment all descriptors are close-on-exec.
 */
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

#define TAPS_VAR	"VKERNEL_TAPS"
#define TAPS_MAX	16

struct kept {
	unsigned	 nth;
	struct tap	 tap;		/* fd is the receiver's */
};

static struct kept kept[TAPS_MAX];	/* o */
static unsigned	 nkept;			/* o */
static int	 waiting[2] = { -1, -1 };	/* o supervisor's, kernel process's */

/* One tap of the environment's: nth:fd:address:bits:name:bridge, then a comma. */
static const char *
keep_parse(const char *s)
{
	struct kept *k = &kept[nkept];
	unsigned addr;
	size_t n;
	int used = 0;

	if (nkept == TAPS_MAX || sscanf(s, "%u:%d:%x:%d:%15[^:]:%n", &k->nth,
	    &k->tap.fd, &addr, &k->tap.plen, k->tap.name, &used) != 5 ||
	    used == 0 || fcntl(k->tap.fd, F_SETFD, FD_CLOEXEC) != 0)
		return (NULL);
	s += used;
	n = strcspn(s, ",");
	if (n >= sizeof(k->tap.bridge))
		return (NULL);
	memcpy(k->tap.bridge, s, n);
	k->tap.bridge[n] = '\0';
	k->tap.addr = addr;
	nkept++;
	s += n;
	return (*s == ',' ? s + 1 : NULL);
}

void
keep_init(void)
{
	const char *s = getenv(TAPS_VAR);

	while (s != NULL)
		s = keep_parse(s);
	unsetenv(TAPS_VAR);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, waiting) !=
	    0)
		waiting[0] = waiting[1] = -1;
}

void
keep_parent(void)
{

	for (unsigned i = 0; i < nkept; i++)
		close(kept[i].tap.fd);
	if (waiting[1] >= 0)
		close(waiting[1]);
}

bool
tap_kept(struct tap *tap, unsigned nth)
{

	for (unsigned i = 0; i < nkept; i++) {
		if (kept[i].nth == nth) {
			*tap = kept[i].tap;
			return (true);
		}
	}
	return (false);
}

void
tap_keep(const struct tap *tap, unsigned nth)
{
	struct kept k = { nth, *tap };
	union {
		struct cmsghdr	 hdr;
		char		 buf[CMSG_SPACE(sizeof(int))];
	} control = { .hdr = { .cmsg_len = CMSG_LEN(sizeof(int)),
	    .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS } };
	struct iovec iov = { &k, sizeof(k) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control.buf, .msg_controllen = sizeof(control.buf) };

	memcpy(CMSG_DATA(&control.hdr), &tap->fd, sizeof(tap->fd));
	(void)sendmsg(waiting[1], &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* The next one that waits; false: there is none. */
static bool
keep_receive(struct kept *k)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { k, sizeof(*k) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *cmsg;

	if (recvmsg(waiting[0], &msg, MSG_DONTWAIT) != sizeof(*k) ||
	    (cmsg = CMSG_FIRSTHDR(&msg)) == NULL ||
	    cmsg->cmsg_type != SCM_RIGHTS)
		return (false);
	memcpy(&k->tap.fd, CMSG_DATA(cmsg), sizeof(k->tap.fd));
	return (true);
}

void
keep_again(void)
{
	char value[TAPS_MAX * 96] = "";
	size_t len = 0;
	struct kept k;

	while (keep_receive(&k) && len + 96 < sizeof(value))
		len += (size_t)snprintf(value + len, sizeof(value) - len,
		    "%u:%d:%x:%d:%s:%s,", k.nth, k.tap.fd, k.tap.addr,
		    k.tap.plen, k.tap.name, k.tap.bridge);
	if (len > 0)
		setenv(TAPS_VAR, value, 1);
}
