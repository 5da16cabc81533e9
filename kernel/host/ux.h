/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux.h: running guest code.  Two nouns: a space (user address space) and a
 * context (the registers of one guest thread).  ux_run() lets a context run in
 * a space on a vCPU and says why it came back.  Only platform/ sees this.
 *
 * Rules.
 * - The mappings of a space are a cache of the kernel's page tables: the
 *   kernel may drop any of them at any time, guest code then faults again.
 * - Guest code is hostile.  What comes back in registers is any value that
 *   guest code can make; what goes in is checked here.
 * - A space may be run by several vCPUs at once, each with another context.
 *   A context runs on one vCPU at a time, and may move.
 * - Spaces die: the host may kill the process that stands behind one.
 *   Every call on it then returns (UX_DEAD, ESRCH); the kernel kills the guest
 *   process and destroys the space.
 *
 * Errors are positive BSD errno numbers.  Calls on one space are serialised
 * inside; they may be made from any vCPU with kernel spin locks held, and
 * last as long as the host's system calls do (tens of microseconds).
 */
#ifndef HOST_UX_H
#define HOST_UX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host_diag;

#define UX_VA_MIN	0x10000ull		/* the host keeps what is below */
#define UX_VA_MAX	0x7fffffe00000ull	/* = VM_MAX_USER_ADDRESS */

/* Access bits: of a mapping, and of a fault. */
#define UX_READ		1u
#define UX_WRITE	2u
#define UX_EXEC		4u

/*
 * General registers.  cs and ss are always the user's 64-bit ones and do not
 * appear.  trapno, err and cr2 are results only.
 */
struct ux_regs {
	uint64_t	 r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t	 rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t	 rip, rflags, rsp;
	uint64_t	 fsbase, gsbase;
	uint64_t	 trapno, err, cr2;	/* of the last FAULT or TRAP */
};

/*
 * A guest thread's state.  What is shown here is the caller's to read and write
 * whenever the context is not inside ux_run(); the rest is the line's.
 */
struct ux_context {
	struct ux_regs	 uc_regs;
	bool		 uc_gate;	/* guest code uses ux_gate(), see there */
};

struct ux_space;
struct ux_vcpu;

/* When hand-offs may be waited for by spinning, which takes a host CPU more. */
enum ux_spin {
	UX_SPIN_SPARE,			/* while nobody else wants that CPU */
	UX_SPIN_NEVER,
	UX_SPIN_ALWAYS			/* on two host CPUs or more; for tests */
};

struct ux_config {
	uint64_t	 pool_off;	/* user pages: offset in the memory image */
	uint64_t	 pool_len;	/* and length; mappings stay inside */
	unsigned	 pool_spaces;	/* spaces kept ready; 0: choose */
	enum ux_spin	 spin;
	bool		 nofsgsbase;	/* do as on a CPU without rdfsbase */
};

/*
 * Prepare, once: after host_cpu_init() and host_ram_create(), before any
 * other call here.  Probes what the host must be able to do; diag says
 * exactly what is missing.
 */
int	 ux_init(const struct ux_config *cfg, struct host_diag *diag);

/* vCPU n's handle for ux_run(). */
struct ux_vcpu *ux_vcpu(unsigned n);

/*
 * ---- spaces -------------------------------------------------------------
 */

/* A new empty space.  Errors: ENOMEM, EAGAIN (no process to be had). */
int	 ux_space_create(struct ux_space **space);

/*
 * Give a space back.  No vCPU may be in ux_run() on it.  On return nothing
 * can touch a page through it.  Never fails.
 */
void	 ux_space_destroy(struct ux_space *space);

/*
 * Empty the space, as exec does, so that no trace of what ran in it before is
 * left, a thread of the old program that refuses to stop included.  No vCPU
 * may be in ux_run() on it.  Errors: those of ux_space_create(); ESRCH.
 */
int	 ux_space_reset(struct ux_space *space);

/* One range.  va and len are page aligned, UX_VA_MIN <= va, va+len <= MAX. */
struct ux_mapop {
	uint64_t	 va;
	uint64_t	 len;
	uint64_t	 off;		/* map: offset in the memory image */
	uint32_t	 prot;		/* map, protect: UX_READ|WRITE|EXEC, not 0 */
};

/*
 * Map, unmap, protect n ranges, in order.  On return no guest thread can use
 * what was taken away.  Mapping replaces what was there.  UX_WRITE and
 * UX_EXEC imply UX_READ.  Ranges that are not mapped may be unmapped, not
 * protected (ENOMEM).
 * *done, when not NULL: how many ranges were finished.
 * Errors: ENOMEM the host's limit of ranges per process is reached (see
 * ux_space_mapcount) or it has no memory; EINVAL a range outside the rules;
 * ESRCH the space is dead.  After an error the ranges from *done on are as
 * before or unmapped.
 */
int	 ux_map(struct ux_space *space, const struct ux_mapop *ops, unsigned n,
	    unsigned *done);
int	 ux_unmap(struct ux_space *space, const struct ux_mapop *ops, unsigned n,
	    unsigned *done);
int	 ux_protect(struct ux_space *space, const struct ux_mapop *ops, unsigned n,
	    unsigned *done);

/*
 * How many separate ranges the space has: neighbours of one protection whose
 * offsets go on count as one.  ux_space_mapmax() is where ENOMEM begins.
 */
unsigned ux_space_mapcount(const struct ux_space *space);
unsigned ux_space_mapmax(void);

/* The host's process id behind a space, for messages and debuggers. */
int	 ux_space_pid(const struct ux_space *space);

/*
 * ---- contexts -----------------------------------------------------------
 */

/* A context with all registers 0 and a fresh FPU.  Errors: ENOMEM. */
int	 ux_context_create(struct ux_context **ctx);
/* Not inside ux_run(). */
void	 ux_context_destroy(struct ux_context *ctx);

/*
 * FPU state: an XSAVE area in standard format of ux_fpu_size() bytes (legacy
 * 512, header 64, then the rest; never compacted).
 *
 * get copies the first len bytes out (header's bits of components that do not
 * fit are cleared); set copies len bytes in (at least 512; without a whole
 * header x87 and SSE are taken as present), checks and corrects what the CPU
 * would refuse, and puts components not among the given ones in their initial
 * state; reset is a fresh FPU.  The context is not inside ux_run().
 * set returns EINVAL for a header that asks for what does not exist here.
 */
size_t	 ux_fpu_size(void);
void	 ux_fpu_get(struct ux_context *ctx, void *buf, size_t len);
int	 ux_fpu_set(struct ux_context *ctx, const void *buf, size_t len);
void	 ux_fpu_reset(struct ux_context *ctx);
void	 ux_fpu_copy(struct ux_context *to, struct ux_context *from);

/*
 * ---- running ------------------------------------------------------------
 */

enum ux_kind {
	UX_SYSCALL,		/* a syscall instruction; rip is behind it */
	UX_FAULT,		/* page fault: addr, access */
	UX_TRAP,		/* another exception: trapno, code */
	UX_INTR,		/* a bit is pending on this vCPU, or no reason */
	UX_DEAD			/* the space is dead; registers are what they were */
};

/* CPU exception numbers, as the processor has them, for UX_TRAP. */
#define UX_T_DE		0	/* divide */
#define UX_T_DB		1	/* single step, hardware breakpoint */
#define UX_T_BP		3	/* int3; rip behind it */
#define UX_T_OF		4
#define UX_T_BR		5
#define UX_T_UD		6	/* invalid instruction */
#define UX_T_NM		7
#define UX_T_SS		12	/* stack segment */
#define UX_T_GP		13	/* general protection; also int n, 32-bit code */
#define UX_T_MF		16	/* x87 error */
#define UX_T_AC		17	/* alignment */
#define UX_T_XM		19	/* SIMD error */

struct ux_event {
	enum ux_kind	 kind;
	uint32_t	 access;	/* FAULT: one of UX_READ, WRITE, EXEC */
	uint32_t	 present;	/* FAULT: the page was there, access was not */
	uint32_t	 trapno;	/* TRAP: UX_T_* (14 with FAULT) */
	uint64_t	 code;		/* TRAP: error code */
	uint64_t	 addr;		/* FAULT: any 64-bit value */
	bool		 gate;		/* SYSCALL: it came by ux_gate() */
};

/*
 * The gate: where guest code may jump instead of executing a syscall
 * instruction, which is several times faster.  rcx is the address behind the
 * instruction, r11 any value, all else as for the instruction; what follows is
 * the same UX_SYSCALL.  Just for contexts with uc_gate whose gsbase is 0, for
 * the gate uses gs meanwhile; jumping there, others hurt themselves.
 * 0: this host has none.
 */
uint64_t ux_gate(void);

/*
 * Run ctx in space on the calling vCPU until something happens; the reason is
 * in *ev and also returned.  Returns UX_INTR at once when a bit is pending.
 * A rip outside [0, UX_VA_MAX) gives UX_FAULT (EXEC) without running.
 *
 * On entry rflags is reduced to what user code may set (CF PF AF ZF SF TF DF
 * OF RF AC), fsbase and gsbase that are not canonical are taken as 0.
 * TF gives UX_TRAP/UX_T_DB after one instruction.
 * rcx and r11 are exact over every event but SYSCALL, which uses them up as
 * the processor does (rcx = rip, r11 = rflags).
 *
 * A context that does not answer a pending bit within seconds because its
 * program plays tricks on the line has its space killed: UX_DEAD.
 *
 * Context: a vCPU thread, no spin lock held.
 */
enum ux_kind ux_run(struct ux_vcpu *vcpu, struct ux_space *space,
	    struct ux_context *ctx, struct ux_event *ev);

/* Counters since ux_init(), for a person. */
struct ux_stats {
	uint64_t	 runs;		/* entries into guest code */
	uint64_t	 switches;	/* of those, another context than before */
	uint64_t	 spins_hit;	/* hand-offs met while spinning */
	uint64_t	 sleeps;	/* hand-offs that slept */
	uint64_t	 gated;		/* system calls by the gate */
	uint64_t	 kicks;		/* signals sent to guest threads */
	uint64_t	 mapcalls;	/* batches for a mapper */
	uint64_t	 mapops;	/* ranges in them */
	uint64_t	 made;		/* processes made */
	uint64_t	 killed;	/* spaces killed for not answering */
};
void	 ux_stats(struct ux_stats *st);

#endif
