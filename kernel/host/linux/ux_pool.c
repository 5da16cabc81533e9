/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_pool.c: stub processes: asked of the zygote ahead of need, kept ready,
 * given back clean, buried.
 *
 * One listener thread takes the zygote's messages.  A process id stays
 * reserved (as a zombie) until the listener has marked its space dead and said
 * ZY_REAP, all under pool_lock; pool_kill() sends its signal under the same
 * lock, so it never hits a stranger.
 *
 * Locks: p pool_lock guards states, lists and counts.
 */
#include <sys/mman.h>
#include <sys/socket.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ux_int.h"

#define POOL_DEFAULT	6
#define START_PATIENCE	10		/* seconds for a stub to come up */

static struct ux_space	 spaces[UX_MAXSPACES];
static unsigned		 nspaces;	/* p entries ever used */
static struct ux_space	*free_list;	/* p SP_FREE, used before */
static struct ux_space	*ready_list;	/* p SP_READY */
static unsigned		 nready;	/* p */
static unsigned		 nstarting;	/* p */
static unsigned		 nfailed;	/* p starts that failed since a success */
static int		 start_error;	/* p Linux number of the last one */
static unsigned		 target;	/* o */
static uint64_t		 stride;	/* o */
static uint8_t		*area;		/* o the whole shared file */
static int		 area_fd;	/* o */
static pthread_mutex_t	 pool_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t	 pool_changed = PTHREAD_COND_INITIALIZER;

static void
zygote_send(uint32_t op, unsigned index, pid_t pid)
{
	struct zy_request rq;

	memset(&rq, 0, sizeof(rq));
	rq.op = op;
	rq.index = index;
	rq.pid = pid;
	if (send(zygote_socket, &rq, sizeof(rq), MSG_NOSIGNAL) != sizeof(rq))
		line_die(HOST_EXIT_HOST, "the stub program is gone");
}

/*
 * ---- starting; all under pool_lock ---------------------------------------
 */

static struct ux_space *
space_alloc(void)
{
	struct ux_space *space;
	unsigned n;

	space = free_list;
	if (space != NULL) {
		free_list = space->next;
		/* What the last one left behind is nobody's business. */
		madvise(space->area, stride, MADV_REMOVE);
		return (space);
	}
	if (nspaces == UX_MAXSPACES)
		return (NULL);
	space = &spaces[nspaces];
	space->index = nspaces++;
	space->area = area + space->index * stride;
	pthread_mutex_init(&space->lock, NULL);
	for (n = 0; n < vcpu_count; n++) {
		space->slots[n].space = space;
		space->slots[n].mem = space->area + UXA_SLOTS +
		    n * UXW_SLOTSIZE;
	}
	return (space);
}

/* Ask for one more stub. */
static bool
space_launch(void)
{
	struct ux_space *space;
	unsigned n;

	space = space_alloc();
	if (space == NULL)
		return (false);
	for (n = 0; n < vcpu_count; n++) {
		space->slots[n].tid = 0;
		atomic_store(&space->slots[n].loaded, NULL);
	}
	host_random(space->key, sizeof(space->key));
	put64(space->area, UXA_REQ + UXR_KEY0, space->key[0]);
	put64(space->area, UXA_REQ + UXR_KEY1, space->key[1]);
	put64(space->area, UXA_REQ + UXR_SECRET, ux_secret);
	space->seq = 0;
	space->mappercpu = -1;
	range_forget(space);
	atomic_store(&space->dead, false);
	atomic_store(&space->killed, false);
	space->pid = 0;
	space->state = SP_STARTING;
	nstarting++;
	zygote_send(ZY_CREATE, space->index, 0);
	COUNT(made);
	return (true);
}

static void
pool_fill(void)
{

	while (nready + nstarting < target && nfailed == 0) {
		if (!space_launch())
			break;
	}
}

static void
space_free(struct ux_space *space)
{

	space->state = SP_FREE;
	space->next = free_list;
	free_list = space;
}

/*
 * ---- the listener -------------------------------------------------------
 */

/* Wake whoever waits for an answer from a process that is gone. */
static void
space_wake_all(struct ux_space *space)
{
	_Atomic uint32_t *turn;
	unsigned n;

	turn = word_at(space->area, UXA_REPLY + UXY_TURN);
	atomic_store(turn, UXT_KERNEL);
	futex_wake(turn, 1, true);
	for (n = 0; n < vcpu_count; n++) {
		turn = word_at(space->slots[n].mem, UXS_TURN);
		atomic_store(turn, UXT_KERNEL);
		futex_wake(turn, 1, true);
	}
}

static void
start_failed(struct ux_space *space, int error)
{

	nstarting--;
	nfailed++;
	start_error = error;
	space_free(space);
}

static void
on_created(const struct zy_reply *r)
{
	struct ux_space *space = &spaces[r->index];

	if (r->error != 0) {
		start_failed(space, r->error);
		return;
	}
	space->pid = r->pid;
	nstarting--;
	nfailed = 0;
	space->state = SP_READY;
	space->next = ready_list;
	ready_list = space;
	nready++;
}

static struct ux_space *
space_of(pid_t pid)
{
	unsigned n;

	for (n = 0; n < nspaces; n++) {
		if (spaces[n].state != SP_FREE && spaces[n].pid == pid)
			return (&spaces[n]);
	}
	return (NULL);
}

static void
on_died(pid_t pid)
{
	struct ux_space *space, **pp;

	space = space_of(pid);
	if (space == NULL)
		return;
	atomic_store(&space->dead, true);
	switch (space->state) {
	case SP_READY:
		for (pp = &ready_list; *pp != space; pp = &(*pp)->next)
			;
		*pp = space->next;
		nready--;
		nfailed++;
		start_error = EAGAIN;
		space_free(space);
		break;
	case SP_DYING:
		space_free(space);
		break;
	default:
		space_wake_all(space);
		break;
	}
}

static void *
listener(void *arg)
{
	struct zy_reply r;
	ssize_t n;

	(void)arg;
	for (;;) {
		n = recv(zygote_socket, &r, sizeof(r), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n != sizeof(r))
			line_die(HOST_EXIT_HOST, "the stub program is gone");
		pthread_mutex_lock(&pool_lock);
		if (r.op == ZY_CREATED)
			on_created(&r);
		else {
			on_died(r.pid);
			zygote_send(ZY_REAP, 0, r.pid);
		}
		pthread_cond_broadcast(&pool_changed);
		pthread_mutex_unlock(&pool_lock);
	}
	return (NULL);
}

/*
 * ---- for the rest of the line --------------------------------------------
 */

int
pool_init(uint64_t area_stride, int areafd, struct host_diag *diag)
{
	pthread_t thread;
	int error;

	stride = area_stride;
	target = ux_config.pool_spaces != 0 ? ux_config.pool_spaces :
	    POOL_DEFAULT;
	area = mmap(NULL, stride * UX_MAXSPACES, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_NORESERVE, areafd, 0);
	if (area == MAP_FAILED)
		return (line_diag(diag, errno, "map the area shared with stubs"));
	madvise(area, stride * UX_MAXSPACES, MADV_DONTDUMP);
	area_fd = areafd;
	error = line_thread(&thread, listener, NULL);
	if (error != 0)
		return (line_diag(diag, error, "listener thread"));
	pthread_mutex_lock(&pool_lock);
	pool_fill();
	pthread_mutex_unlock(&pool_lock);
	return (0);
}

/* Wait for a ready one.  Errors (Linux numbers): EAGAIN and fork's. */
static int
pool_wait(struct ux_space **spacep)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	ts.tv_sec += START_PATIENCE;
	nfailed = 0;
	while (ready_list == NULL) {
		if (nfailed != 0)
			return (start_error);
		if (nstarting == 0 && !space_launch())
			return (EAGAIN);
		if (pthread_cond_timedwait(&pool_changed, &pool_lock, &ts) ==
		    ETIMEDOUT)
			return (EAGAIN);
	}
	*spacep = ready_list;
	ready_list = (*spacep)->next;
	nready--;
	(*spacep)->state = SP_USED;
	return (0);
}

/*
 * Take a stub whose mapper answers.  Errors (BSD numbers): EAGAIN, ENOMEM.
 */
int
pool_take(struct ux_space **spacep)
{
	struct ux_space *space = NULL;
	int error;

	pthread_mutex_lock(&pool_lock);
	error = pool_wait(&space);
	if (error == 0)
		pool_fill();
	pthread_mutex_unlock(&pool_lock);
	if (error != 0)
		return (line_errno(error == ENOMEM ? ENOMEM : EAGAIN));
	if (mapper_first_answer(space) != 0) {
		pool_drop(space, true);
		return (line_errno(EAGAIN));
	}
	*spacep = space;
	return (0);
}

/*
 * Zero what there is of a space's slots.  Pages that nobody touched stay
 * untouched; giving the others back to the host would cost more, for they are
 * wanted soon.
 */
int
pool_zero(struct ux_space *space)
{
	off_t at, end, hole;

	at = (off_t)(space->index * stride + UXA_SLOTS);
	end = at + (off_t)vcpu_count * UXW_SLOTSIZE;
	while ((at = lseek(area_fd, at, SEEK_DATA)) >= 0 && at < end) {
		hole = lseek(area_fd, at, SEEK_HOLE);
		if (hole < 0)
			break;
		if (hole > end)
			hole = end;
		memset(area + at, 0, (size_t)(hole - at));
		at = hole;
	}
	return (at >= 0 || errno == ENXIO ? 0 : line_errno(errno));
}

/* Give back a space without mappings and guest threads. */
void
pool_give(struct ux_space *space)
{

	pthread_mutex_lock(&pool_lock);
	if (atomic_load(&space->dead)) {
		space_free(space);
		pthread_mutex_unlock(&pool_lock);
		return;
	}
	if (nready < target + 2) {
		space->state = SP_READY;
		space->next = ready_list;
		ready_list = space;
		nready++;
		pthread_cond_broadcast(&pool_changed);
		pthread_mutex_unlock(&pool_lock);
		return;
	}
	pthread_mutex_unlock(&pool_lock);
	pool_drop(space, false);
}

void
pool_kill(struct ux_space *space)
{

	pthread_mutex_lock(&pool_lock);
	if (!atomic_load(&space->dead) && !atomic_exchange(&space->killed, true)) {
		kill(space->pid, SIGKILL);
		COUNT(killed);
	}
	pthread_mutex_unlock(&pool_lock);
}

/* Kill a space and let it go; wait: until no thread of it is left. */
void
pool_drop(struct ux_space *space, bool wait)
{

	pthread_mutex_lock(&pool_lock);
	if (!atomic_load(&space->dead) && !atomic_exchange(&space->killed, true))
		kill(space->pid, SIGKILL);
	while (wait && !atomic_load(&space->dead))
		pthread_cond_wait(&pool_changed, &pool_lock);
	if (atomic_load(&space->dead))
		space_free(space);
	else
		space->state = SP_DYING;
	pthread_mutex_unlock(&pool_lock);
}

int
ux_space_pid(const struct ux_space *space)
{

	return (space->pid);
}
