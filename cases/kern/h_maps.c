/*
 * h_maps.c: mmap(2): its flags and what they may be combined with, what can be
 * mapped and what cannot; and the registers that procfs shows.
 * Works in the current directory, as root.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "guest.h"
#include <sys/mount.h>
#include <sys/socket.h>
#include <machine/reg.h>
#include <machine/vmparam.h>

#define PAGE	4096L
#define RW	(PROT_READ | PROT_WRITE)
#define ANON	(MAP_ANON | MAP_PRIVATE)
#define TOP	0x7fffffe00000L

static char buf[8192];

/* How a child that touches p ends: its signal, 0: it does not. */
static int
touch(long p, int write)
{
	int st = -1;
	long pid = g_fork();

	if (pid == 0) {
		g_nocore();
		if (write)
			*(volatile char *)p = 1;
		else
			(void)*(volatile char *)p;
		g_exit(0);
	}
	g_wait(pid, &st, 0);
	return (st & 0177);
}

static long
file(const char *name, int flags, long size)
{
	long fd;

	g_putfile(name, "", 0, 0600);
	fd = sys(SYS_open, name, flags);
	CHECK(fd >= 0);
	CHECK_EQ(sys(SYS_truncate, name, 0, size), 0);
	return (fd);
}

static void
numbers(void)
{
	long fd = file("f", O_RDWR, 2 * PAGE);

	CHECK_EQ(g_mmap(0, 0, RW, ANON, -1, 0), -EINVAL);
	CHECK_EQ(g_mmap(0, (size_t)-1, RW, ANON, -1, 0), -EINVAL);
	CHECK_EQ(g_mmap(0, TOP - PAGE, RW, ANON, -1, 0), -ENOMEM);
	CHECK_EQ(g_mmap(0, PAGE, RW, MAP_SHARED | MAP_PRIVATE, (int)fd, 0),
	    -EINVAL);
	CHECK_EQ(g_mmap(0, PAGE, RW, MAP_ANON | MAP_SHARED | MAP_PRIVATE, -1,
	    0), -EINVAL);
	CHECK_EQ(g_mmap(0, PAGE, RW, ANON, (int)fd, 0), -EINVAL);
	CHECK_EQ(g_mmap(0, PAGE, RW, MAP_PRIVATE, -1, 0), -EBADF);
	CHECK_EQ(g_mmap(0, PAGE, RW, MAP_PRIVATE, 1000, 0), -EBADF);
	CHECK_EQ(g_mmap(0, PAGE, RW, MAP_SHARED, (int)fd, -PAGE), -EINVAL);
	CHECK_EQ(g_mmap(0, PAGE, RW, ANON | MAP_VPAGETABLE, -1, 0), -EINVAL);
	CHECK_EQ(g_mmap(0, PAGE, RW, MAP_STACK | MAP_PRIVATE, (int)fd, 0),
	    -EINVAL);
	CHECK_EQ(g_mmap(0, PAGE, PROT_READ, MAP_STACK | MAP_PRIVATE, -1, 0),
	    -EINVAL);
	CHECK_EQ(g_mmap((void *)1, PAGE, RW, ANON | MAP_FIXED, -1, 0),
	    -EINVAL);
	CHECK_EQ(g_mmap((void *)TOP, PAGE, RW, ANON | MAP_FIXED, -1, 0),
	    -EINVAL);
	CHECK_EQ(g_mmap((void *)(TOP - PAGE), 2 * PAGE, RW, ANON | MAP_FIXED,
	    -1, 0), -EINVAL);
	CHECK_EQ(g_mmap((void *)-PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0),
	    -EINVAL);
	sys(SYS_close, fd);
}

static void
places(void)
{
	long p, q, fd = file("f", O_RDWR, 3 * PAGE);
	volatile char *c;

	p = g_mmap(0, 3 * PAGE, RW, ANON, -1, 0);
	CHECK(p > 0 && p % PAGE == 0);
	c = (volatile char *)p;
	c[PAGE] = 1;
	CHECK_EQ(g_mmap((void *)(p + PAGE), PAGE, RW, ANON | MAP_TRYFIXED, -1,
	    0), -ENOMEM);
	CHECK_EQ(c[PAGE], 1);
	CHECK_EQ(g_mmap((void *)(p + PAGE), PAGE, RW, ANON | MAP_FIXED, -1, 0),
	    p + PAGE);
	CHECK_EQ(c[PAGE], 0);
	/* A hint that is taken is only a hint. */
	q = g_mmap((void *)(p + PAGE), PAGE, RW, ANON, -1, 0);
	CHECK(q > 0 && (q < p || q >= p + 3 * PAGE));
	CHECK_EQ(sys(SYS_munmap, q, PAGE), 0);
	CHECK_EQ(g_mmap((void *)q, PAGE, RW, ANON | MAP_TRYFIXED, -1, 0), q);
	/* An offset within a page is one of the address. */
	q = g_mmap(0, 100, PROT_READ, MAP_SHARED, (int)fd, PAGE + 24);
	CHECK_EQ(q & (PAGE - 1), 24);
	CHECK_EQ(sys(SYS_extpwrite, fd, "x", 1, 0, PAGE + 24), 1);
	CHECK_EQ(*(volatile char *)q, 'x');
	CHECK_EQ(g_mmap((void *)(p + 24), 100, PROT_READ, MAP_SHARED |
	    MAP_FIXED, (int)fd, PAGE + 24), p + 24);
	CHECK_EQ(g_mmap((void *)(p + 25), 100, PROT_READ, MAP_SHARED |
	    MAP_FIXED, (int)fd, PAGE + 24), -EINVAL);
	sys(SYS_close, fd);
}

static void
harmless_flags(void)
{
	static const int flags[] = { MAP_NOCORE, MAP_NOSYNC, MAP_NORESERVE,
	    MAP_HASSEMAPHORE, MAP_RENAME, MAP_NOEXTEND, MAP_SIZEALIGN };
	long p, i;

	for (i = 0; i < (long)(sizeof(flags) / sizeof(flags[0])); i++) {
		p = g_mmap(0, 8 * PAGE, RW, ANON | flags[i], -1, 0);
		CHECK(p > 0);
		CHECK_EQ(touch(p, 1), 0);
		CHECK_EQ(sys(SYS_munmap, p, 8 * PAGE), 0);
	}
	p = g_mmap(0, 1L << 20, RW, ANON | MAP_SIZEALIGN, -1, 0);
	CHECK(p > 0 && p % (1L << 20) == 0);
}

/*
 * Stacks of threads are anonymous memory, all of it there at once; the room
 * that the first stack may still grow into belongs to who names it, as thread
 * libraries do for a guard page.
 */
static void
stacks(void)
{
	long p, guard = USRSTACK - (4L << 20);

	p = g_mmap(0, 256 * PAGE, RW, MAP_STACK | MAP_PRIVATE, -1, 0);
	CHECK(p > 0);
	CHECK_EQ(touch(p, 1), 0);
	CHECK_EQ(sys(SYS_mprotect, p, PAGE, PROT_NONE), 0);
	CHECK_EQ(touch(p + PAGE, 1), 0);
	CHECK_EQ(touch(p + 255 * PAGE, 1), 0);
	CHECK_EQ(sys(SYS_munmap, p, 256 * PAGE), 0);
	p = g_mmap((void *)guard, PAGE, PROT_NONE, MAP_ANON | MAP_TRYFIXED, -1,
	    0);
	CHECK_EQ(p, guard);
	CHECK_EQ(touch(guard, 1), SIGSEGV);
	CHECK_EQ(touch(guard + 2 * PAGE, 1), 0);
	CHECK_EQ(touch(guard - PAGE, 1), SIGSEGV);
	CHECK_EQ(g_mmap((void *)guard, PAGE, PROT_NONE,
	    MAP_ANON | MAP_TRYFIXED, -1, 0), -ENOMEM);
	CHECK_EQ(sys(SYS_munmap, guard, PAGE), 0);
}

static void
rights(void)
{
	long rd, wr, p;

	wr = file("f", O_WRONLY, PAGE);
	rd = sys(SYS_open, "f", O_RDONLY);
	CHECK_EQ(g_mmap(0, PAGE, RW, MAP_SHARED, (int)rd, 0), -EACCES);
	p = g_mmap(0, PAGE, PROT_READ, MAP_SHARED, (int)rd, 0);
	CHECK(p > 0);
	CHECK_EQ(sys(SYS_mprotect, p, PAGE, RW), -EACCES);
	p = g_mmap(0, PAGE, RW, MAP_PRIVATE, (int)rd, 0);
	CHECK(p > 0);
	*(volatile char *)p = 'p';
	CHECK_EQ(sys(SYS_extpread, rd, buf, 1, 0, 0), 1);
	CHECK_EQ(buf[0], 0);
	CHECK_EQ(g_mmap(0, PAGE, PROT_READ, MAP_SHARED, (int)wr, 0), -EACCES);
	CHECK_EQ(g_mmap(0, PAGE, PROT_READ, MAP_PRIVATE, (int)wr, 0), -EACCES);
	/* The mapping stays when the descriptor goes. */
	p = g_mmap(0, PAGE, PROT_READ, MAP_SHARED, (int)rd, 0);
	sys(SYS_close, rd);
	CHECK_EQ(sys(SYS_extpwrite, wr, "y", 1, 0, 0), 1);
	CHECK_EQ(*(volatile char *)p, 'y');
	p = g_mmap(0, PAGE, PROT_NONE, ANON, -1, 0);
	CHECK_EQ(touch(p, 0), SIGSEGV);
	CHECK_EQ(sys(SYS_mprotect, p, PAGE, PROT_READ), 0);
	CHECK_EQ(touch(p, 0), 0);
	CHECK(touch(p, 1) != 0);
	sys(SYS_close, wr);
}

static void
ends_of_files(void)
{
	long fd = file("f", O_RDWR, PAGE + 100), p;

	p = g_mmap(0, 4 * PAGE, RW, MAP_SHARED, (int)fd, 0);
	CHECK(p > 0);
	CHECK_EQ(touch(p + PAGE + 200, 0), 0);
	CHECK_EQ(touch(p + 2 * PAGE, 0), SIGBUS);
	CHECK_EQ(sys(SYS_write, fd, p + 2 * PAGE, 1), -EFAULT);
	CHECK_EQ(sys(SYS_ftruncate, fd, 0, 3 * PAGE), 0);
	CHECK_EQ(touch(p + 2 * PAGE, 1), 0);
	CHECK_EQ(sys(SYS_ftruncate, fd, 0, 10), 0);
	CHECK_EQ(touch(p + PAGE, 0), SIGBUS);
	CHECK_EQ(touch(p, 0), 0);
	sys(SYS_close, fd);
}

static void
what_can_be_mapped(void)
{
	long fd, p, q;
	int sv[2];

	/* /dev/zero is memory: common to a fork when it is shared. */
	fd = sys(SYS_open, "/dev/zero", O_RDWR);
	p = g_mmap(0, PAGE, RW, MAP_SHARED, (int)fd, 0);
	q = g_mmap(0, PAGE, RW, MAP_PRIVATE, (int)fd, 0);
	CHECK(p > 0 && q > 0);
	CHECK_EQ(touch(p, 1), 0);
	CHECK_EQ(touch(q, 1), 0);
	CHECK_EQ(*(volatile char *)p, 1);
	CHECK_EQ(*(volatile char *)q, 0);
	sys(SYS_close, fd);
	fd = sys(SYS_open, "/dev/null", O_RDWR);
	p = g_mmap(0, PAGE, RW, MAP_SHARED, (int)fd, 0);
	CHECK(p == -EINVAL || p == -ENODEV);
	sys(SYS_close, fd);
	fd = sys(SYS_open, "/dev/vkd0", O_RDONLY);
	p = g_mmap(0, PAGE, PROT_READ, MAP_SHARED, (int)fd, 0);
	CHECK(p == -EINVAL || p == -ENODEV);
	sys(SYS_close, fd);
	p = g_mmap(0, PAGE, PROT_READ, MAP_SHARED, 0, 0);	/* a terminal */
	CHECK(p == -EINVAL || p == -ENODEV);
	fd = sys(SYS_open, "/", O_RDONLY);
	p = g_mmap(0, PAGE, PROT_READ, MAP_SHARED, (int)fd, 0);
	CHECK(p == -EINVAL || p == -EACCES);
	sys(SYS_close, fd);
	fd = sys(SYS_pipe);
	q = sys_rdx;
	CHECK_EQ(g_mmap(0, PAGE, PROT_READ, MAP_SHARED, (int)fd, 0), -EINVAL);
	sys(SYS_close, fd);
	sys(SYS_close, q);
	CHECK_EQ(sys(SYS_socketpair, PF_LOCAL, SOCK_STREAM, 0, sv), 0);
	CHECK_EQ(g_mmap(0, PAGE, PROT_READ, MAP_SHARED, sv[0], 0), -EINVAL);
	sys(SYS_close, sv[0]);
	sys(SYS_close, sv[1]);
	fd = sys(SYS_kqueue);
	CHECK_EQ(g_mmap(0, PAGE, PROT_READ, MAP_SHARED, (int)fd, 0), -EINVAL);
	sys(SYS_close, fd);
}

static void
append(char *to, const char *s)
{
	size_t n = g_len(to), i = 0;

	while ((to[n + i] = s[i]) != '\0')
		i++;
}

/* Open /proc/pid/name. */
static long
proc_open(long pid, const char *name, int flags)
{
	char path[64] = "/proc/", num[16];
	int i = sizeof(num) - 1;

	num[i] = '\0';
	for (; pid > 0; pid /= 10)
		num[--i] = (char)('0' + pid % 10);
	append(path, num + i);
	append(path, "/");
	append(path, name);
	return (sys(SYS_open, path, flags));
}

static void
registers(void)
{
	static volatile long here;
	struct reg r;
	long pid, fd, n;
	int st = 0;

	if ((pid = g_fork()) == 0) {
		__asm__ volatile("movq $0x5eed, %%r15; 1: incq (%0); jmp 1b"
		    : : "r"(&here) : "r15", "memory");
		g_exit(0);
	}
	g_sleep_ms(50);
	CHECK_EQ(sys(SYS_kill, pid, SIGSTOP), 0);
	CHECK_EQ(g_wait(pid, &st, WUNTRACED), pid);
	fd = proc_open(pid, "regs", O_RDWR);
	CHECK(fd >= 0);
	n = sys(SYS_read, fd, &r, sizeof(r));
	CHECK_EQ(n, sizeof(r));
	CHECK_EQ(r.r_r15, 0x5eed);
	CHECK(r.r_rsp > 0x10000 && r.r_rsp < TOP);
	CHECK(r.r_rip > 0x1000 && r.r_rip < TOP);
	sys(SYS_close, fd);
	fd = proc_open(pid, "fpregs", O_RDONLY);
	CHECK_EQ(sys(SYS_read, fd, buf, sizeof(buf)), 512);
	sys(SYS_close, fd);
	CHECK_EQ(proc_open(99999, "regs", O_RDONLY), -ENOENT);
	CHECK_EQ(sys(SYS_kill, pid, SIGKILL), 0);
	CHECK_EQ(g_wait(pid, &st, 0), pid);
}

/* What the kernel itself started has a path, too. */
static void
first_program(void)
{
	CHECK_EQ(sys(SYS_readlink, "/proc/1/file", buf, sizeof(buf)), 10);
	CHECK(g_same(buf, "/sbin/init", 10));
}

static void
strangers_see_no_registers(void)
{
	int st = -1;
	long pid = g_fork();

	if (pid == 0) {
		sys(SYS_setresuid, 500, 500, 500);
		failures = 0;
		CHECK_EQ(proc_open(1, "mem", O_RDONLY), -EACCES);
		CHECK_EQ(proc_open(1, "regs", O_RDONLY), -EACCES);
		CHECK(proc_open(1, "status", O_RDONLY) >= 0);
		g_exit(failures != 0);
	}
	CHECK_EQ(g_wait(pid, &st, 0), pid);
	CHECK_EQ(st, 0);
}

int
main(void)
{
	RUN(numbers);
	RUN(places);
	RUN(harmless_flags);
	RUN(stacks);
	RUN(rights);
	RUN(ends_of_files);
	RUN(what_can_be_mapped);
	RUN(registers);
	RUN(first_program);
	RUN(strangers_see_no_registers);
	guest_done();
}
