/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net_io.c: frames between the kernel and a tap of the host or the socket of a
 * switch, vknetd(8).
 *
 * Each interface has two rings of bytes and two threads.  The receiver reads
 * frames straight into its ring and tells a vCPU when the kernel has said that
 * it looked and found nothing.  The kernel writes frames into the other ring,
 * and its kick sends a few at once, which is what a question and an answer
 * need; what is left the sender sends.
 *
 * Locks: the reader of what is sent is who has set txbusy; after clearing it he
 * looks again whether something came.  Letters as in line.h.
 */
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "net_int.h"

#define FRAME_MIN	14
#define SEND_AT_ONCE	8		/* frames that a kick sends */
#define RETRY_NS	100000000	/* between looks for a switch */
#define SOCKET_BUFFER	(1024 * 1024)

/*
 * ---- sending ------------------------------------------------------------
 */

/* One frame.  False: the switch has no room for it now. */
static bool
send_one(struct host_net *net, struct record *rec)
{
	int fd = atomic_load(&net->fd);
	size_t len = rec->len;
	ssize_t n;

	if (!atomic_load(&net->link)) {
		atomic_fetch_add(&net->txerrors, 1);
		return (true);
	}
	do {
		if (net->tap.vnet) {
			len = sizeof(rec->meta) + rec->len;
			n = write(fd, record_wire(rec), len);
		} else if (net->tap.fd >= 0)
			n = write(fd, rec->data, len);
		else
			n = send(fd, rec->data, len, MSG_DONTWAIT |
			    MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == ENOBUFS))
		return (false);
	if (n != (ssize_t)len)
		atomic_fetch_add(&net->txerrors, 1);
	return (true);
}

/*
 * Send up to max frames, if nobody else does.  False: the switch takes none now.
 */
static bool
send_some(struct host_net *net, unsigned max)
{
	struct record *rec;
	bool taken = true;

	if (atomic_exchange(&net->txbusy, 1) != 0)
		return (true);
	while (max-- > 0 && taken && (rec = ring_peek(&net->tx)) != NULL) {
		taken = send_one(net, rec);
		if (taken)
			ring_take(&net->tx, rec);
	}
	atomic_store(&net->txbusy, 0);
	return (taken);
}

static void *
sender(void *arg)
{
	struct host_net *net = arg;
	struct pollfd p;

	for (;;) {
		while (atomic_exchange(&net->txwork, 0) == 0)
			futex_wait(&net->txwork, 0, NULL, false);
		while (!ring_empty(&net->tx)) {
			if (!send_some(net, UINT32_MAX)) {
				p.fd = atomic_load(&net->fd);
				p.events = POLLOUT;
				poll(&p, 1, 100);
			} else if (atomic_load(&net->txbusy) != 0)
				break;		/* who sends wakes us if need be */
		}
	}
	return (NULL);
}

void *
host_net_txroom(struct host_net *net, size_t len)
{
	struct record *rec;

	if (len > HOST_NET_MAXFRAME)
		return (NULL);
	rec = ring_room(&net->tx, len);
	return (rec != NULL ? rec->data : NULL);
}

bool
host_net_txgrow(struct host_net *net, size_t len)
{

	return (len <= HOST_NET_MAXFRAME && ring_grow(&net->tx, len));
}

void
host_net_txput(struct host_net *net, size_t len,
    const struct host_netmeta *meta)
{
	static const struct host_netmeta nothing;

	ring_last(&net->tx)->meta = meta != NULL ? *meta : nothing;
	ring_put(&net->tx, len);
}

void
host_net_kick(struct host_net *net)
{

	atomic_store(&net->cpu, vcpu_self->number);
	send_some(net, SEND_AT_ONCE);
	if (!ring_empty(&net->tx) && atomic_exchange(&net->txwork, 1) == 0)
		futex_wake(&net->txwork, 1, false);
}

/*
 * ---- receiving ----------------------------------------------------------
 */

static void
notify(struct host_net *net)
{

	host_cpu_post(atomic_load(&net->cpu), HOST_PEND_NET);
}

void
net_set_link(struct host_net *net, bool up)
{

	if (atomic_exchange(&net->link, up) != up)
		notify(net);
}

/* Room for the largest frame, once the kernel has taken enough. */
static struct record *
receive_room(struct host_net *net)
{
	struct record *rec;

	while ((rec = ring_room(&net->rx, HOST_NET_MAXFRAME + 1)) == NULL) {
		atomic_store(&net->rxwait, 1);
		rec = ring_room(&net->rx, HOST_NET_MAXFRAME + 1);
		if (rec != NULL)
			break;
		futex_wait(&net->rxwait, 1, NULL, false);
	}
	atomic_store(&net->rxwait, 0);
	return (rec);
}

int
switch_connect(struct host_net *net, int *fdp)
{
	int fd, error, size = SOCKET_BUFFER;

	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return (errno);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (connect(fd, (struct sockaddr *)&net->sun, sizeof(net->sun)) != 0) {
		error = errno;
		close(fd);
		return (error);
	}
	*fdp = fd;
	return (0);
}

/* The other side is gone: a tap for good, a switch until it is there again. */
static bool
receive_lost(struct host_net *net)
{
	struct timespec ts = { 0, RETRY_NS };
	int fd;

	net_set_link(net, false);
	if (net->tap.fd >= 0)
		return (false);
	while (switch_connect(net, &fd) != 0)
		nanosleep(&ts, NULL);
	/* The number stays: who sends meanwhile has either socket. */
	while (dup3(fd, atomic_load(&net->fd), O_CLOEXEC) < 0)
		nanosleep(&ts, NULL);
	close(fd);
	net_set_link(net, true);
	return (true);
}

/* The length of the frame, or less than 1 as read(2) says. */
static ssize_t
receive_one(struct host_net *net, struct record *rec)
{
	int fd = atomic_load(&net->fd);
	ssize_t n;

	if (!net->tap.vnet) {
		memset(&rec->meta, 0, sizeof(rec->meta));
		return (read(fd, rec->data, HOST_NET_MAXFRAME + 1));
	}
	n = read(fd, record_wire(rec), sizeof(rec->meta) + HOST_NET_MAXFRAME + 1);
	return (n > (ssize_t)sizeof(rec->meta) ?
	    n - (ssize_t)sizeof(rec->meta) : n);
}

static void *
receiver(void *arg)
{
	struct host_net *net = arg;
	struct record *rec;
	ssize_t n;

	for (;;) {
		rec = receive_room(net);
		n = receive_one(net, rec);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0) {
			if (!receive_lost(net))
				break;
			continue;
		}
		if (!atomic_load(&net->running))
			continue;
		if (n < FRAME_MIN || n > HOST_NET_MAXFRAME) {
			atomic_fetch_add(&net->rxerrors, 1);
			continue;
		}
		ring_put(&net->rx, (size_t)n);
		if (atomic_exchange(&net->rxnotify, 0) != 0)
			notify(net);
	}
	return (NULL);
}

const void *
host_net_rxnext(struct host_net *net, size_t *len,
    const struct host_netmeta **meta)
{
	struct record *rec = ring_peek(&net->rx);

	if (rec == NULL)
		return (NULL);
	*len = rec->len;
	*meta = &rec->meta;
	return (rec->data);
}

void
host_net_rxdone(struct host_net *net)
{

	ring_take(&net->rx, ring_peek(&net->rx));
	if (atomic_load(&net->rxwait) != 0 && atomic_load(&net->rx.head) -
	    atomic_load(&net->rx.tail) <= RING_SIZE / 2 &&
	    atomic_exchange(&net->rxwait, 0) != 0)
		futex_wake(&net->rxwait, 1, false);
}

bool
host_net_rxarm(struct host_net *net)
{

	atomic_store(&net->rxnotify, 1);
	return (ring_empty(&net->rx));
}

int
net_start(struct host_net *net)
{
	pthread_t thread;
	int error;

	if (!ring_init(&net->rx) || !ring_init(&net->tx))
		return (ENOMEM);
	atomic_store(&net->link, true);
	atomic_store(&net->rxnotify, 1);
	if ((error = line_thread(&thread, receiver, net)) != 0)
		return (error);
	return (line_thread(&thread, sender, net));
}
