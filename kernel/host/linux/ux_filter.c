/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_filter.c: the seccomp program of the zygote, the mappers and the guest
 * threads.  It is one for all, installed once and inherited: installing costs
 * Linux more than making a process does.
 *
 * It is a row of rules; each rule is a row of checks and, when all hold, ALLOW.
 * A check that fails goes on to the next rule; after the last one comes TRAP.
 *
 * A call is admitted from one instruction of the stub text only.  A guest can
 * jump there, so a call that could do more than harm to the guest itself, one
 * that maps, unmaps, protects or makes threads, needs a secret of 64 bits too:
 * in arguments, or halves of arguments, that Linux ignores.  Mappers hold it in
 * a register, as they hold the key of their answers; it is in no memory that
 * a stub has, and mappers take no signals that would spill it.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <asm/prctl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "ux_int.h"

#define LO(field)	((uint32_t)offsetof(struct seccomp_data, field))
#define HI(field)	(LO(field) + 4)
#define ARG(n)		((uint32_t)offsetof(struct seccomp_data, args[n]))

#define MAXCHECKS	48

struct rule {
	struct sock_filter *prog;
	unsigned	 n;		/* instructions so far */
	unsigned	 open[MAXCHECKS];	/* checks of this rule, to be aimed */
	unsigned	 nopen;
	const uint32_t	*table;
	uint64_t	 secret;
};

static void
emit(struct rule *r, uint16_t code, uint32_t k)
{

	r->prog[r->n].code = code;
	r->prog[r->n].jt = 0;
	r->prog[r->n].jf = 0;
	r->prog[r->n].k = k;
	r->n++;
}

/* Go on when the accumulator compares so with k (or X), else leave the rule. */
static void
check(struct rule *r, uint16_t code, uint32_t k)
{

	r->open[r->nopen++] = r->n;
	emit(r, BPF_JMP | code, k);
}

/* Leave the rule when it compares so. */
static void
check_not(struct rule *r, uint16_t code, uint32_t k)
{

	/* Over a jump that leaves: jt 0 is "leave", jf 1 is "go on". */
	emit(r, BPF_JMP | code, k);
	r->prog[r->n - 1].jf = 1;
	r->open[r->nopen++] = r->n;
	emit(r, BPF_JMP | BPF_JA, 0);
}

static void
load(struct rule *r, uint32_t off)
{

	emit(r, BPF_LD | BPF_W | BPF_ABS, off);
}

/* All checks held: allow.  Aim the failed ones behind it. */
static void
allow(struct rule *r)
{
	struct sock_filter *insn;
	unsigned i;

	emit(r, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	for (i = 0; i < r->nopen; i++) {
		insn = &r->prog[r->open[i]];
		if (BPF_OP(insn->code) == BPF_JA)
			insn->k = r->n - r->open[i] - 1;
		else
			insn->jf = (uint8_t)(r->n - r->open[i] - 1);
	}
	r->nopen = 0;
}

static void
check32(struct rule *r, uint32_t off, uint32_t value)
{

	load(r, off);
	check(r, BPF_JEQ | BPF_K, value);
}

static void
check64(struct rule *r, unsigned arg, uint64_t value)
{

	check32(r, ARG(arg), (uint32_t)value);
	check32(r, ARG(arg) + 4, (uint32_t)(value >> 32));
}

/* System call nr, made by the instruction that ends at table entry `site'. */
static void
call_from(struct rule *r, int nr, unsigned site)
{
	uint64_t ip;

	ip = UXW_TEXT + r->table[site];
	check32(r, LO(nr), (uint32_t)nr);
	check32(r, LO(instruction_pointer), (uint32_t)ip);
	check32(r, HI(instruction_pointer), (uint32_t)(ip >> 32));
}

/* Argument arg is in [from, to), both with the same upper half. */
static void
check_within(struct rule *r, unsigned arg, uint64_t from, uint64_t to)
{

	check32(r, ARG(arg) + 4, (uint32_t)(from >> 32));
	load(r, ARG(arg));
	check(r, BPF_JGE | BPF_K, (uint32_t)from);
	check_not(r, BPF_JGE | BPF_K, (uint32_t)to);
}

/*
 * Arguments a + b do not wrap and are <= limit; both halves are first bounded
 * so that the upper sum fits.  Scratch: M[0] low sum, M[1] carry, M[2] high.
 */
static void
check_sum(struct rule *r, unsigned a, unsigned b, uint64_t limit)
{

	load(r, ARG(a) + 4);
	check_not(r, BPF_JGT | BPF_K, 0x7fffffff);
	load(r, ARG(b) + 4);
	check_not(r, BPF_JGT | BPF_K, 0x7ffffffe);
	load(r, ARG(a));
	emit(r, BPF_MISC | BPF_TAX, 0);
	load(r, ARG(b));
	emit(r, BPF_ALU | BPF_ADD | BPF_X, 0);
	emit(r, BPF_ST, 0);
	emit(r, BPF_JMP | BPF_JGE | BPF_X, 0);
	r->prog[r->n - 1].jt = 2;
	emit(r, BPF_LD | BPF_IMM, 1);
	emit(r, BPF_JMP | BPF_JA, 1);
	emit(r, BPF_LD | BPF_IMM, 0);
	emit(r, BPF_ST, 1);
	load(r, ARG(a) + 4);
	emit(r, BPF_MISC | BPF_TAX, 0);
	load(r, ARG(b) + 4);
	emit(r, BPF_ALU | BPF_ADD | BPF_X, 0);
	emit(r, BPF_LDX | BPF_MEM, 1);
	emit(r, BPF_ALU | BPF_ADD | BPF_X, 0);
	emit(r, BPF_ST, 2);
	check_not(r, BPF_JGT | BPF_K, (uint32_t)(limit >> 32));
	/* Equal upper halves: the lower ones decide. */
	emit(r, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(limit >> 32));
	r->prog[r->n - 1].jf = 3;
	emit(r, BPF_LD | BPF_MEM, 0);
	check_not(r, BPF_JGT | BPF_K, (uint32_t)limit);
}

/* Argument a >= limit. */
static void
check_atleast(struct rule *r, unsigned a, uint64_t limit)
{

	load(r, ARG(a) + 4);
	check(r, BPF_JGE | BPF_K, (uint32_t)(limit >> 32));
	emit(r, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(limit >> 32));
	r->prog[r->n - 1].jf = 2;
	load(r, ARG(a));
	check(r, BPF_JGE | BPF_K, (uint32_t)limit);
}

/* Argument arg, all 64 bits, is the secret. */
static void
check_secret(struct rule *r, unsigned arg)
{

	check64(r, arg, r->secret);
}

/* What a guest thread does: in its handler, and when it is new. */
static void
guest_rules(struct rule *r, bool fsgsbase)
{
	static const uint32_t codes[4] = {
		ARCH_GET_FS, ARCH_GET_GS, ARCH_SET_FS, ARCH_SET_GS
	};
	uint64_t end;
	unsigned i;

	end = UXW_SLOTS + (uint64_t)UXW_MAXSLOT * UXW_SLOTSIZE;
	call_from(r, SYS_rt_sigreturn, UXX_IP_SIGRETURN);
	allow(r);
	call_from(r, SYS_futex, UXX_IP_WAIT);
	check_within(r, 0, UXW_SLOTS, end);
	check64(r, 1, 0);
	check64(r, 3, 0);
	allow(r);
	call_from(r, SYS_futex, UXX_IP_WAKE);
	check_within(r, 0, UXW_SLOTS, end);
	check64(r, 1, 1);
	allow(r);
	for (i = 0; i < 4 && !fsgsbase; i++) {
		call_from(r, SYS_arch_prctl, UXX_IP_AP_FIRST + i);
		check64(r, 0, codes[i]);
		allow(r);
	}
	call_from(r, SYS_exit, UXX_IP_EXIT);
	allow(r);
	call_from(r, SYS_sigaltstack, UXX_IP_ALTSTACK);
	check64(r, 1, 0);
	allow(r);
	call_from(r, SYS_rt_sigprocmask, UXX_IP_MASK);
	allow(r);
	call_from(r, SYS_prctl, UXX_IP_DISPATCH);
	check64(r, 0, UXK_DISPATCH);
	check64(r, 1, UXK_DISPATCH_ON);
	check64(r, 2, UXW_TEXT);
	check64(r, 3, UXW_TEXTLEN);
	check64(r, 4, 0);
	allow(r);
}

/* What the mapper does.  mmap(2) has no unused argument, but unused halves. */
static void
mapper_rules(struct rule *r, uint64_t pool_off, uint64_t pool_end)
{

	call_from(r, SYS_futex, UXX_IP_MWAIT);
	check64(r, 0, UXW_REQ);
	check64(r, 1, 0);
	check64(r, 3, 0);
	allow(r);
	call_from(r, SYS_futex, UXX_IP_MWAKE);
	check64(r, 0, UXW_REPLY);
	check64(r, 1, 1);
	allow(r);
	call_from(r, SYS_mmap, UXX_IP_MAP);
	check32(r, ARG(2) + 4, (uint32_t)r->secret);
	check32(r, ARG(3) + 4, (uint32_t)(r->secret >> 32));
	check_sum(r, 0, 1, UXW_BASE);
	load(r, ARG(2));
	check_not(r, BPF_JGT | BPF_K, 7);
	check32(r, ARG(3), UXK_MAP_FLAGS);
	check64(r, 4, UXK_RAMFD);
	check_atleast(r, 5, pool_off);
	check_sum(r, 5, 1, pool_end);
	allow(r);
	call_from(r, SYS_munmap, UXX_IP_UNMAP);
	check_secret(r, 4);
	check_sum(r, 0, 1, UXW_BASE);
	allow(r);
	call_from(r, SYS_mprotect, UXX_IP_PROTECT);
	check_secret(r, 4);
	check_sum(r, 0, 1, UXW_BASE);
	load(r, ARG(2));
	check_not(r, BPF_JGT | BPF_K, 7);
	check32(r, ARG(2) + 4, 0);
	allow(r);
	call_from(r, SYS_munmap, UXX_IP_UNMAPALL);
	check_secret(r, 4);
	check64(r, 0, 0);
	check64(r, 1, UXW_BASE);
	allow(r);
	call_from(r, SYS_clone, UXX_IP_CLONE);
	check_secret(r, 4);
	check64(r, 0, UXK_CLONE_FLAGS);
	allow(r);
}

/*
 * What the zygote does.  In a stub its descriptors 0 and 4 are closed; what is
 * left here of use to a guest is nothing, and fork wants the secret.
 */
static void
zygote_rules(struct rule *r)
{
	static const int plain[] = {
		SYS_ppoll, SYS_waitid, SYS_wait4, SYS_getppid, SYS_setsid,
		SYS_exit_group
	};
	static const int on_socket[] = { SYS_recvfrom, SYS_sendto, SYS_close };
	unsigned i;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		call_from(r, plain[i], UXX_IP_ZCALL);
		allow(r);
	}
	for (i = 0; i < sizeof(on_socket) / sizeof(on_socket[0]); i++) {
		call_from(r, on_socket[i], UXX_IP_ZCALL);
		check64(r, 0, 0);
		allow(r);
	}
	call_from(r, SYS_close, UXX_IP_ZCALL);
	check64(r, 0, UXK_RAMFD + 1);
	allow(r);
	call_from(r, SYS_prctl, UXX_IP_ZCALL);
	check64(r, 0, PR_SET_PDEATHSIG);
	check64(r, 1, SIGKILL);
	allow(r);
	call_from(r, SYS_mmap, UXX_IP_ZCALL);
	check64(r, 4, UXK_RAMFD + 1);
	allow(r);
	call_from(r, SYS_clone, UXX_IP_ZCALL);
	check_secret(r, 4);
	check64(r, 0, SIGCHLD);
	allow(r);
}

/*
 * Write the program; returns its length.  Calls from outside of the stub text,
 * a guest's own, are sorted out first.
 */
unsigned
filter_make(struct sock_filter *prog, const uint32_t *table, bool fsgsbase,
    uint64_t secret, uint64_t pool_off, uint64_t pool_end)
{
	struct rule r;

	memset(&r, 0, sizeof(r));
	r.prog = prog;
	r.table = table;
	r.secret = secret;
	load(&r, LO(instruction_pointer));
	emit(&r, BPF_JMP | BPF_JGE | BPF_K, (uint32_t)UXW_TEXT);
	prog[r.n - 1].jf = 4;
	load(&r, HI(instruction_pointer));
	emit(&r, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(UXW_TEXT >> 32));
	prog[r.n - 1].jf = 2;
	load(&r, LO(arch));
	emit(&r, BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64);
	prog[r.n - 1].jt = 1;
	emit(&r, BPF_RET | BPF_K, SECCOMP_RET_TRAP);
	guest_rules(&r, fsgsbase);
	mapper_rules(&r, pool_off, pool_end);
	zygote_rules(&r);
	emit(&r, BPF_RET | BPF_K, SECCOMP_RET_TRAP);
	return (r.n);
}
