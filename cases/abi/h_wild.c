/*
 * h_wild.c: every system call with wild pointers and numbers.
 *
 * A child a call: whatever the call does to the child, the parent goes on, and
 * the kernel must.  Nothing here expects particular errors: it is the
 * survival of the kernel, of this process and of its files that counts.
 *
 * usage: h_wild [first [last]]
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LAST	560

/* Calls whose success would end the test or the machine, not a defect. */
static const int left_out[] = { SYS_reboot, SYS_exit, SYS_extexit };

static const uint64_t values[] = {
	0, 1, 2, 3, 7, 0x1000, 0x7fffffe00000, 0x7fffffdfffff,
	0x7fffffffffff, 0x800000000000, 0xffff800000000000,
	0xffffffffffffffff, 0xfffffffffffff000, 0x8000000000000000,
	0x7fffffffffffffff, 0xffffffff, 0x80000000, 0x123456789abc,
};
#define NVALUES	(sizeof(values) / sizeof(values[0]))

static uint64_t seed = 88172645463325252ULL;

static uint64_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed);
}

static uint64_t
wild(void *page)
{
	uint64_t r = next_random();

	switch (r % 4) {
	case 0:
		return (values[(r >> 8) % NVALUES]);
	case 1:			/* readable memory, near its end */
		return ((uintptr_t)page + 4096 - (r >> 8) % 64);
	case 2:			/* read-only memory */
		return ((uintptr_t)page + 4096 + (r >> 8) % 4096);
	default:
		return (r >> 3);
	}
}

static void
attack(int number, void *page)
{
	signal(SIGALRM, SIG_DFL);
	alarm(2);
	for (int i = 0; i < 40; i++) {
		uint64_t a[6];

		for (int k = 0; k < 6; k++)
			a[k] = wild(page);
		/* Do not signal everybody: that is permitted, and final. */
		if (number == SYS_kill || number == SYS_lwp_kill)
			a[0] = (uint64_t)getpid();
		(void)syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	}
	_exit(0);
}

/* The calls may well succeed in forking without end: wait for room. */
static pid_t
patient_fork(void)
{
	struct timespec pause = { 0, 100000000 };
	pid_t pid;

	for (int i = 0; (pid = fork()) == -1 && errno == EAGAIN && i < 200;
	    i++)
		nanosleep(&pause, NULL);
	return (pid);
}

/* End what the attackers, all of one user, have left running. */
static void
sweep(void)
{
	pid_t pid = patient_fork();

	if (pid == 0) {
		if (setuid(65534) == 0)
			(void)kill(-1, SIGKILL);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) != pid)
		;
}

int
main(int argc, char **argv)
{
	int first = argc > 1 ? atoi(argv[1]) : 1;
	int last = argc > 2 ? atoi(argv[2]) : argc > 1 ? first : LAST;
	char *page;
	int n = 0, status;

	page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_ANON |
	    MAP_PRIVATE, -1, 0);
	memset(page, 'A', 3 * 4096);
	mprotect(page + 4096, 4096, PROT_READ);
	munmap(page + 8192, 4096);
	for (int number = first; number <= last; number++) {
		int skip = 0;
		pid_t pid;

		for (size_t i = 0; i < sizeof(left_out) / sizeof(int); i++)
			skip |= left_out[i] == number;
		if (skip)
			continue;
		seed += (uint64_t)number * 7919;
		if ((pid = patient_fork()) == 0) {
			setsid();
			if (chdir("/tmp") != 0 || setuid(65534) != 0)
				_exit(1);
			attack(number, page);
		}
		if (pid == -1) {
			perror("fork");
			return (1);
		}
		alarm(0);
		while (waitpid(pid, &status, 0) != pid)
			;
		sweep();
		n++;
	}
	printf("%d calls, still here\n", n);
	return (0);
}
