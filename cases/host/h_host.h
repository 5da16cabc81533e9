/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_host.h: what the cases of the host line share.  A case runs a small kernel
 * of its own (a function) over the real line, supervisor and all, in a child
 * process; the function's result is the exit status.
 */
#ifndef CASES_HOST_H_HOST_H
#define CASES_HOST_H_HOST_H

#include <atf-c.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "host_blk.h"
#include "host_console.h"
#include "host_cpu.h"
#include "host_debug.h"
#include "host_mem.h"
#include "host_net.h"
#include "ux.h"

#define RAM_SIZE	(64ull << 20)
#define POOL_OFF	(16ull << 20)
#define POOL_LEN	(RAM_SIZE - POOL_OFF)

/* Where the cases put things in a space. */
#define CODE_VA		0x400000ull
#define STACK_VA	0x500000ull
#define STACK_TOP	(STACK_VA + 4096)
#define DATA_VA		0x600000ull

/* Pages of the pool, by number. */
#define CODE_PAGE	0u
#define STACK_PAGE	1u
#define DATA_PAGE	2u
#define FREE_PAGE	16u

/* Guest code: GUEST(name, "insn; insn") gives guest_name, guest_name_end. */
#define GUEST(name, text)						\
	__asm__(".section .rodata\n"					\
	    ".globl guest_" #name ", guest_" #name "_end\n"		\
	    "guest_" #name ":\n" text "\n"				\
	    "guest_" #name "_end:\n"					\
	    ".previous\n");						\
	extern const uint8_t guest_##name[], guest_##name##_end[]

#define LOAD(name)	load(guest_##name, (size_t)(guest_##name##_end - guest_##name))

/* In a kernel function: complain and leave with status 1 unless it holds. */
#define NEED(what) do {							\
	if (!(what)) {							\
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__,	\
		    __LINE__, #what);					\
		return (1);						\
	}								\
} while (0)

#define NEED_EQ(want, have) do {					\
	unsigned long long want_ = (unsigned long long)(want);		\
	unsigned long long have_ = (unsigned long long)(have);		\
	if (want_ != have_) {						\
		fprintf(stderr, "%s:%d: %s is %#llx, not %#llx\n",	\
		    __FILE__, __LINE__, #have, have_, want_);		\
		return (1);						\
	}								\
} while (0)

/* A case whose body is a kernel function; it passes with result 0. */
#define CASE(name, text)						\
	static int name##_kernel(void);					\
	ATF_TC(name);							\
	ATF_TC_HEAD(name, tc)						\
	{								\
		atf_tc_set_md_var(tc, "descr", text);			\
		atf_tc_set_md_var(tc, "timeout", "120");		\
	}								\
	ATF_TC_BODY(name, tc)						\
	{								\
		ATF_CHECK_EQ(0, line_run(name##_kernel));		\
	}								\
	static int name##_kernel(void)

/* The line's main(), by another name in the cases' programs. */
int	 host_supervisor_main(int argc, char **argv);

/* Run fn as a kernel; its status, or 128 + signal of the supervisor. */
int	 line_run(int (*fn)(void));

/* Inside a kernel function. */
extern struct host_ram	 ram;
extern struct ux_space	*sp;
extern struct ux_context *cx;
extern struct ux_event	 ev;

extern bool	 start_nofsgsbase;	/* how start() configures */
extern enum ux_spin start_spin;
int	 start(unsigned ncpus);		/* image, ux_init, one space, one context */
int	 space_new(struct ux_space **space);	/* with code, stack and data mapped */
uint8_t	*page(unsigned n);		/* a pool page's memory */
void	 load(const uint8_t *code, size_t len);	/* into the code page */
enum ux_kind run(void);			/* cx in sp on vCPU 0, until it is no kick */
enum ux_kind run_from(uint64_t rip);	/* with a fresh stack pointer */
int	 map(struct ux_space *space, uint64_t va, unsigned pageno, unsigned n,
	    uint32_t prot);

/* A vCPU that does what another tells it: call fn(arg) there, wait for it. */
int	 helper_start(unsigned n);
void	 helper_call(unsigned n, void (*fn)(void *), void *arg);
void	 helper_wait(unsigned n);

/* On a helper: run a context until something that is no kick. */
struct other {
	struct ux_space		*space;
	struct ux_context	*cx;
	struct ux_event		 ev;
	_Atomic uint32_t	 stop;
	_Atomic uint64_t	 calls;		/* system calls and bits served */
	_Atomic uint64_t	 acks;
	enum ux_kind		 kind;
};
void	 other_run(void *arg);
/*
 * On helper 1, started, run o's context, which makes system calls or none, and
 * post it a bit n times, each when the one before was taken out of user mode;
 * then end it.  A kernel function's result.
 */
int	 other_kicks(struct other *o, unsigned times);

/* Distinct values everywhere but in rip, rcx and r11. */
void	 regs_fill(struct ux_regs *rg, uint64_t salt);
/* The general registers are the same; rip, rcx, r11 and flags aside. */
int	 regs_same(const struct ux_regs *want, const struct ux_regs *have);
/* The guest put them all into mem, in the order of store_all; flags last. */
int	 regs_stored(const struct ux_regs *want, const uint64_t *mem);

/* A healthy space and context again, whatever happened to the last. */
int	 fresh(void);
int	 healthy(void);

/* Run for at most ms milliseconds; UX_INTR when that was not enough. */
enum ux_kind run_for(unsigned ms);

#endif
