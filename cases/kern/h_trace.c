/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_trace.c: who watches processes: ptrace, kqueue's filters of processes and
 * signals, kern.proc, /dev/upmap and its kin.
 */
#include "guest.h"
#include <sys/event.h>
#include <sys/kinfo.h>
#include <sys/ptrace.h>
#include <sys/sysctl.h>
#include <sys/upmap.h>
#include <machine/reg.h>

static volatile int word = 0x1234;

static long
pt(int req, long pid, long addr, long data)
{
	return (sys(SYS_ptrace, req, pid, addr, data));
}

/* A child that is traced and stopped by SIGSTOP. */
static long
traced_child(void (*fn)(void))
{
	int st = 0;
	long pid = g_fork();

	if (pid == 0) {
		pt(PT_TRACE_ME, 0, 0, 0);
		sys(SYS_kill, g_getpid(), SIGSTOP);
		fn();
		g_exit(0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGSTOP << 8 | 0177);
	return (pid);
}

static void
child_word(void)
{
	g_exit(word == 0x5678 ? 21 : 22);
}

static void
child_trap(void)
{
	__asm__ volatile("movq $0x1122334455667788, %%r12; int3" : : : "r12");
	g_exit(23);
}

static void
child_usr1(void)
{
	g_action(SIGUSR2, (void *)1, 0);
	sys(SYS_kill, g_getpid(), SIGUSR1);
	g_exit(24);
}

static void
t_ptrace(void)
{
	struct reg reg;
	struct ptrace_io_desc io;
	int st = 0, buf = 0;
	long pid, steps, rip;

	CHECK_EQ(pt(PT_READ_D, 999999, 0, 0), -ESRCH);
	CHECK_EQ(pt(PT_ATTACH, g_getpid(), 0, 0), -EINVAL);
	CHECK_EQ(pt(PT_READ_D, 1, 0, 0), -EPERM);
	pid = traced_child(child_word);
	CHECK_EQ(pt(PT_READ_D, pid, (long)&word, 0), 0x1234);
	CHECK_EQ(pt(PT_READ_D, pid, 8, 0), -EINVAL);
	CHECK_EQ(pt(PT_WRITE_D, pid, (long)&word, 0x5678), 0);
	CHECK_EQ(word, 0x1234);
	io.piod_op = PIOD_READ_D;
	io.piod_offs = (void *)&word;
	io.piod_addr = &buf;
	io.piod_len = sizeof(buf);
	CHECK_EQ(pt(PT_IO, pid, (long)&io, 0), 0);
	CHECK_EQ(buf, 0x5678);
	CHECK_EQ(pt(77, pid, 0, 0), -EINVAL);
	CHECK_EQ(pt(PT_CONTINUE, pid, 1, 0), 0);
	CHECK_EQ(pt(PT_CONTINUE, pid, 1, 0) < 0, 1);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 21 << 8);

	pid = traced_child(child_trap);
	CHECK_EQ(pt(PT_CONTINUE, pid, 1, 0), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGTRAP << 8 | 0177);
	CHECK_EQ(pt(PT_GETREGS, pid, (long)&reg, 0), 0);
	CHECK_EQ(reg.r_r12, 0x1122334455667788);
	rip = reg.r_rip;
	for (steps = 0; steps < 5; steps++) {
		CHECK_EQ(pt(PT_STEP, pid, 1, 0), 0);
		CHECK_EQ(g_wait(pid, &st, 0), pid);
		CHECK_EQ(st, SIGTRAP << 8 | 0177);
	}
	CHECK_EQ(pt(PT_GETREGS, pid, (long)&reg, 0), 0);
	CHECK(reg.r_rip != rip);
	reg.r_rflags |= 0x3000;
	CHECK_EQ(pt(PT_SETREGS, pid, (long)&reg, 0), -EINVAL);
	CHECK_EQ(pt(PT_KILL, pid, 0, 0), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGKILL);

	/* A signal that the debugger takes away, and one that it changes. */
	pid = traced_child(child_usr1);
	CHECK_EQ(pt(PT_CONTINUE, pid, 1, 0), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGUSR1 << 8 | 0177);
	CHECK_EQ(pt(PT_CONTINUE, pid, 1, 0), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 24 << 8);
	pid = traced_child(child_usr1);
	pt(PT_CONTINUE, pid, 1, 0);
	g_wait(pid, &st, 0);
	CHECK_EQ(pt(PT_CONTINUE, pid, 1, SIGTERM), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGTERM);
}

static void
t_attach(void)
{
	int st = 0;
	long pid, dbg;

	if ((pid = g_fork()) == 0)
		for (;;)
			word++;
	/* A debugger that is not the parent. */
	if ((dbg = g_fork()) == 0) {
		CHECK_EQ(pt(PT_ATTACH, pid, 0, 0), 0);
		CHECK_EQ(pt(PT_ATTACH, pid, 0, 0), -EBUSY);
		CHECK_EQ(g_wait(pid, &st, 0), pid);
		CHECK_EQ(st, SIGSTOP << 8 | 0177);
		CHECK_EQ(pt(PT_DETACH, pid, 1, 0), 0);
		g_exit(failures);
	}
	CHECK_EQ(g_wait(dbg, &st, 0), dbg);
	CHECK_EQ(st, 0);
	/* It runs again and is ours. */
	CHECK_EQ(g_wait(pid, &st, WNOHANG), 0);
	/* A debugger that dies takes what it traces with it. */
	if ((dbg = g_fork()) == 0) {
		pt(PT_ATTACH, pid, 0, 0);
		g_wait(pid, &st, 0);
		g_exit(0);
	}
	CHECK_EQ(g_wait(dbg, &st, 0), dbg);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, SIGKILL);
}

/* Who changed ids is nobody's to look into but root's. */
static void
t_rights(void)
{
	char path[32] = "/proc/", *p;
	int st = 0;
	long pid, dbg, fd;

	if ((pid = g_fork()) == 0) {
		sys(SYS_setresuid, 500, 500, 500);
		for (;;)
			g_sleep_ms(60000);
	}
	CHECK(g_asleep(pid));
	p = path + 6;
	for (long v = pid, d = 1000000; d > 0; d /= 10)
		if (v >= d)
			*p++ = (char)('0' + v / d % 10);
	for (const char *m = "/mem"; (*p = *m) != '\0'; p++, m++)
		continue;
	if ((dbg = g_fork()) == 0) {
		sys(SYS_setresuid, 500, 500, 500);
		CHECK_EQ(pt(PT_ATTACH, pid, 0, 0), -EPERM);
		CHECK_EQ(sys(SYS_kill, pid, 0), 0);
		fd = sys(SYS_open, path, O_RDONLY);
		CHECK(fd == -EPERM || fd == -EACCES);
		CHECK_EQ(pt(PT_ATTACH, 1, 0, 0), -EPERM);
		fd = sys(SYS_open, "/proc/1/mem", O_RDWR);
		CHECK(fd == -EPERM || fd == -EACCES);
		fd = sys(SYS_open, "/proc/1/ctl", O_WRONLY);
		CHECK(fd < 0 || sys(SYS_write, fd, "attach", 6) < 0);
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(dbg, &st, 0), dbg);
	CHECK_EQ(st, 0);
	fd = sys(SYS_open, path, O_RDONLY);
	CHECK(fd >= 0);
	sys(SYS_close, fd);
	CHECK_EQ(pt(PT_ATTACH, pid, 0, 0), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(pt(PT_KILL, pid, 0, 0), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
}

static void
add_event(int kq, long ident, int filter, unsigned fflags)
{
	struct kevent ev;

	EV_SET(&ev, ident, filter, EV_ADD | EV_CLEAR, fflags, 0, 0);
	CHECK_EQ(sys(SYS_kevent, kq, &ev, 1, 0, 0, 0), 0);
}

static long
next_event(int kq, struct kevent *ev)
{
	struct timespec ts = { 2, 0 };

	return (sys(SYS_kevent, kq, 0, 0, ev, 1, &ts));
}

static void
t_kqueue(void)
{
	struct kevent ev;
	int kq = (int)sys(SYS_kqueue), fds[2], st = 0;
	long pid, grand = 0;

	EV_SET(&ev, 999999, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, 0);
	CHECK_EQ(sys(SYS_kevent, kq, &ev, 1, 0, 0, 0), -ESRCH);
	g_action(SIGUSR1, (void *)1, 0);
	add_event(kq, SIGUSR1, EVFILT_SIGNAL, 0);
	sys(SYS_kill, g_getpid(), SIGUSR1);
	sys(SYS_kill, g_getpid(), SIGUSR1);
	CHECK_EQ(next_event(kq, &ev), 1);
	CHECK(ev.filter == EVFILT_SIGNAL && ev.ident == SIGUSR1);
	CHECK_EQ(ev.data, 2);
	fds[0] = (int)sys(SYS_pipe);
	fds[1] = (int)sys_rdx;
	if ((pid = g_fork()) == 0) {
		char c;

		sys(SYS_read, fds[0], &c, 1);
		if ((grand = g_fork()) == 0)
			g_exit(1);
		sys(SYS_write, fds[1], &grand, sizeof(grand));
		g_wait(grand, &st, 0);
		g_exit(6);
	}
	add_event(kq, pid, EVFILT_PROC, NOTE_EXIT | NOTE_FORK);
	sys(SYS_write, fds[1], "x", 1);
	CHECK_EQ(next_event(kq, &ev), 1);
	CHECK(ev.ident == (uintptr_t)pid);
	CHECK(ev.fflags & NOTE_FORK);
	if (!(ev.fflags & NOTE_EXIT))
		CHECK_EQ(next_event(kq, &ev), 1);
	CHECK(ev.fflags & NOTE_EXIT);
	CHECK(ev.flags & EV_EOF);
	g_wait(pid, &st, 0);
	sys(SYS_close, kq);
}

#define TDF_RUNNING	0x01
#define TDF_RUNQ	0x02
#define TDF_SINTR	0x40

/* What makes an S of ps(1) of a child that a signal would wake. */
static void
sleeper_flags(void)
{
	int mib[4] = { CTL_KERN, KERN_PROC, KERN_PROC_PID, 0 }, st = 0;
	struct kinfo_proc kp;
	size_t len = sizeof(kp);
	long pid = g_fork();

	if (pid == 0)
		for (;;)
			g_sleep_ms(60000);
	mib[3] = (int)pid;
	CHECK(g_asleep(pid));
	CHECK_EQ(sys(SYS___sysctl, mib, 4, &kp, &len, 0, 0), 0);
	CHECK_EQ(kp.kp_lwp.kl_flags, LWP_SINTR);
	CHECK_EQ(kp.kp_lwp.kl_tdflags, TDF_SINTR);
	CHECK(kp.kp_lwp.kl_wmesg[0] != '\0');
	sys(SYS_kill, pid, SIGKILL);
	g_wait(pid, &st, 0);
}

static void
t_sysctl(void)
{
	int mib[4] = { CTL_KERN, KERN_PROC, KERN_PROC_PID, 0 };
	struct kinfo_sigtramp tramp;
	struct kinfo_proc kp;
	static char all[200000];
	char text[256];
	size_t len = sizeof(kp), n;

	mib[3] = (int)g_getpid();
	CHECK_EQ(sys(SYS___sysctl, mib, 4, &kp, &len, 0, 0), 0);
	CHECK_EQ(len, sizeof(kp));
	CHECK_EQ(kp.kp_pid, g_getpid());
	CHECK_EQ(kp.kp_ppid, sys(SYS_getppid));
	CHECK_EQ(kp.kp_nthreads, 1);
	CHECK_EQ(kp.kp_stat, SACTIVE);
	CHECK(g_same(kp.kp_comm, "h_trace", 8));
	CHECK_EQ(kp.kp_lwp.kl_tid, -1);
	CHECK_EQ(kp.kp_lwp.kl_stat, LSRUN);
	CHECK_EQ(kp.kp_lwp.kl_flags, 0);
	CHECK_EQ(kp.kp_lwp.kl_tdflags, TDF_RUNNING | TDF_RUNQ);
	mib[2] = KERN_PROC_PID | KERN_PROC_FLAG_LWP;
	CHECK_EQ(sys(SYS___sysctl, mib, 4, &kp, &len, 0, 0), 0);
	CHECK_EQ(len, sizeof(kp));
	CHECK_EQ(kp.kp_lwp.kl_tid, 1);
	CHECK(kp.kp_vm_map_size > 0 && kp.kp_vm_rssize > 0);
	CHECK(kp.kp_start.tv_sec > 1000000000);
	mib[2] = KERN_PROC_ALL;
	len = sizeof(all);
	CHECK_EQ(sys(SYS___sysctl, mib, 3, all, &len, 0, 0), 0);
	CHECK(len >= 3 * sizeof(kp) && len % sizeof(kp) == 0);
	n = len;
	len = 100;
	CHECK_EQ(sys(SYS___sysctl, mib, 3, all, &len, 0, 0), -ENOMEM);
	len = 0;
	CHECK_EQ(sys(SYS___sysctl, mib, 3, 0, &len, 0, 0), 0);
	CHECK(len >= n);
	mib[2] = KERN_PROC_ARGS;
	len = sizeof(text);
	CHECK_EQ(sys(SYS___sysctl, mib, 4, text, &len, 0, 0), 0);
	CHECK(len > 8);
	mib[2] = KERN_PROC_PATHNAME;
	len = sizeof(text);
	CHECK_EQ(sys(SYS___sysctl, mib, 4, text, &len, 0, 0), 0);
	CHECK(text[0] == '/');
	mib[2] = KERN_PROC_CWD;
	len = sizeof(text);
	CHECK_EQ(sys(SYS___sysctl, mib, 4, text, &len, 0, 0), 0);
	CHECK(text[0] == '/');
	mib[2] = KERN_PROC_SIGTRAMP;
	len = sizeof(tramp);
	CHECK_EQ(sys(SYS___sysctl, mib, 3, &tramp, &len, 0, 0), 0);
	CHECK(len == sizeof(tramp) && tramp.ksigtramp_start != 0 &&
	    tramp.ksigtramp_end > tramp.ksigtramp_start);
	mib[2] = KERN_PROC_CWD;
	mib[3] = 999999;
	len = sizeof(text);
	CHECK_EQ(sys(SYS___sysctl, mib, 4, text, &len, 0, 0), -ESRCH);
	sleeper_flags();
}

static void *
map_dev(const char *path, int prot)
{
	long fd = sys(SYS_open, path, prot & PROT_WRITE ? O_RDWR : O_RDONLY);
	long p;

	CHECK(fd >= 0);
	p = g_mmap(0, UPMAP_MAPSIZE, prot, MAP_SHARED, (int)fd, 0);
	CHECK(p > 0);
	sys(SYS_close, fd);
	return (p > 0 ? (void *)p : 0);
}

static long
find_field(const ukpheader_t *h, int type)
{
	for (int i = 0; i < 64 && h[i].type != 0; i++)
		if (h[i].type == type)
			return (h[i].offset);
	return (-1);
}

static volatile int hits;
static void
count(int sig G_UNUSED)
{
	hits++;
}

static long
now_us(int clock)
{
	struct timespec ts;

	sys(SYS_clock_gettime, clock, &ts);
	return (ts.tv_sec * 1000000 + ts.tv_nsec / 1000);
}

/* The page's clocks go on, and are neither ahead nor far behind. */
static void
kpmap_ticks(const struct sys_kpmap *km)
{
	static const int clocks[] = { CLOCK_REALTIME, CLOCK_UPTIME };
	const volatile struct timespec *ts;
	long before, told;
	int ticks, i;

	for (int turn = 0; turn < 4; turn++) {
		ticks = *(const volatile int *)&km->upticks;
		for (i = 0; i < 1000 &&
		    *(const volatile int *)&km->upticks == ticks; i++)
			g_sleep_ms(5);
		CHECK(i < 1000);
		before = now_us(clocks[turn % 2]);
		i = *(const volatile int *)&km->upticks & 1;
		ts = turn % 2 == 0 ? &km->ts_realtime[i] : &km->ts_uptime[i];
		told = ts->tv_sec * 1000000 + ts->tv_nsec / 1000;
		CHECK(told <= now_us(clocks[turn % 2]));
		CHECK(told > before - 2000000);
	}
}

static void
t_upmap(void)
{
	struct sys_upmap *um = map_dev("/dev/upmap", PROT_READ | PROT_WRITE);
	struct sys_kpmap *km = map_dev("/dev/kpmap", PROT_READ);
	struct sys_lpmap *lm = map_dev("/dev/lpmap", PROT_READ | PROT_WRITE);
	unsigned long forkid;
	int st = 0;
	long pid;

	if (um == 0 || km == 0 || lm == 0)
		return;
	CHECK_EQ(find_field(um->header, UPTYPE_PID),
	    (long)((char *)&um->pid - (char *)um));
	CHECK_EQ(find_field(km->header, KPTYPE_UPTICKS),
	    (long)((char *)&km->upticks - (char *)km));
	CHECK_EQ(um->pid, g_getpid());
	CHECK_EQ(um->invfork, 0);
	forkid = um->forkid;
	if ((pid = g_fork()) == 0) {
		CHECK_EQ(um->pid, g_getpid());
		CHECK(um->forkid != forkid);
		g_exit(failures);
	}
	CHECK_EQ(um->pid, g_getpid());
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
	pid = sys(SYS_vfork);
	if (pid == 0 && sys_rdx == 1)
		sys(SYS_exit, um->invfork == 1 ? 0 : 1);
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
	CHECK_EQ(um->invfork, 0);
	kpmap_ticks(km);
	CHECK_EQ(sys(SYS_mprotect, km, 4096, PROT_READ | PROT_WRITE),
	    -EACCES);
	/* Blocking all signals by the word. */
	CHECK_EQ(lm->tid, 1);
	g_action(SIGUSR2, count, 0);
	lm->blockallsigs = 1;
	sys(SYS_kill, g_getpid(), SIGUSR2);
	CHECK_EQ(hits, 0);
	CHECK_EQ(lm->blockallsigs, 0x80000001);
	lm->blockallsigs = 0;
	g_getpid();
	CHECK_EQ(hits, 1);
}

int
main(void)
{
	RUN(t_ptrace);
	RUN(t_attach);
	RUN(t_rights);
	RUN(t_kqueue);
	RUN(t_sysctl);
	RUN(t_upmap);
	guest_done();
}
