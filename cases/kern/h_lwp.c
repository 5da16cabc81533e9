/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_lwp.c: light-weight processes: making and ending them, umtx, thread-local
 * storage, signals to one of them, and what exec, exit and fork do to the rest.
 */
#include "guest.h"
#include <sys/lwp.h>
#include <sys/tls.h>

#define STACK	65536
#define NTHREAD	8

static char stacks[NTHREAD][STACK] __attribute__((aligned(64)));
static volatile int running, word, counter, lock, hits, done_word;
static char *self;
static volatile long tids[NTHREAD], seen_tid;

static void __attribute__((noreturn))
lwp_end(void)
{
	for (;;)
		sys(SYS_extexit, EXTEXIT_LWP, 0, 0);
}

static long
start(int slot, void (*fn)(void *), void *arg)
{
	struct lwp_params lp;
	lwpid_t tid1 = 0, tid2 = 0;
	long r;

	g_zero(&lp, sizeof(lp));
	lp.lwp_func = fn;
	lp.lwp_arg = arg;
	lp.lwp_stack = stacks[slot] + STACK - 8;
	lp.lwp_tid1 = &tid1;
	lp.lwp_tid2 = &tid2;
	r = sys(SYS_lwp_create, &lp);
	CHECK_EQ(r, 0);
	CHECK(tid1 > 1 && tid1 == tid2);
	return (tid1);
}

static void
add(volatile int *p, int n)
{
	__atomic_add_fetch(p, n, __ATOMIC_SEQ_CST);
}

/* A mutex: 0 free, 1 held, 2 held and waited for. */
static void
mutex_lock(volatile int *m)
{
	int zero = 0;

	if (__atomic_compare_exchange_n(m, &zero, 1, 0, __ATOMIC_SEQ_CST,
	    __ATOMIC_SEQ_CST))
		return;
	while (__atomic_exchange_n(m, 2, __ATOMIC_SEQ_CST) != 0)
		sys(SYS_umtx_sleep, m, 2, 0);
}

static void
mutex_unlock(volatile int *m)
{
	if (__atomic_exchange_n(m, 0, __ATOMIC_SEQ_CST) == 2)
		sys(SYS_umtx_wakeup, m, 1);
}

static void
worker(void *arg)
{
	tids[(long)arg] = sys(SYS_lwp_gettid);
	for (int i = 0; i < 2000; i++) {
		mutex_lock(&lock);
		counter++;
		mutex_unlock(&lock);
	}
	add(&running, -1);
	sys(SYS_umtx_wakeup, &running, 0);
	lwp_end();
}

static void
wait_running(void)
{
	int n;

	while ((n = running) != 0)
		sys(SYS_umtx_sleep, &running, n, 0);
}

static void
t_mutex(void)
{
	long t0 = g_now_ms();

	running = NTHREAD;
	for (long i = 0; i < NTHREAD; i++)
		start((int)i, worker, (void *)i);
	wait_running();
	CHECK_EQ(counter, NTHREAD * 2000);
	for (int i = 1; i < NTHREAD; i++)
		CHECK(tids[i] != tids[i - 1]);
	CHECK_EQ(sys(SYS_lwp_gettid), 1);
	/* A lost wakeup would cost two seconds each. */
	CHECK(g_now_ms() - t0 < 10000);
	g_sleep_ms(20);
}

static void
t_umtx(void)
{
	long t0 = g_now_ms();

	word = 5;
	CHECK_EQ(sys(SYS_umtx_sleep, &word, 4, 0), -EBUSY);
	CHECK_EQ(sys(SYS_umtx_sleep, &word, 5, 50000), -EWOULDBLOCK);
	CHECK(g_now_ms() - t0 >= 49);
	CHECK_EQ(sys(SYS_umtx_sleep, &word, 5, -1), -EINVAL);
	CHECK_EQ(sys(SYS_umtx_sleep, 8, 5, 0), -EFAULT);
	CHECK_EQ(sys(SYS_umtx_sleep, (char *)&word + 1, 5, 0), -EFAULT);
	CHECK_EQ(sys(SYS_umtx_wakeup, 8, 1), -EFAULT);
	CHECK_EQ(sys(SYS_umtx_wakeup, &word, 1), 0);
}

static void
count_hit(int sig G_UNUSED)
{
	add(&hits, 1);
}

/* As many are woken as were asked for; a signal ends it, restartable or not. */
static void
t_umtx_each(void)
{
	volatile int *p = (int *)g_mmap(0, 4096, PROT_READ |
	    PROT_WRITE, MAP_ANON | MAP_SHARED, -1, 0);
	long pid[3];
	int st = 0;

	p[0] = p[1] = 0;
	for (int i = 0; i < 3; i++) {
		if ((pid[i] = g_fork()) == 0) {
			long r;

			do
				r = sys(SYS_umtx_sleep, p, 0, 0);
			while (r == -EWOULDBLOCK);
			add(p + 1, 1);
			g_exit(r != 0);
		}
		CHECK(g_asleep(pid[i]));
	}
	for (int n = 1; n <= 2; n++) {
		CHECK_EQ(sys(SYS_umtx_wakeup, p, 1), 0);
		CHECK(g_wait(-1, &st, 0) > 0);
		CHECK_EQ(st, 0);
		g_sleep_ms(20);
		CHECK_EQ(p[1], n);
	}
	CHECK_EQ(sys(SYS_umtx_wakeup, p, 0), 0);
	CHECK(g_wait(-1, &st, 0) > 0);
	hits = 0;
	if ((pid[0] = g_fork()) == 0) {
		long r;

		g_action(SIGUSR1, (void *)count_hit, SA_RESTART);
		p[2] = 1;
		do
			r = sys(SYS_umtx_sleep, p, 0, 0);
		while (r == -EWOULDBLOCK);
		g_exit(r == -EINTR && hits == 1 ? 0 : 1);
	}
	while (p[2] == 0)
		g_sleep_ms(2);
	CHECK(g_asleep(pid[0]));
	CHECK_EQ(sys(SYS_kill, pid[0], SIGUSR1), 0);
	for (int i = 0; i < 1000 && g_wait(pid[0], &st, WNOHANG) == 0; i++)
		g_sleep_ms(5);
	CHECK_EQ(st, 0);
	CHECK_EQ(g_wait(pid[0], &st, WNOHANG), -ECHILD);
	sys(SYS_kill, pid[0], SIGKILL);
	sys(SYS_munmap, p, 4096);
}

/* Two processes meet on a shared page. */
static void
t_umtx_shared(void)
{
	volatile int *p = (int *)g_mmap(0, 4096, PROT_READ |
	    PROT_WRITE, MAP_ANON | MAP_SHARED, -1, 0);
	int st = 0;
	long pid, t0;

	*p = 0;
	if ((pid = g_fork()) == 0) {
		g_sleep_ms(50);
		*p = 1;
		sys(SYS_umtx_wakeup, p, 0);
		g_exit(0);
	}
	t0 = g_now_ms();
	while (*p == 0)
		sys(SYS_umtx_sleep, p, 0, 0);
	CHECK(g_now_ms() - t0 < 1500);
	g_wait(pid, &st, 0);
	sys(SYS_munmap, p, 4096);
}

static void
sleeper(void *arg G_UNUSED)
{
	while (done_word == 0)
		sys(SYS_umtx_sleep, &done_word, 0, 0);
	add(&running, -1);
	sys(SYS_umtx_wakeup, &running, 0);
	lwp_end();
}

/* A wakeup finds who slept before a fork moved the page. */
static void
t_umtx_fork(void)
{
	int st = 0;
	long pid, t0;

	done_word = 0;
	running = 1;
	start(0, sleeper, 0);
	g_sleep_ms(50);
	if ((pid = g_fork()) == 0)
		g_exit(0);
	g_wait(pid, &st, 0);
	t0 = g_now_ms();
	done_word = 1;
	sys(SYS_umtx_wakeup, &done_word, 0);
	wait_running();
	CHECK(g_now_ms() - t0 < 1000);
}

static void
t_tls(void)
{
	static long area[4];
	struct tls_info ti = { area, -1 };
	long v = 0;

	area[0] = 0x1234;
	CHECK_EQ(sys(SYS_set_tls_area, 2, &ti, sizeof(ti)), -EINVAL);
	CHECK_EQ(sys(SYS_set_tls_area, 0, 8, sizeof(ti)), -EFAULT);
	CHECK_EQ(sys(SYS_set_tls_area, 0, &ti, sizeof(ti)), 0);
	__asm__ volatile("movq %%fs:0, %0" : "=r" (v));
	CHECK_EQ(v, 0x1234);
	ti.base = (void *)0x800000000000;
	CHECK_EQ(sys(SYS_set_tls_area, 0, &ti, sizeof(ti)), -EINVAL);
	ti.base = &area[1];
	area[1] = 77;
	CHECK_EQ(sys(SYS_set_tls_area, 1, &ti, sizeof(ti)), 0);
	__asm__ volatile("movq %%gs:0, %0" : "=r" (v));
	CHECK_EQ(v, 77);
	ti.base = 0;
	CHECK_EQ(sys(SYS_get_tls_area, 1, &ti, sizeof(ti)), 0);
	CHECK(ti.base == &area[1]);
}

static void
on_usr1(int sig G_UNUSED)
{
	seen_tid = sys(SYS_lwp_gettid);
	add(&hits, 1);
}

static void
t_lwp_kill(void)
{
	long tid, t0;

	g_action(SIGUSR1, on_usr1, SA_RESTART);
	done_word = 0;
	running = 1;
	tid = start(0, sleeper, 0);
	g_sleep_ms(20);
	CHECK_EQ(sys(SYS_lwp_kill, -1, tid, SIGUSR1), 0);
	for (t0 = g_now_ms(); hits == 0 && g_now_ms() - t0 < 1000;)
		;
	CHECK_EQ(hits, 1);
	CHECK_EQ(seen_tid, tid);
	CHECK_EQ(sys(SYS_lwp_kill, -1, 9999, SIGUSR1), -ESRCH);
	CHECK_EQ(sys(SYS_lwp_kill, -1, -1, SIGUSR1), -EINVAL);
	CHECK_EQ(sys(SYS_lwp_kill, 999999, 1, 0), -ESRCH);
	/* A signal for the process goes to who does not mask it. */
	g_mask(SIG_BLOCK, SIGUSR1);
	sys(SYS_kill, g_getpid(), SIGUSR1);
	for (t0 = g_now_ms(); hits == 1 && g_now_ms() - t0 < 1000;)
		;
	CHECK_EQ(hits, 2);
	CHECK_EQ(seen_tid, tid);
	g_mask(SIG_SETMASK, 0);
	done_word = 1;
	sys(SYS_umtx_wakeup, &done_word, 0);
	wait_running();
}

static void
spin(void *arg G_UNUSED)
{
	for (;;)
		counter++;
}

static void
exec_self(void *arg G_UNUSED)
{
	char *av[] = { self, (char *)"child", 0 };

	sys(SYS_execve, self, av, 0);
	g_exit(98);
}

static void
crash(void *arg G_UNUSED)
{
	*(volatile int *)8 = 1;
	lwp_end();
}

/* how: 0 exit from the first, 1 from another, 2 exec from another, 3 a fault in
 * another, 4 kill; 5 stop, continue, kill. */
static int
many_then(int how)
{
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		running = 1;
		done_word = 0;
		g_action(SIGSEGV, 0, 0);
		start(0, spin, 0);
		start(1, sleeper, 0);
		start(2, spin, 0);
		g_sleep_ms(20);
		switch (how) {
		case 0:
			g_exit(11);
			break;
		case 1:
			start(3, (void (*)(void *))g_exit, (void *)12);
			break;
		case 2:
			start(3, exec_self, 0);
			break;
		case 3:
			start(3, crash, 0);
			break;
		}
		for (;;)
			g_sleep_ms(1000);
	}
	g_sleep_ms(60);
	if (how == 5) {
		sys(SYS_kill, pid, SIGSTOP);
		if (g_wait(pid, &st, WUNTRACED) != pid ||
		    st != (SIGSTOP << 8 | 0177))
			return (-1);
		sys(SYS_kill, pid, SIGCONT);
		if (g_wait(pid, &st, WCONTINUED) != pid || st != SIGCONT)
			return (-2);
	}
	if (how >= 4)
		sys(SYS_kill, pid, SIGKILL);
	g_wait(pid, &st, 0);
	return (st & ~0200);
}

static void
t_ends(void)
{
	CHECK_EQ(many_then(0), 11 << 8);
	CHECK_EQ(many_then(1), 12 << 8);
	CHECK_EQ(many_then(2), 55 << 8);
	CHECK_EQ(many_then(3), SIGSEGV);
	CHECK_EQ(many_then(4), SIGKILL);
	CHECK_EQ(many_then(5), SIGKILL);
}

static void
t_params(void)
{
	struct lwp_params lp;
	char name[40] = "";

	CHECK_EQ(sys(SYS_lwp_create, 8), -EFAULT);
	g_zero(&lp, sizeof(lp));
	lp.lwp_tid1 = (lwpid_t *)8;
	CHECK_EQ(sys(SYS_lwp_create, &lp), -EFAULT);
	CHECK_EQ(sys(SYS_lwp_setname, 1, "first"), 0);
	CHECK_EQ(sys(SYS_lwp_getname, 1, name, 3), -ERANGE);
	CHECK_EQ(sys(SYS_lwp_getname, 1, name, sizeof(name)), 0);
	CHECK(g_same(name, "first", 6));
	CHECK_EQ(sys(SYS_lwp_getname, 999, name, sizeof(name)), -ESRCH);
	CHECK_EQ(sys(SYS_extexit, 77, 0, 0), -EINVAL);
	CHECK_EQ(sys(SYS_extexit, EXTEXIT_SETINT | EXTEXIT_LWP, 0, 8),
	    -EFAULT);
}

/* Many threads that come and go at once. */
static volatile int born;
static void
brief(void *arg)
{
	add(&born, 1);
	sys(SYS_extexit, EXTEXIT_SETINT | EXTEXIT_LWP, 0, arg);
	lwp_end();
}

static void
t_churn(void)
{
	static volatile int alive[NTHREAD];
	long t0 = g_now_ms();

	for (int round = 0; round < 50; round++)
		for (int i = 0; i < NTHREAD; i++) {
			while (alive[i] != 0 && g_now_ms() - t0 < 20000)
				sys(SYS_sched_yield);
			/* The status is stored before the stack is left. */
			g_sleep_ms(round == 0 ? 0 : 1);
			alive[i] = 1;
			start(i, brief, (void *)&alive[i]);
		}
	while (born < 50 * NTHREAD && g_now_ms() - t0 < 20000)
		sys(SYS_sched_yield);
	CHECK_EQ(born, 50 * NTHREAD);
}

int
main(int argc, char **argv)
{
	self = argv[0];
	if (argc > 1 && g_same(argv[1], "child", 6))
		g_exit(55);
	g_nocore();
	RUN(t_params);
	RUN(t_umtx);
	RUN(t_mutex);
	RUN(t_umtx_each);
	RUN(t_umtx_shared);
	RUN(t_umtx_fork);
	RUN(t_lwp_kill);
	RUN(t_ends);
	RUN(t_churn);
	RUN(t_tls);
	guest_done();
}
