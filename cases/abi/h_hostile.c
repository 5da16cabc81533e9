/*
 * h_hostile.c: code that attacks what it runs on.  Each attack runs in a child;
 * the parent tells how it ended and that the kernel still answers.
 *
 * usage: h_hostile [attack]	all, or one by name
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WINDOW		0x7fffffe00000UL	/* where no guest page can be */
#define WINDOW_END	0x7ffffffff000UL
#define VSYSCALL	0xffffffffff600000UL
#define PAGE		4096UL

/* Expected ends: a signal, S_RETURN when the attack must come back, S_ANY. */
#define S_RETURN	0
#define S_ANY		-1

static void
int80(void)
{
	__asm__ volatile("movl $1, %%eax; movl $42, %%ebx; int $0x80"
	    : : : "rax", "rbx", "memory");
}

static void
sysenter(void)
{
	__asm__ volatile("movl $1, %%eax; sysenter" : : : "rax", "memory");
}

static void
call_address(uintptr_t addr)
{
	((void (*)(void))addr)();
}

static void
vsyscall(void)
{
	call_address(VSYSCALL);
}

static void
jump_window(void)
{
	call_address(WINDOW);
}

/* What runs guest code lives there and may be seen, but not changed. */
static void
read_window(void)
{
	volatile const char *p = (volatile const char *)WINDOW;

	(void)*p;
}

static void
write_window_end(void)
{
	*(volatile char *)(WINDOW_END - PAGE) = 1;
}

static void cli(void) { __asm__ volatile("cli"); }
static void hlt(void) { __asm__ volatile("hlt"); }
static void outb(void) { __asm__ volatile("outb %%al, $0x80" : : "a"(0)); }
static void
rdmsr(void)
{
	__asm__ volatile("rdmsr" : : "c"(0x10) : "rax", "rdx");
}
static void
movcr(void)
{
	uint64_t v;

	__asm__ volatile("movq %%cr3, %0" : "=r"(v));
}
static void
lgdt(void)
{
	char buf[16] = { 0 };

	__asm__ volatile("lgdt %0" : : "m"(buf));
}
static void ud2(void) { __asm__ volatile("ud2"); }
static void int3(void) { __asm__ volatile("int3"); }
static void
divide(void)
{
	__asm__ volatile("xorl %%ecx, %%ecx; movl $1, %%eax; cltd; idivl %%ecx"
	    : : : "rax", "rcx", "rdx", "cc");
}
static void
noncanonical(void)
{
	*(volatile char *)0x8000000000000000UL = 1;
}
static void
load_segment(void)
{
	__asm__ volatile("movw $0x1234, %%ax; movw %%ax, %%ds" : : : "rax");
}
static void
wild_stack(void)
{
	__asm__ volatile("movq $0x10, %%rsp; pushq %%rax" : : : "memory");
}
static void
wild_jump(void)
{
	call_address(0x123456789000UL);
}
static void
trap_flag(void)
{
	__asm__ volatile("pushfq; orq $0x100, (%%rsp); popfq; nop; nop"
	    : : : "memory", "cc");
}

/* System calls with a stack pointer that is no memory: the call still works. */
static void
syscall_without_stack(void)
{
	int64_t pid;

	__asm__ volatile("movq %%rsp, %%rbx; movq $0x18, %%rsp;"
	    "movl $20, %%eax; syscall; movq %%rbx, %%rsp"
	    : "=a"(pid) : : "rbx", "rcx", "r11", "rdx", "memory");
	if (pid != getpid())
		_exit(9);
}

/* x32 and nonsense numbers are no calls of the host's. */
static void
odd_numbers(void)
{
	static const uint64_t numbers[] = { 0x40000027, 0x40000001, 100000,
	    0xffffffffffffffffUL, 0x80000014, 600 };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint64_t rax = numbers[i];
		uint8_t carry;

		__asm__ volatile("syscall; setc %1"
		    : "+a"(rax), "=r"(carry)
		    : : "rcx", "r11", "rdx", "memory");
		if (!carry || rax != ENOSYS)
			_exit(9);
	}
}

/* The window cannot be mapped, unmapped, protected or advised. */
static void
map_window(void)
{
	void *w = (void *)WINDOW;

	if (mmap(w, PAGE, PROT_READ | PROT_WRITE, MAP_ANON | MAP_PRIVATE |
	    MAP_FIXED, -1, 0) != MAP_FAILED)
		_exit(9);
	if (mmap((void *)(WINDOW - PAGE), 2 * PAGE, PROT_READ, MAP_ANON |
	    MAP_PRIVATE | MAP_FIXED, -1, 0) != MAP_FAILED)
		_exit(10);
	if (munmap(w, WINDOW_END - WINDOW) == 0)
		_exit(11);
	if (mprotect(w, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC) == 0)
		_exit(12);
	if (mmap((void *)0xffff800000000000UL, PAGE, PROT_READ, MAP_ANON |
	    MAP_PRIVATE | MAP_FIXED, -1, 0) != MAP_FAILED)
		_exit(13);
}

static const struct attack {
	const char	*name;
	void		(*fn)(void);
	int		 sig[2];	/* one of these, or S_RETURN */
} attacks[] = {
	{ "int80",	int80,		{ SIGBUS, SIGSEGV } },
	{ "sysenter",	sysenter,	{ SIGBUS, SIGILL } },
	{ "vsyscall",	vsyscall,	{ SIGSEGV, SIGBUS } },
	{ "jump_window", jump_window,	{ SIGSEGV, SIGBUS } },
	{ "read_window", read_window,	{ S_ANY, 0 } },
	{ "write_window_end", write_window_end, { SIGSEGV, SIGBUS } },
	{ "cli",	cli,		{ SIGBUS, SIGBUS } },
	{ "hlt",	hlt,		{ SIGBUS, SIGBUS } },
	{ "outb",	outb,		{ SIGBUS, SIGBUS } },
	{ "rdmsr",	rdmsr,		{ SIGBUS, SIGBUS } },
	{ "movcr",	movcr,		{ SIGBUS, SIGBUS } },
	{ "lgdt",	lgdt,		{ SIGBUS, SIGBUS } },
	{ "ud2",	ud2,		{ SIGILL, SIGILL } },
	{ "int3",	int3,		{ SIGTRAP, SIGTRAP } },
	{ "divide",	divide,		{ SIGFPE, SIGFPE } },
	{ "noncanonical", noncanonical,	{ SIGBUS, SIGBUS } },
	{ "load_segment", load_segment,	{ SIGBUS, SIGBUS } },
	{ "wild_stack",	wild_stack,	{ SIGSEGV, SIGILL } },
	{ "wild_jump",	wild_jump,	{ SIGSEGV, SIGSEGV } },
	{ "trap_flag",	trap_flag,	{ SIGTRAP, SIGTRAP } },
	{ "syscall_without_stack", syscall_without_stack, { S_RETURN, 0 } },
	{ "odd_numbers", odd_numbers,	{ S_RETURN, 0 } },
	{ "map_window",	map_window,	{ S_RETURN, 0 } },
};

static int
run(const struct attack *a)
{
	int status;
	pid_t pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		a->fn();
		_exit(0);
	}
	if (pid == -1 || waitpid(pid, &status, 0) != pid) {
		printf("%s: no child: %s\n", a->name, strerror(errno));
		return (1);
	}
	if (a->sig[0] == S_ANY)
		return (0);
	if (WIFSIGNALED(status) && a->sig[0] != S_RETURN &&
	    (WTERMSIG(status) == a->sig[0] || WTERMSIG(status) == a->sig[1]))
		return (0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
	    a->sig[0] == S_RETURN)
		return (0);
	printf("%s: wait status 0x%x, signal %d expected\n", a->name, status,
	    a->sig[0]);
	return (1);
}

int
main(int argc, char **argv)
{
	int bad = 0, n = 0;

	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		if (argc > 1 && strcmp(argv[1], attacks[i].name) != 0)
			continue;
		bad += run(&attacks[i]);
		n++;
	}
	printf("%d attacks, %d went wrong\n", n, bad);
	return (bad != 0);
}
