/*
 * h_vm.h: what the guest helpers of cases/vm share: checks, raw system calls
 * and LWPs that need no thread library.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef H_VM_H
#define H_VM_H

#ifdef __DragonFly__		/* the host's compiler sees nothing of it */

#include <sys/types.h>
#include <sys/lwp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE	4096UL
#define RW	(PROT_READ | PROT_WRITE)

/* A claim: the test (a process of its own) ends where one does not hold. */
#define CHECK(c, ...) do {						\
	if (!(c)) {							\
		printf("%s:%d: %s: ", __func__, __LINE__, #c);		\
		printf("" __VA_ARGS__);					\
		printf(" (errno %d)\n", errno);				\
		exit(1);						\
	}								\
} while (0)

/* A system call without the library: result, or -errno. */
static inline long
raw(long num, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long ret;
	char carry;

	__asm__ volatile("syscall" : "=a"(ret), "=@ccc"(carry), "+d"(c)
	    : "a"(num), "D"(a), "S"(b), "r"(r10)
	    : "rcx", "r11", "r8", "r9", "memory");
	return (carry ? -ret : ret);
}

/* mmap has a word of padding before its seventh argument, on the stack. */
static inline char *
raw_map(void *addr, size_t len, int prot, int flags)
{
	register long r10 __asm__("r10") = flags;
	register long r8 __asm__("r8") = -1;
	register long r9 __asm__("r9") = 0;
	long ret, rdx = prot;
	char carry;

	__asm__ volatile("pushq $0; pushq $0; syscall; leaq 16(%%rsp), %%rsp"
	    : "=a"(ret), "=@ccc"(carry), "+d"(rdx), "+r"(r8), "+r"(r9)
	    : "a"((long)SYS_mmap), "D"(addr), "S"(len), "r"(r10)
	    : "rcx", "r11", "memory");
	return (carry ? (char *)-1 : (char *)ret);
}

static inline char *
map_anon(size_t len, int prot, int flags)
{
	char *p = mmap(NULL, len, prot, flags | MAP_ANON, -1, 0);

	CHECK(p != MAP_FAILED, "mmap of %lu", (unsigned long)len);
	return (p);
}

/* LWPs: fn(arg) on a stack of its own; it ends by setting *done. */
struct thr {
	void		(*fn)(void *);
	void		*arg;
	volatile int	 done;
	lwpid_t		 tid;
};

static inline void
thr_main(void *arg)
{
	struct thr *t = arg;

	t->fn(t->arg);
	t->done = 1;
	/* EXTEXIT_LWP: only this one ends. */
	(void)raw(SYS_extexit, 0x10000, 0, 0, 0);
	for (;;)
		continue;
}

static inline void
thr_start(struct thr *t, void (*fn)(void *), void *arg)
{
	char *stack = map_anon(16 * PAGE, RW, MAP_PRIVATE);
	struct lwp_params p = { thr_main, t, stack + 16 * PAGE - 8, NULL,
	    &t->tid };

	t->fn = fn;
	t->arg = arg;
	t->done = 0;
	CHECK(lwp_create(&p) == 0, "lwp_create");
}

static inline void
thr_join(struct thr *t)
{
	while (!t->done)
		(void)raw(SYS_usched_set, 0, 0, 0, 0);
}

/* The signal that ends fn(arg) run in a child, or 0; its status in *status. */
static inline int
child_signal(void (*fn)(void *), void *arg, int *status)
{
	pid_t pid;
	int st;

	fflush(stdout);
	pid = fork();
	CHECK(pid >= 0, "fork");
	if (pid == 0) {
		fn(arg);
		_exit(0);
	}
	CHECK(waitpid(pid, &st, 0) == pid, "waitpid");
	if (status != NULL)
		*status = WIFEXITED(st) ? WEXITSTATUS(st) : -1;
	return (WIFSIGNALED(st) ? WTERMSIG(st) : 0);
}

/* A small generator, for a sequence that can be made again. */
static inline uint32_t
next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8);
}

struct test {
	const char	*name;
	void		(*fn)(void);
};

/* Run the tests named in argv (all: every one), each in a child. */
static inline int
run_tests(const struct test *tests, int argc, char **argv)
{
	struct rlimit nocore = { 0, 0 };
	int bad = 0, st;
	pid_t pid;

	/* Signals are expected; their core dumps would fill the disk. */
	(void)setrlimit(RLIMIT_CORE, &nocore);
	for (const struct test *t = tests; t->name != NULL; t++) {
		if (argc > 1 && strcmp(argv[1], "all") != 0 &&
		    strcmp(argv[1], t->name) != 0)
			continue;
		printf("%s...\n", t->name);
		fflush(stdout);
		if ((pid = fork()) == 0) {
			t->fn();
			exit(0);
		}
		if (pid < 0 || waitpid(pid, &st, 0) != pid || st != 0) {
			printf("%s: FAILED, status %x\n", t->name,
			    (unsigned)st);
			bad++;
		}
	}
	printf("%d went wrong\n", bad);
	return (bad != 0);
}

#endif /* __DragonFly__ */
#endif
