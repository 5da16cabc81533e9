/*
 * h_threads.c: POSIX threads beyond making and joining them: cancellation and
 * what is cleaned up then, times, attributes, shared and named semaphores.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/lwp.h>
#include <sys/mman.h>
#include <sys/rtprio.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pthread_np.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "h_check.h"

/* What the handlers and destructors of a thread did, in order. */
static char order[16];

static void
note(void *arg)
{
	strlcat(order, arg, sizeof(order));
}

static pthread_key_t key;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static sem_t sem;
static int pipes[2];
static FILE *stream;
static volatile int reached;

static void
unlock(void *arg)
{
	/* A waiter has its mutex again before it cleans up. */
	CHECK(pthread_mutex_trylock(arg) == EBUSY);
	CHECK(pthread_mutex_unlock(arg) == 0);
}

static void *
in_read(void *arg)
{
	char c;

	CHECK(pthread_setspecific(key, "k") == 0);
	pthread_cleanup_push(note, "a");
	pthread_cleanup_push(note, "b");
	pthread_cleanup_push(note, "-");
	pthread_cleanup_pop(0);
	reached = 1;
	(void)read(pipes[0], &c, 1);
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return (arg);
}

static void *
in_fgets(void *arg)
{
	char line[80];

	reached = 1;
	(void)fgets(line, sizeof(line), stream);
	return (arg);
}

static void *
in_cond_wait(void *arg)
{
	CHECK(pthread_mutex_lock(&mutex) == 0);
	pthread_cleanup_push(unlock, &mutex);
	reached = 1;
	for (;;)
		pthread_cond_wait(&cond, &mutex);
	pthread_cleanup_pop(0);
	return (arg);
}

static void *
in_sem_wait(void *arg)
{
	reached = 1;
	(void)sem_wait(&sem);
	return (arg);
}

static void *
in_sleep(void *arg)
{
	reached = 1;
	sleep(1000);
	return (arg);
}

static void *
in_join(void *arg)
{
	pthread_t *other = arg;

	reached = 1;
	(void)pthread_join(*other, NULL);
	return (arg);
}

static void *
counting(void *arg)
{
	volatile unsigned long n = 0;
	int old;

	CHECK(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old) == 0);
	CHECK(old == PTHREAD_CANCEL_DEFERRED);
	reached = 1;
	for (;;)
		n++;
	return (arg);
}

/* Signals that it blocks do not protect it. */
static void *
all_blocked(void *arg)
{
	sigset_t all;

	sigfillset(&all);
	CHECK(pthread_sigmask(SIG_BLOCK, &all, NULL) == 0);
	return (in_sleep(arg));
}

static void
cancelled_in(void *(*where)(void *), void *arg, int nap)
{
	pthread_t t;
	void *result = NULL;

	reached = 0;
	CHECK(pthread_create(&t, NULL, where, arg) == 0);
	while (!reached)
		sched_yield();
	/* With and without time to fall asleep. */
	if (nap)
		usleep(20000);
	CHECK(pthread_cancel(t) == 0);
	CHECK(pthread_join(t, &result) == 0);
	CHECK(result == PTHREAD_CANCELED);
}

static void
cancellation(int nap)
{
	pthread_t sleeper;

	order[0] = '\0';
	cancelled_in(in_read, NULL, nap);
	CHECK(strcmp(order, "bak") == 0);
	cancelled_in(in_fgets, NULL, nap);
	/* Its stream is not locked for ever. */
	CHECK(ftrylockfile(stream) == 0);
	funlockfile(stream);
	cancelled_in(in_cond_wait, NULL, nap);
	CHECK(pthread_mutex_trylock(&mutex) == 0);
	CHECK(pthread_mutex_unlock(&mutex) == 0);
	cancelled_in(in_sem_wait, NULL, nap);
	cancelled_in(in_sleep, NULL, nap);
	cancelled_in(all_blocked, NULL, nap);
	cancelled_in(counting, NULL, nap);
	CHECK(pthread_create(&sleeper, NULL, in_sleep, NULL) == 0);
	cancelled_in(in_join, &sleeper, nap);
	CHECK(pthread_cancel(sleeper) == 0);
	CHECK(pthread_join(sleeper, NULL) == 0);
}

/* A thread that does not want it is not disturbed, and then goes at once. */
static void *
unwilling(void *arg)
{
	struct timespec t = { 0, 200000000 };
	int old;

	CHECK(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old) == 0);
	CHECK(old == PTHREAD_CANCEL_ENABLE);
	reached = 1;
	while (nanosleep(&t, &t) != 0)
		;
	pthread_testcancel();
	note("s");
	CHECK(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old) == 0);
	CHECK(old == PTHREAD_CANCEL_DISABLE);
	pthread_testcancel();
	note("t");
	return (arg);
}

static void
states(void)
{
	int old;

	order[0] = '\0';
	cancelled_in(unwilling, NULL, 1);
	CHECK(strcmp(order, "s") == 0);
	CHECK(pthread_setcancelstate(7, &old) == EINVAL);
	CHECK(pthread_setcanceltype(7, &old) == EINVAL);
}

static void *
hold(void *arg)
{
	CHECK(pthread_rwlock_wrlock(&rwlock) == 0);
	reached = 1;
	CHECK(sem_wait(&sem) == 0);
	CHECK(pthread_rwlock_unlock(&rwlock) == 0);
	return (arg);
}

static void
times(void)
{
	struct timespec soon;
	pthread_t t;
	void *result;

	reached = 0;
	CHECK(pthread_create(&t, NULL, hold, &sem) == 0);
	while (!reached)
		sched_yield();
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 50000000;
	if (soon.tv_nsec >= 1000000000) {
		soon.tv_sec++;
		soon.tv_nsec -= 1000000000;
	}
	CHECK(pthread_rwlock_timedrdlock(&rwlock, &soon) == ETIMEDOUT);
	CHECK(pthread_rwlock_timedwrlock(&rwlock, &soon) == ETIMEDOUT);
	CHECK(pthread_timedjoin_np(t, &result, &soon) == ETIMEDOUT);
	CHECK(sem_post(&sem) == 0);
	CHECK(pthread_join(t, &result) == 0 && result == &sem);
	CHECK(pthread_rwlock_timedrdlock(&rwlock, &soon) == 0);
	CHECK(pthread_rwlock_unlock(&rwlock) == 0);
}

static void *
scheduled(void *arg)
{
	struct sched_param *param = arg;
	struct rtprio real;
	int policy;

	CHECK(pthread_getschedparam(pthread_self(), &policy, param) == 0);
	CHECK(policy == SCHED_RR);
	param->sched_priority++;
	CHECK(pthread_setschedparam(pthread_self(), SCHED_FIFO, param) == 0);
	CHECK(lwp_rtprio(RTP_LOOKUP, 0, 0, &real) == 0 &&
	    real.type == RTP_PRIO_FIFO && real.prio == 31 - 8);
	return (NULL);
}

static void *
idle(void *arg)
{
	return (arg);
}

static void
attributes(void)
{
	struct sched_param param = { 7 }, old = { 0 };
	pthread_attr_t attr;
	pthread_mutexattr_t ma;
	pthread_rwlockattr_t ra;
	pthread_barrierattr_t ba;
	pthread_condattr_t ca;
	clockid_t clock;
	struct timespec ts;
	pthread_t t;
	char name[32];
	void *stack;
	size_t size;
	int n;

	CHECK(pthread_attr_init(&attr) == 0);
	CHECK(pthread_attr_getinheritsched(&attr, &n) == 0 &&
	    n == PTHREAD_INHERIT_SCHED);
	CHECK(pthread_attr_getscope(&attr, &n) == 0 &&
	    n == PTHREAD_SCOPE_SYSTEM);
	CHECK(pthread_attr_setscope(&attr, PTHREAD_SCOPE_PROCESS) == ENOTSUP);
	CHECK(pthread_attr_setschedpolicy(&attr, SCHED_RR) == 0);
	CHECK(pthread_attr_setschedpolicy(&attr, 99) == ENOTSUP);
	CHECK(pthread_attr_setschedparam(&attr, &param) == 0);
	CHECK(pthread_attr_getschedparam(&attr, &old) == 0 &&
	    old.sched_priority == 7);
	CHECK(pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED) == 0);
	CHECK(pthread_create(&t, &attr, scheduled, &param) == 0);
	CHECK(pthread_join(t, NULL) == 0 && param.sched_priority == 8);
	/* Who may not have it gets no thread. */
	if (fork() == 0) {
		failed = 0;
		CHECK(setuid(1) == 0);
		CHECK(pthread_create(&t, &attr, idle, NULL) == EPERM);
		_exit(failed);
	}
	CHECK(wait(&n) > 0 && n == 0);
	CHECK(pthread_attr_get_np(pthread_self(), &attr) == 0);
	CHECK(pthread_attr_getschedpolicy(&attr, &n) == 0 && n == SCHED_OTHER);
	CHECK(pthread_attr_getstack(&attr, &stack, &size) == 0 && size > 0);
	CHECK(pthread_attr_destroy(&attr) == 0);

	CHECK(pthread_mutexattr_init(&ma) == 0);
	CHECK(pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED) ==
	    EINVAL);
	CHECK(pthread_mutexattr_getprotocol(&ma, &n) == 0 &&
	    n == PTHREAD_PRIO_NONE);
	CHECK(pthread_mutexattr_setprotocol(&ma, PTHREAD_PRIO_INHERIT) ==
	    ENOTSUP);
	CHECK(pthread_mutexattr_destroy(&ma) == 0);
	CHECK(pthread_rwlockattr_init(&ra) == 0 &&
	    pthread_rwlockattr_getpshared(&ra, &n) == 0 &&
	    n == PTHREAD_PROCESS_PRIVATE &&
	    pthread_rwlockattr_destroy(&ra) == 0);
	CHECK(pthread_barrierattr_init(&ba) == 0 &&
	    pthread_barrierattr_setpshared(&ba, PTHREAD_PROCESS_PRIVATE) == 0 &&
	    pthread_barrierattr_destroy(&ba) == 0);
	CHECK(pthread_condattr_init(&ca) == 0 &&
	    pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED) ==
	    EINVAL && pthread_condattr_destroy(&ca) == 0);

	CHECK(pthread_getcpuclockid(pthread_self(), &clock) == 0 &&
	    clock_gettime(clock, &ts) == 0);
	pthread_set_name_np(pthread_self(), "first");
	CHECK(pthread_get_name_np(pthread_self(), name, sizeof(name)) == 0 &&
	    strcmp(name, "first") == 0);
	CHECK(pthread_multi_np() != 0);
}

/* A child and its parent, over an unnamed one in shared memory. */
static void
shared_semaphores(void)
{
	sem_t *pair = mmap(NULL, 2 * sizeof(*pair), PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_SHARED, -1, 0);
	int i, status;

	CHECK(sem_init(&pair[0], 1, 0) == 0 && sem_init(&pair[1], 1, 0) == 0);
	if (fork() == 0) {
		for (i = 0; i < 100; i++)
			if (sem_wait(&pair[0]) != 0 || sem_post(&pair[1]) != 0)
				_exit(1);
		_exit(0);
	}
	for (i = 0; i < 100; i++)
		CHECK(sem_post(&pair[0]) == 0 && sem_wait(&pair[1]) == 0);
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(sem_destroy(&pair[0]) == 0 && sem_destroy(&pair[1]) == 0);
	CHECK(sem_wait(&pair[0]) == -1 && errno == EINVAL);
}

static void
named_semaphores(void)
{
	sem_t *one, *two;
	int n, status;

	CHECK(sem_open("/threads", 0) == SEM_FAILED && errno == ENOENT);
	one = sem_open("/threads", O_CREAT | O_EXCL, 0600, 2);
	CHECK(one != SEM_FAILED);
	CHECK(sem_open("/threads", O_CREAT | O_EXCL, 0600, 2) == SEM_FAILED &&
	    errno == EEXIST);
	two = sem_open("/threads", O_CREAT, 0600, 5);
	CHECK(two == one);
	CHECK(sem_getvalue(one, &n) == 0 && n == 2);
	CHECK(sem_trywait(one) == 0 && sem_trywait(two) == 0);
	CHECK(sem_trywait(two) == -1 && errno == EAGAIN);
	CHECK(sem_close(two) == 0);
	if (fork() == 0) {
		two = sem_open("/threads", 0);
		_exit(two == SEM_FAILED || sem_post(two) != 0);
	}
	CHECK(sem_wait(one) == 0);
	CHECK(wait(&status) > 0 && status == 0);
	CHECK(sem_destroy(one) == -1 && errno == EINVAL);
	CHECK(sem_unlink("/threads") == 0);
	CHECK(sem_unlink("/threads") == -1 && errno == ENOENT);
	/* The old one lives on beside a new one of its name. */
	two = sem_open("/threads", O_CREAT, 0600, 1);
	CHECK(two != SEM_FAILED && two != one);
	CHECK(sem_trywait(two) == 0 && sem_trywait(one) == -1);
	CHECK(sem_close(one) == 0 && sem_close(two) == 0);
	CHECK(sem_unlink("/threads") == 0);
	CHECK(sem_open("", O_CREAT, 0600, 1) == SEM_FAILED && errno == EINVAL);
}

static void
shared_memory(void)
{
	int *p, fd, status;

	CHECK(shm_open("/threads", O_RDWR, 0) == -1 && errno == ENOENT);
	fd = shm_open("/threads", O_CREAT | O_EXCL | O_RDWR, 0600);
	CHECK(fd >= 0 && ftruncate(fd, 4096) == 0);
	CHECK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(p != MAP_FAILED && p[7] == 0);
	if (fork() == 0) {
		fd = shm_open("/threads", O_RDWR, 0);
		p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		p[7] = 42;
		_exit(0);
	}
	CHECK(wait(&status) > 0 && status == 0 && p[7] == 42);
	CHECK(shm_unlink("/threads") == 0);
	CHECK(shm_open("/threads", O_WRONLY, 0) == -1 && errno == EINVAL);
}

int
main(void)
{
	CHECK(pipe(pipes) == 0);
	stream = fdopen(pipes[0], "r");
	CHECK(sem_init(&sem, 0, 0) == 0);
	CHECK(pthread_key_create(&key, note) == 0);
	cancellation(0);
	cancellation(1);
	states();
	times();
	attributes();
	shared_semaphores();
	named_semaphores();
	shared_memory();
	if (failed == 0)
		puts("all of it holds");
	return (failed);
}
