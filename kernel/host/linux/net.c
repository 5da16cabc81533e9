/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * net.c: network interfaces: frames between the kernel and a tap of the host
 * or the socket of a switch, vknetd(8).
 *
 * Each interface has two rings of bytes, in which a frame lies in one piece
 * behind its length, and two threads.  The receiver reads frames straight into
 * its ring and tells a vCPU when the kernel has said that it looked and found
 * nothing.  The kernel writes frames into the other ring, and its kick sends a
 * few at once, which is what a question and an answer need; what is left the
 * sender sends.
 *
 * Locks: a ring has one writer, who moves head, and one reader, who moves tail.
 * The reader of what is sent is who has set txbusy; after clearing it he looks
 * again whether something came.  Letters as in line.h.
 */
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

#define RING_SIZE	(512u * 1024)	/* a power of two */
#define RING_ALIGN	16u
#define RECORD_SKIP	UINT32_MAX	/* the rest up to the end is empty */
#define FRAME_MIN	14
#define SEND_AT_ONCE	8		/* frames that a kick sends */
#define RETRY_NS	100000000	/* between looks for a switch */
#define SWITCH_MTU	1500
#define SOCKET_BUFFER	(1024 * 1024)

struct record {
	uint32_t	 len;
	uint32_t	 pad[3];
	uint8_t		 data[];
};

struct ring {
	uint8_t		*mem;		/* o */
	_Atomic uint32_t head __attribute__((__aligned__(64)));
	_Atomic uint32_t tail __attribute__((__aligned__(64)));
};

struct host_net {
	struct host_net	*next;		/* o */
	unsigned	 nth;		/* o of the command line */
	_Atomic int	 fd;		/* a */
	struct tap	 tap;		/* o; fd -1: a switch */
	struct sockaddr_un sun;		/* o */
	_Atomic bool	 link;		/* a */
	_Atomic bool	 running;	/* a */
	_Atomic unsigned cpu;		/* a who sent last */
	_Atomic uint64_t rxerrors, txerrors;	/* a */
	struct ring	 rx, tx;
	_Atomic uint32_t rxnotify;	/* a the kernel wants to be told */
	_Atomic uint32_t rxwait;	/* a the receiver waits for room */
	_Atomic uint32_t txbusy;	/* a somebody sends */
	_Atomic uint32_t txwork;	/* a the sender shall look */
};

static struct host_net	*nets;		/* vCPU 0 at boot; then it is fixed */

/*
 * ---- rings --------------------------------------------------------------
 */

static struct record *
ring_at(const struct ring *r, uint32_t pos)
{

	return ((struct record *)(void *)(r->mem + (pos & (RING_SIZE - 1))));
}

static uint32_t
record_size(size_t len)
{

	return ((uint32_t)(sizeof(struct record) + len + RING_ALIGN - 1) &
	    ~(RING_ALIGN - 1));
}

/* The writer: room for a frame of len bytes, or NULL. */
static struct record *
ring_room(struct ring *r, size_t len)
{
	uint32_t head, used, rest, need = record_size(len);

	head = atomic_load_explicit(&r->head, memory_order_relaxed);
	used = head - atomic_load_explicit(&r->tail, memory_order_acquire);
	rest = RING_SIZE - (head & (RING_SIZE - 1));
	if (rest < need) {
		if (RING_SIZE - used < rest + need)
			return (NULL);
		ring_at(r, head)->len = RECORD_SKIP;
		head += rest;
		atomic_store_explicit(&r->head, head, memory_order_release);
	} else if (RING_SIZE - used < need)
		return (NULL);
	return (ring_at(r, head));
}

/* The writer: the frame is in the room that was had last. */
static void
ring_put(struct ring *r, size_t len)
{
	uint32_t head = atomic_load_explicit(&r->head, memory_order_relaxed);

	ring_at(r, head)->len = (uint32_t)len;
	atomic_store(&r->head, head + record_size(len));
}

/* The reader: the oldest frame, or NULL. */
static struct record *
ring_peek(struct ring *r)
{
	uint32_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);

	if (tail == atomic_load(&r->head))
		return (NULL);
	if (ring_at(r, tail)->len == RECORD_SKIP) {
		tail += RING_SIZE - (tail & (RING_SIZE - 1));
		atomic_store(&r->tail, tail);
		if (tail == atomic_load(&r->head))
			return (NULL);
	}
	return (ring_at(r, tail));
}

static void
ring_take(struct ring *r, const struct record *rec)
{

	atomic_store(&r->tail, atomic_load_explicit(&r->tail,
	    memory_order_relaxed) + record_size(rec->len));
}

static bool
ring_init(struct ring *r)
{

	r->mem = mmap(NULL, RING_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE |
	    MAP_ANONYMOUS, -1, 0);
	return (r->mem != MAP_FAILED);
}

/*
 * ---- sending ------------------------------------------------------------
 */

/* One frame.  False: the switch has no room for it now. */
static bool
send_one(struct host_net *net, const struct record *rec)
{
	int fd = atomic_load(&net->fd);
	ssize_t n;

	if (!atomic_load(&net->link)) {
		atomic_fetch_add(&net->txerrors, 1);
		return (true);
	}
	do {
		n = net->tap.fd >= 0 ? write(fd, rec->data, rec->len) :
		    send(fd, rec->data, rec->len, MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == ENOBUFS))
		return (false);
	if (n != (ssize_t)rec->len)
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

static bool
tx_empty(struct host_net *net)
{

	return (atomic_load(&net->tx.head) == atomic_load(&net->tx.tail));
}

static void *
sender(void *arg)
{
	struct host_net *net = arg;
	struct pollfd p;

	for (;;) {
		while (atomic_exchange(&net->txwork, 0) == 0)
			futex_wait(&net->txwork, 0, NULL, false);
		while (!tx_empty(net)) {
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

void
host_net_txput(struct host_net *net, size_t len)
{

	ring_put(&net->tx, len);
}

void
host_net_kick(struct host_net *net)
{

	atomic_store(&net->cpu, vcpu_self->number);
	send_some(net, SEND_AT_ONCE);
	if (!tx_empty(net) && atomic_exchange(&net->txwork, 1) == 0)
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

static void
set_link(struct host_net *net, bool up)
{

	atomic_store(&net->link, up);
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

/* Linux numbers. */
static int
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

	set_link(net, false);
	if (net->tap.fd >= 0)
		return (false);
	while (switch_connect(net, &fd) != 0)
		nanosleep(&ts, NULL);
	/* The number stays: who sends meanwhile has either socket. */
	while (dup3(fd, atomic_load(&net->fd), O_CLOEXEC) < 0)
		nanosleep(&ts, NULL);
	close(fd);
	set_link(net, true);
	return (true);
}

static void *
receiver(void *arg)
{
	struct host_net *net = arg;
	struct record *rec;
	ssize_t n;

	for (;;) {
		rec = receive_room(net);
		n = read(atomic_load(&net->fd), rec->data,
		    HOST_NET_MAXFRAME + 1);
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
host_net_rxnext(struct host_net *net, size_t *len)
{
	struct record *rec = ring_peek(&net->rx);

	if (rec == NULL)
		return (NULL);
	*len = rec->len;
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
	return (atomic_load(&net->rx.head) == atomic_load(&net->rx.tail));
}

/*
 * ---- state --------------------------------------------------------------
 */

void
host_net_run(struct host_net *net, bool on)
{

	atomic_store(&net->running, on);
}

bool
host_net_link(struct host_net *net)
{

	return (atomic_load(&net->link));
}

void
host_net_errors(struct host_net *net, uint64_t *in, uint64_t *out)
{

	*in = atomic_exchange(&net->rxerrors, 0);
	*out = atomic_exchange(&net->txerrors, 0);
}

/*
 * An address that stays the same as long as the memory image, the interface
 * and its place on the command line do, and differs from that of others: two
 * kernels cannot have one memory image, and without one they differ in pid.
 */
static void
make_address(const struct host_net *net, const char *name, uint8_t mac[6])
{
	char id[64] = "", text[PATH_MAX + 300], path[PATH_MAX];
	uint64_t hash = 0xcbf29ce484222325;
	int fd;

	fd = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (read(fd, id, sizeof(id) - 1) < 0)
			id[0] = '\0';
		close(fd);
	}
	if (ram_image.anonymous ||
	    realpath(ram_image.path, path) == NULL)
		snprintf(path, sizeof(path), "%d",
		    (int)line_shared->supervisor);
	snprintf(text, sizeof(text), "%s|%s|%s|%u", id, path, name, net->nth);
	for (const char *p = text; *p != '\0'; p++)
		hash = (hash ^ (uint8_t)*p) * 0x100000001b3;
	hash ^= hash >> 32;
	hash *= 0x9e3779b97f4a7c15;
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)(hash >> (8 * i + 8));
	mac[0] = (mac[0] & 0xfc) | 0x02;
}

static int
open_switch(struct host_net *net, const char *path, struct host_diag *diag)
{
	int error, fd;

	net->tap.fd = -1;
	net->sun.sun_family = AF_UNIX;
	snprintf(net->sun.sun_path, sizeof(net->sun.sun_path), "%s", path);
	if ((error = switch_connect(net, &fd)) != 0)
		return (line_diag(diag, error, "%.150s", path));
	atomic_store(&net->fd, fd);
	return (0);
}

static int
open_tap(struct host_net *net, const struct host_netconf *conf,
    struct host_diag *diag)
{
	int error;

	if ((error = tap_open(&net->tap, conf->name, net->nth, diag)) != 0)
		return (error);
	atomic_store(&net->fd, net->tap.fd);
	return (tap_setup(&net->tap, conf, diag));
}

/* Linux numbers. */
static int
start_threads(struct host_net *net)
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

int
host_net_open(const struct host_netconf *conf, struct host_net **netp,
    struct host_netinfo *info, struct host_diag *diag)
{
	struct host_net *net = aligned_alloc(64, sizeof(*net));
	int error, s;

	if (net == NULL)
		return (line_diag(diag, ENOMEM, "%.150s", conf->name));
	memset(net, 0, sizeof(*net));
	net->nth = nets != NULL ? nets->nth + 1 : 0;
	net->next = nets;
	nets = net;		/* host_exit() undoes what was done so far */
	error = conf->socket ? open_switch(net, conf->name, diag) :
	    open_tap(net, conf, diag);
	if (error != 0)
		return (error);
	info->unit = -1;
	info->mtu = SWITCH_MTU;
	snprintf(info->name, sizeof(info->name), "%s", conf->socket ?
	    conf->name : net->tap.name);
	if (!conf->socket) {
		info->unit = tap_unit(net->tap.name);
		s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		(void)link_mtu(s, net->tap.name, &info->mtu);
		close(s);
	}
	make_address(net, info->name, info->lladdr);
	if ((error = start_threads(net)) != 0)
		return (line_diag(diag, error, "%.150s: I/O thread",
		    info->name));
	*netp = net;
	return (0);
}

/*
 * ---- the end ------------------------------------------------------------
 */

void
net_end(void)
{
	struct host_net *net;

	if (atomic_load(&line_shared->reboot) != 0) {
		for (net = nets; net != NULL; net = net->next)
			if (net->tap.fd >= 0)
				tap_keep(&net->tap, net->nth);
		return;
	}
	for (net = nets; net != NULL; net = net->next)
		if (net->tap.fd >= 0)
			tap_undo(&net->tap);
}
