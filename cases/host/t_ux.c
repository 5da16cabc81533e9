/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_ux.c: the contract of ux.h: registers, events, mappings, kicks, spaces.
 */
#include <atf-c.h>

#include <cpuid.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "h_host.h"

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

GUEST(syscall, "syscall; hlt");
GUEST(store_all,
    "mov %rax, 0x600000; mov %rbx, 0x600008; mov %rdx, 0x600010;"
    "mov %rsi, 0x600018; mov %rdi, 0x600020; mov %rbp, 0x600028;"
    "mov %r8, 0x600030; mov %r9, 0x600038; mov %r10, 0x600040;"
    "mov %r12, 0x600048; mov %r13, 0x600050; mov %r14, 0x600058;"
    "mov %r15, 0x600060; mov %rsp, 0x600068; mov %rcx, 0x600070;"
    "mov %r11, 0x600078; pushfq; pop %rax; mov %rax, 0x600080; syscall");
GUEST(spin, "1: jmp 1b");
GUEST(count, "1: incl 0x600000; jmp 1b");

CASE(syscall_carries_registers, "a system call shows all registers, and takes "
    "them back")
{
	struct ux_regs *rg, want;
	const uint64_t *mem;

	NEED_EQ(0, start(1));
	rg = &cx->uc_regs;
	LOAD(syscall);
	memset(rg, 0, sizeof(*rg));
	rg->rax = 0x123456789abcdef0; rg->rbx = 2; rg->rdx = 3; rg->rsi = 4;
	rg->rdi = 5; rg->rbp = 6; rg->r8 = 7; rg->r9 = 8; rg->r10 = 9;
	rg->r12 = 10; rg->r13 = 11; rg->r14 = 12; rg->r15 = ~0ull;
	rg->rip = CODE_VA;
	rg->rsp = 0xdeadbeef00001234;
	rg->rflags = 0x8d5;
	want = *rg;
	NEED_EQ(UX_SYSCALL, run());
	NEED_EQ(want.rax, rg->rax);
	NEED_EQ(want.rbx, rg->rbx);
	NEED_EQ(want.rdx, rg->rdx);
	NEED_EQ(want.rsi, rg->rsi);
	NEED_EQ(want.rdi, rg->rdi);
	NEED_EQ(want.rbp, rg->rbp);
	NEED_EQ(want.r8, rg->r8);
	NEED_EQ(want.r9, rg->r9);
	NEED_EQ(want.r10, rg->r10);
	NEED_EQ(want.r12, rg->r12);
	NEED_EQ(want.r13, rg->r13);
	NEED_EQ(want.r14, rg->r14);
	NEED_EQ(want.r15, rg->r15);
	NEED_EQ(want.rsp, rg->rsp);
	NEED_EQ(CODE_VA + 2, rg->rip);
	NEED_EQ(CODE_VA + 2, rg->rcx);
	NEED_EQ(0x8d5, rg->rflags & 0xcd5);
	NEED_EQ(0x8d5, rg->r11 & 0xcd5);

	LOAD(store_all);
	rg->rcx = 0x1111;
	rg->r11 = 0x2222;
	rg->rsp = STACK_TOP;
	rg->rip = CODE_VA;
	rg->rflags = 0x41;		/* CF and ZF */
	want = *rg;
	NEED_EQ(UX_SYSCALL, run());
	mem = (const uint64_t *)(const void *)page(DATA_PAGE);
	NEED_EQ(want.rax, mem[0]);
	NEED_EQ(want.rbx, mem[1]);
	NEED_EQ(want.rdx, mem[2]);
	NEED_EQ(want.rsi, mem[3]);
	NEED_EQ(want.rdi, mem[4]);
	NEED_EQ(want.rbp, mem[5]);
	NEED_EQ(want.r8, mem[6]);
	NEED_EQ(want.r9, mem[7]);
	NEED_EQ(want.r10, mem[8]);
	NEED_EQ(want.r12, mem[9]);
	NEED_EQ(want.r13, mem[10]);
	NEED_EQ(want.r14, mem[11]);
	NEED_EQ(want.r15, mem[12]);
	NEED_EQ(want.rsp, mem[13]);
	NEED_EQ(want.rcx, mem[14]);
	NEED_EQ(want.r11, mem[15]);
	NEED_EQ(0x41, mem[16] & 0xcd5);
	return (0);
}

GUEST(read_mem, "mov (%rax), %rbx; syscall");
GUEST(write_mem, "mov %rbx, (%rax); syscall");
GUEST(jump_mem, "jmp *%rax");

CASE(fault_tells_address_and_access, "reads, writes and fetches fault as what "
    "they are")
{

	NEED_EQ(0, start(1));
	LOAD(read_mem);
	cx->uc_regs.rax = 0x700123;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(0x700123, ev.addr);
	NEED_EQ(UX_READ, ev.access);
	NEED_EQ(0, ev.present);
	NEED_EQ(CODE_VA, cx->uc_regs.rip);
	NEED_EQ(14, cx->uc_regs.trapno);
	NEED_EQ(0x700123, cx->uc_regs.cr2);
	/* Mapped now: the same instruction goes on. */
	strcpy((char *)page(FREE_PAGE) + 0x123, "mapped!");
	NEED_EQ(0, map(sp, 0x700000, FREE_PAGE, 1, UX_READ));
	NEED_EQ(UX_SYSCALL, run());
	NEED(memcmp(&cx->uc_regs.rbx, "mapped!", 8) == 0);

	LOAD(write_mem);
	cx->uc_regs.rax = 0x700ff8;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(0x700ff8, ev.addr);
	NEED_EQ(UX_WRITE, ev.access);
	NEED_EQ(1, ev.present);

	LOAD(jump_mem);
	cx->uc_regs.rax = DATA_VA + 4;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(DATA_VA + 4, ev.addr);
	NEED_EQ(UX_EXEC, ev.access);
	NEED_EQ(DATA_VA + 4, cx->uc_regs.rip);

	/* Kernel half: a page fault there too. */
	LOAD(read_mem);
	cx->uc_regs.rax = 0xffff800000000000;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(0xffff800000000000, ev.addr);

	/* Not canonical: general protection, no address. */
	cx->uc_regs.rax = 0x8000000000000000;
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_GP, ev.trapno);

	/* A rip outside of user space does not run at all. */
	NEED_EQ(UX_FAULT, run_from(UX_VA_MAX));
	NEED_EQ(UX_EXEC, ev.access);
	NEED_EQ(UX_VA_MAX, ev.addr);
	NEED_EQ(UX_FAULT, run_from(0x8000000000000000));
	return (0);
}

GUEST(div, "xor %ecx, %ecx; div %ecx");
GUEST(int3, "int3; hlt");
GUEST(ud2, "ud2");
GUEST(align, "pushfq; orl $0x40000, (%rsp); popfq; mov 0x600001, %eax; syscall");
GUEST(step, "nop; nop; syscall");
GUEST(tf_self, "pushfq; orl $0x100, (%rsp); popfq; nop; nop; syscall");
GUEST(tf_syscall, "pushfq; orl $0x100, (%rsp); popfq; syscall; nop; nop; hlt");
GUEST(simd, "movl $0, -4(%rsp); ldmxcsr -4(%rsp); xorps %xmm0, %xmm0;"
    "divss %xmm0, %xmm0; hlt");
GUEST(x87, "fninit; movw $0, -2(%rsp); fldcw -2(%rsp); fldz; fldz;"
    "fdivrp; fwait; hlt");

CASE(traps_have_their_numbers, "exceptions arrive as the processor numbers "
    "them")
{
	struct ux_context *other;

	NEED_EQ(0, start(1));
	LOAD(div);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_DE, ev.trapno);
	NEED_EQ(CODE_VA + 2, cx->uc_regs.rip);
	LOAD(int3);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_BP, ev.trapno);
	NEED_EQ(CODE_VA + 1, cx->uc_regs.rip);
	LOAD(ud2);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_UD, ev.trapno);
	LOAD(align);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_AC, ev.trapno);
	LOAD(simd);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_XM, ev.trapno);
	LOAD(x87);
	NEED_EQ(0, ux_context_create(&other));
	ux_context_destroy(cx);
	cx = other;
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_MF, ev.trapno);
	return (0);
}

CASE(single_step, "TF, set by us or by the guest, traps after each instruction")
{

	NEED_EQ(0, start(1));
	LOAD(step);
	cx->uc_regs.rip = CODE_VA;
	cx->uc_regs.rsp = STACK_TOP;
	cx->uc_regs.rflags = 0x100;
	NEED_EQ(UX_TRAP, run());
	NEED_EQ(UX_T_DB, ev.trapno);
	NEED_EQ(CODE_VA + 1, cx->uc_regs.rip);
	NEED_EQ(UX_TRAP, run());
	NEED_EQ(UX_T_DB, ev.trapno);
	NEED_EQ(CODE_VA + 2, cx->uc_regs.rip);
	NEED_EQ(UX_SYSCALL, run());
	NEED_EQ(0x100, cx->uc_regs.rflags & 0x100);
	LOAD(tf_self);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_DB, ev.trapno);
	cx->uc_regs.rflags &= ~0x100ull;
	NEED_EQ(UX_SYSCALL, run());
	LOAD(tf_syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(UX_TRAP, run());
	NEED_EQ(UX_T_DB, ev.trapno);
	return (0);
}

CASE(map_unmap_protect, "mappings come, change and go for the guest")
{
	struct ux_mapop ops[3];
	unsigned done;

	NEED_EQ(0, start(1));
	memset(ops, 0, sizeof(ops));
	ops[0].va = 0x700000; ops[0].len = 4096;
	ops[0].off = POOL_OFF + FREE_PAGE * 4096; ops[0].prot = UX_READ | UX_WRITE;
	ops[1].va = 0x10000; ops[1].len = 8192;
	ops[1].off = POOL_OFF + (FREE_PAGE + 1) * 4096; ops[1].prot = UX_READ;
	ops[2].va = UX_VA_MAX - 4096; ops[2].len = 4096;
	ops[2].off = RAM_SIZE - 4096; ops[2].prot = UX_READ | UX_WRITE | UX_EXEC;
	NEED_EQ(0, ux_map(sp, ops, 3, &done));
	NEED_EQ(3, done);
	LOAD(write_mem);
	cx->uc_regs.rbx = 0x5555;
	cx->uc_regs.rax = 0x700008;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0x5555, *(uint64_t *)(void *)(page(FREE_PAGE) + 8));
	cx->uc_regs.rax = UX_VA_MAX - 8;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0x5555, *(uint64_t *)(void *)(ram.base + RAM_SIZE - 8));
	ops[0].prot = UX_READ;
	NEED_EQ(0, ux_protect(sp, ops, 1, &done));
	cx->uc_regs.rax = 0x700008;
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(1, ev.present);
	ops[0].prot = UX_READ | UX_WRITE;
	NEED_EQ(0, ux_protect(sp, ops, 1, &done));
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0, ux_unmap(sp, ops, 3, &done));
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(0, ev.present);

	/* Out of the rules: nothing happens. */
	ops[0].va = UX_VA_MAX;
	NEED_EQ(22, ux_map(sp, ops, 1, &done));
	ops[0].va = 0x700001;
	NEED_EQ(22, ux_map(sp, ops, 1, &done));
	ops[0].va = 0x700000; ops[0].off = POOL_OFF - 4096;
	NEED_EQ(22, ux_map(sp, ops, 1, &done));
	ops[0].off = RAM_SIZE - 4096; ops[0].len = 8192;
	NEED_EQ(22, ux_map(sp, ops, 1, &done));
	ops[0].va = 0; ops[0].len = 4096;
	NEED_EQ(22, ux_unmap(sp, ops, 1, &done));
	ops[0].va = UX_VA_MIN; ops[0].len = UX_VA_MAX;
	NEED_EQ(22, ux_unmap(sp, ops, 1, &done));
	NEED_EQ(0, done);
	return (0);
}

static uint32_t	 model[64];		/* what each page should be: page << 8 | prot */

/* Ranges as the host would count them. */
static unsigned
model_count(void)
{
	unsigned i, n;

	for (i = n = 0; i < 64; i++) {
		if (model[i] != 0 && (i == 0 || model[i] != model[i - 1] + 256))
			n++;
	}
	return (n);
}

CASE(ranges_are_counted, "the number of ranges is that of the host after any "
    "row of operations")
{
	struct ux_mapop mo;
	unsigned i, n, from, len, first, lines;
	char path[64], buf[512];
	unsigned long va;
	uint32_t prot;
	bool whole;
	int error;
	FILE *f;

	NEED_EQ(0, start(1));
	srandom(7);
	memset(model, 0, sizeof(model));
	NEED_EQ(3, ux_space_mapcount(sp));
	for (n = 0; n < 3000; n++) {
		from = (unsigned)random() % 64;
		len = 1 + (unsigned)random() % (64 - from);
		if (random() % 2)
			len = len % 4 + 1 <= 64 - from ? len % 4 + 1 : 1;
		first = FREE_PAGE + from + (unsigned)random() % 3;
		prot = random() % 2 ? UX_READ : UX_READ | UX_WRITE;
		mo.va = 0x10000000 + from * 4096ull;
		mo.len = len * 4096ull;
		mo.off = POOL_OFF + first * 4096ull;
		mo.prot = prot;
		switch (random() % 3) {
		case 0:
			NEED_EQ(0, ux_map(sp, &mo, 1, NULL));
			for (i = 0; i < len; i++)
				model[from + i] = (first + i) << 8 | prot;
			break;
		case 1:
			NEED_EQ(0, ux_unmap(sp, &mo, 1, NULL));
			memset(&model[from], 0, len * sizeof(model[0]));
			break;
		default:
			whole = true;
			for (i = 0; i < len; i++)
				whole = whole && model[from + i] != 0;
			if (!whole)
				break;
			error = ux_protect(sp, &mo, 1, NULL);
			NEED_EQ(0, error);
			for (i = 0; i < len; i++)
				model[from + i] = (model[from + i] & ~255u) | prot;
			break;
		}
		NEED_EQ(3 + model_count(), ux_space_mapcount(sp));
	}
	if (geteuid() != 0)
		return (0);
	/* And Linux agrees. */
	snprintf(path, sizeof(path), "/proc/%d/maps", ux_space_pid(sp));
	f = fopen(path, "r");
	NEED(f != NULL);
	lines = 0;
	while (fgets(buf, sizeof(buf), f) != NULL)
		lines += sscanf(buf, "%lx", &va) == 1 && va < UX_VA_MAX;
	fclose(f);
	NEED_EQ(lines, ux_space_mapcount(sp));
	return (0);
}

CASE(range_limit_is_reported, "the host's limit of ranges is ENOMEM, and "
    "unmapping all helps")
{
	static struct ux_mapop ops[1000];
	struct ux_mapop all = { UX_VA_MIN, UX_VA_MAX - UX_VA_MIN, 0, 0 };
	unsigned i, n, done, total;
	int error;

	NEED_EQ(0, start(1));
	total = 0;
	error = 0;
	for (n = 0; n < 100 && error == 0; n++) {
		for (i = 0; i < 1000; i++) {
			ops[i].va = 0x10000000 + (n * 1000ull + i) * 8192;
			ops[i].len = 4096;
			ops[i].off = POOL_OFF + (FREE_PAGE + i) * 4096;
			ops[i].prot = UX_READ;
		}
		error = ux_map(sp, ops, 1000, &done);
		total += done;
		NEED_EQ(3 + total, ux_space_mapcount(sp));
	}
	if (ux_space_mapmax() > 90000) {
		NEED_EQ(0, error);
	} else {
		NEED_EQ(12, error);
		NEED(total + 64 >= ux_space_mapmax());
	}
	NEED_EQ(0, ux_unmap(sp, &all, 1, NULL));
	NEED_EQ(0, ux_space_mapcount(sp));
	NEED_EQ(0, map(sp, CODE_VA, CODE_PAGE, 1, UX_READ | UX_EXEC));
	LOAD(syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	return (0);
}

struct other {
	struct ux_space		*space;
	struct ux_context	*cx;
	struct ux_event		 ev;
	_Atomic uint32_t	 stop;
	_Atomic uint64_t	 acks;
	enum ux_kind		 kind;
};

/* On a helper: run until something that is no kick. */
static void
other_run(void *arg)
{
	struct other *o = arg;
	unsigned n = host_cpu_number();

	do {
		o->kind = ux_run(ux_vcpu(n), o->space, o->cx, &o->ev);
		if (o->kind == UX_INTR)
			host_cpu_take(~0u);
	} while (o->kind == UX_INTR && atomic_load(&o->stop) == 0);
}

GUEST(wait_word, "lock incl 0x600000; 1: pause; cmpl $2, 0x600000; jne 1b; syscall");

CASE(two_vcpus_share_a_space, "two contexts run at the same time in one space")
{
	struct other o;
	unsigned i;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	LOAD(wait_word);
	memset(&o, 0, sizeof(o));
	o.space = sp;
	NEED_EQ(0, ux_context_create(&o.cx));
	for (i = 0; i < 200; i++) {
		memset(page(DATA_PAGE), 0, 4096);
		o.cx->uc_regs.rip = CODE_VA;
		o.cx->uc_regs.rsp = STACK_TOP;
		helper_call(1, other_run, &o);
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		helper_wait(1);
		NEED_EQ(UX_SYSCALL, o.kind);
	}
	return (0);
}

CASE(unmap_reaches_running_threads, "after ux_unmap a thread on another vCPU "
    "cannot touch the page")
{
	volatile uint32_t *word;
	uint32_t seen;
	struct other o;
	unsigned i, n;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	LOAD(count);
	memset(&o, 0, sizeof(o));
	o.space = sp;
	NEED_EQ(0, ux_context_create(&o.cx));
	word = (volatile uint32_t *)(void *)page(DATA_PAGE);
	for (i = 0; i < 50; i++) {
		struct ux_mapop mo = { DATA_VA, 4096, 0, 0 };

		*word = 0;
		NEED_EQ(0, map(sp, DATA_VA, DATA_PAGE, 1, UX_READ | UX_WRITE));
		o.cx->uc_regs.rip = CODE_VA;
		helper_call(1, other_run, &o);
		for (n = 0; *word == 0; n++)
			host_relax(n);
		NEED_EQ(0, ux_unmap(sp, &mo, 1, NULL));
		seen = *word;
		helper_wait(1);
		NEED_EQ(UX_FAULT, o.kind);
		NEED_EQ(DATA_VA, o.ev.addr);
		NEED_EQ(seen, *word);
	}
	return (0);
}

/* On a helper: count each posted bit taken out of user mode. */
static void
other_count_kicks(void *arg)
{
	struct other *o = arg;
	enum ux_kind kind;

	while (atomic_load(&o->stop) == 0) {
		kind = ux_run(ux_vcpu(1), o->space, o->cx, &o->ev);
		if (kind != UX_INTR && kind != UX_SYSCALL) {
			o->kind = kind;
			return;
		}
		if (host_cpu_take(0x200) != 0)
			atomic_fetch_add(&o->acks, 1);
	}
	o->kind = UX_INTR;
}

static int
kicks(const uint8_t *code, size_t len, unsigned times)
{
	uint64_t begin;
	struct other o;
	unsigned i, n;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	load(code, len);
	memset(&o, 0, sizeof(o));
	o.space = sp;
	NEED_EQ(0, ux_context_create(&o.cx));
	o.cx->uc_regs.rip = CODE_VA;
	helper_call(1, other_count_kicks, &o);
	for (i = 0; i < times; i++) {
		for (n = i * 7919 % 257; n > 0; n--)
			__builtin_ia32_pause();
		host_cpu_post(1, 0x200);
		begin = host_mono_ns();
		for (n = 0; atomic_load(&o.acks) != i + 1; n++) {
			host_relax(n);
			NEED(n % 1024 != 0 || host_mono_ns() - begin <
			    20000000000ull);
		}
	}
	atomic_store(&o.stop, 1);
	host_cpu_post(1, 0x400);
	helper_wait(1);
	NEED_EQ(UX_INTR, o.kind);
	return (0);
}

GUEST(mixed, "1: mov $40, %ecx; 2: dec %ecx; jnz 2b; mov $20, %eax; syscall; jmp 1b");

CASE(kick_of_computing_guest_is_never_lost, "20,000 kicks of a guest that "
    "makes no system call")
{

	return (kicks(guest_spin, (size_t)(guest_spin_end - guest_spin), 20000));
}

CASE(kick_in_a_race_is_never_lost, "80,000 kicks of a guest that goes in and "
    "out all the time")
{

	return (kicks(guest_mixed, (size_t)(guest_mixed_end - guest_mixed), 80000));
}

CASE(timer_interrupts_user_mode, "a timer's bit ends ux_run, an idle sleep too")
{
	uint64_t begin, took;
	unsigned i;

	NEED_EQ(0, start(1));
	LOAD(spin);
	cx->uc_regs.rip = CODE_VA;
	for (i = 0; i < 20; i++) {
		begin = host_mono_ns();
		host_timer_set(0, begin + 5000000);
		NEED_EQ(UX_INTR, ux_run(ux_vcpu(0), sp, cx, &ev));
		while (*host_cpu_pending(0) == 0)
			NEED_EQ(UX_INTR, ux_run(ux_vcpu(0), sp, cx, &ev));
		took = host_mono_ns() - begin;
		NEED_EQ(HOST_PEND_TIMER, host_cpu_take(~0u));
		NEED(took >= 5000000);
	}
	begin = host_mono_ns();
	host_timer_set(0, begin + 5000000);
	NEED_EQ(HOST_PEND_TIMER, host_cpu_idle(0));
	NEED(host_mono_ns() - begin >= 5000000);
	host_cpu_take(~0u);
	begin = host_mono_ns();
	NEED_EQ(0, host_cpu_idle(begin + 3000000));
	NEED(host_mono_ns() - begin >= 3000000);
	return (0);
}

CASE(pending_bit_keeps_the_guest_out, "ux_run does not enter while a bit is "
    "pending")
{

	NEED_EQ(0, start(1));
	LOAD(count);
	*(uint32_t *)(void *)page(DATA_PAGE) = 0;
	cx->uc_regs.rip = CODE_VA;
	host_cpu_post(0, 0x100);
	NEED_EQ(UX_INTR, ux_run(ux_vcpu(0), sp, cx, &ev));
	NEED_EQ(0, *(uint32_t *)(void *)page(DATA_PAGE));
	NEED_EQ(CODE_VA, cx->uc_regs.rip);
	NEED_EQ(0x100, host_cpu_take(~0u));
	return (0);
}

CASE(spaces_share_pages, "a page mapped in two spaces is one page, read-only "
    "where it was asked so")
{
	struct ux_space *child;

	NEED_EQ(0, start(1));
	NEED_EQ(0, ux_space_create(&child));
	NEED_EQ(0, map(child, CODE_VA, CODE_PAGE, 1, UX_READ | UX_EXEC));
	NEED_EQ(0, map(child, 0x700000, DATA_PAGE, 1, UX_READ));
	LOAD(write_mem);
	cx->uc_regs.rax = DATA_VA;
	cx->uc_regs.rbx = 0x1234;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	LOAD(read_mem);
	sp = child;
	cx->uc_regs.rax = 0x700000;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0x1234, cx->uc_regs.rbx);
	LOAD(write_mem);
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(UX_WRITE, ev.access);
	NEED_EQ(1, ev.present);
	ux_space_destroy(child);
	return (0);
}

GUEST(fp_load, "movups 0x600000, %xmm5; fninit; fldpi; syscall");
GUEST(fp_store, "movups %xmm5, 0x600010; fstpl 0x600020; syscall");
GUEST(ymm_load, "vmovups 0x600000, %ymm9; syscall");
GUEST(ymm_store, "vmovups %ymm9, 0x600020; syscall");

static bool
have_avx(void)
{
	unsigned a, b, c, d;

	return (__get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_AVX) != 0 &&
	    (c & bit_OSXSAVE) != 0);
}

CASE(fpu_state_belongs_to_the_context, "contexts keep their FPU state over "
    "each other, over other vCPUs and through get and set")
{
	struct ux_context *first, *second;
	uint8_t *mem, area[16384];
	struct other o;
	double pi;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	mem = page(DATA_PAGE);
	first = cx;
	NEED_EQ(0, ux_context_create(&second));
	LOAD(fp_load);
	memcpy(mem, "0123456789abcdef", 16);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	cx = second;
	memcpy(mem, "ABCDEFGHIJKLMNOP", 16);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	cx = first;
	LOAD(fp_store);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED(memcmp(mem + 16, "0123456789abcdef", 16) == 0);
	memcpy(&pi, mem + 32, 8);
	NEED(pi > 3.1415926 && pi < 3.1415927);
	/* The second one goes on, on another vCPU. */
	memset(&o, 0, sizeof(o));
	o.space = sp;
	o.cx = second;
	second->uc_regs.rip = CODE_VA;
	helper_call(1, other_run, &o);
	helper_wait(1);
	NEED_EQ(UX_SYSCALL, o.kind);
	NEED(memcmp(mem + 16, "ABCDEFGHIJKLMNOP", 16) == 0);

	/* Out and in again. */
	NEED(ux_fpu_size() >= 512 && ux_fpu_size() <= sizeof(area));
	LOAD(fp_load);
	cx = first;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	ux_fpu_get(first, area, ux_fpu_size());
	NEED(memcmp(area + 160 + 5 * 16, "ABCDEFGHIJKLMNOP", 16) == 0);
	memcpy(area + 160 + 5 * 16, "changed by hand.", 16);
	NEED_EQ(0, ux_fpu_set(first, area, ux_fpu_size()));
	LOAD(fp_store);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED(memcmp(mem + 16, "changed by hand.", 16) == 0);
	ux_fpu_copy(second, first);
	cx = second;
	memset(mem, 0, 64);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED(memcmp(mem + 16, "changed by hand.", 16) == 0);
	ux_fpu_reset(second);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0, *(uint64_t *)(void *)(mem + 16));
	/* Garbage: refused or made harmless, and the guest runs on. */
	memset(area, 0xff, sizeof(area));
	ux_fpu_set(second, area, ux_fpu_size());
	NEED_EQ(0, ux_fpu_set(second, area, 512));
	NEED_EQ(22, ux_fpu_set(second, area, 100));
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	return (0);
}

CASE(avx_state_survives_switches, "upper halves of vector registers too")
{
	struct ux_context *first, *second;
	uint8_t *mem, area[1024];

	if (!have_avx())
		return (0);
	NEED_EQ(0, start(1));
	mem = page(DATA_PAGE);
	first = cx;
	NEED_EQ(0, ux_context_create(&second));
	LOAD(ymm_load);
	memset(mem, 0x11, 32);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	cx = second;
	memset(mem, 0x22, 32);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	ux_fpu_get(second, area, 832);
	NEED_EQ(0x22, area[576 + 9 * 16]);
	NEED_EQ(4, area[512] & 4);
	cx = first;
	LOAD(ymm_store);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0x11, mem[32]);
	NEED_EQ(0x11, mem[63]);
	/* Through a shorter area than the host's whole one. */
	memset(area + 576 + 9 * 16, 0x33, 16);
	NEED_EQ(0, ux_fpu_set(first, area, 832));
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0x22, mem[32]);
	NEED_EQ(0x33, mem[63]);
	return (0);
}

GUEST(bases, "mov %fs:8, %rax; mov %gs:16, %rbx; syscall");
GUEST(wrbases, "wrfsbase %rax; wrgsbase %rbx; syscall");

CASE(bases_travel, "fs and gs bases go in and out, also those that the guest "
    "sets itself")
{
	struct ux_context *second;
	uint64_t *mem;

	NEED_EQ(0, start(1));
	mem = (uint64_t *)(void *)page(DATA_PAGE);
	mem[1] = 0xaaaa;
	mem[34] = 0xbbbb;
	LOAD(bases);
	cx->uc_regs.fsbase = DATA_VA;
	cx->uc_regs.gsbase = DATA_VA + 256;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0xaaaa, cx->uc_regs.rax);
	NEED_EQ(0xbbbb, cx->uc_regs.rbx);
	NEED_EQ(DATA_VA, cx->uc_regs.fsbase);
	NEED_EQ(0, ux_context_create(&second));
	second->uc_regs.fsbase = DATA_VA + 256 + 8;
	second->uc_regs.gsbase = 0x8000000000000001;
	second->uc_regs.rip = CODE_VA;
	NEED_EQ(UX_FAULT, ux_run(ux_vcpu(0), sp, second, &ev));
	NEED_EQ(16, ev.addr);		/* not canonical: taken as 0 */
	NEED_EQ(0xbbbb, second->uc_regs.rax);
	LOAD(wrbases);
	cx->uc_regs.rax = 0x12345678;
	cx->uc_regs.rbx = 0xffff900000000000;
	if (run_from(CODE_VA) == UX_SYSCALL) {
		NEED_EQ(0x12345678, cx->uc_regs.fsbase);
		NEED_EQ(0xffff900000000000, cx->uc_regs.gsbase);
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED_EQ(0xffff900000000000, cx->uc_regs.gsbase);
		cx->uc_regs.rbx = 0x8000000000000000;
		NEED_EQ(UX_TRAP, run_from(CODE_VA));
		NEED_EQ(UX_T_GP, ev.trapno);
	} else {
		NEED_EQ(UX_TRAP, ev.kind);	/* a host without the instruction */
		NEED_EQ(UX_T_UD, ev.trapno);
	}
	return (0);
}

CASE(bases_travel_without_instructions, "a CPU without rdfsbase does as well")
{
	struct ux_context *second;
	uint64_t *mem;

	start_nofsgsbase = true;
	NEED_EQ(0, start(1));
	mem = (uint64_t *)(void *)page(DATA_PAGE);
	mem[1] = 0xaaaa;
	mem[34] = 0xbbbb;
	LOAD(bases);
	cx->uc_regs.fsbase = DATA_VA;
	cx->uc_regs.gsbase = DATA_VA + 256;
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0xaaaa, cx->uc_regs.rax);
	NEED_EQ(0xbbbb, cx->uc_regs.rbx);
	NEED_EQ(DATA_VA, cx->uc_regs.fsbase);
	NEED_EQ(DATA_VA + 256, cx->uc_regs.gsbase);
	NEED_EQ(0, ux_context_create(&second));
	second->uc_regs.fsbase = DATA_VA + 256 + 8;
	second->uc_regs.gsbase = DATA_VA - 8;
	second->uc_regs.rip = CODE_VA;
	NEED_EQ(UX_SYSCALL, ux_run(ux_vcpu(0), sp, second, &ev));
	NEED_EQ(0xbbbb, second->uc_regs.rax);
	NEED_EQ(0xaaaa, second->uc_regs.rbx);
	/* The first one has its own still. */
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	NEED_EQ(0xaaaa, cx->uc_regs.rax);
	return (0);
}

CASE(killed_stub_is_told, "a stub killed from outside is UX_DEAD and ESRCH; "
    "others live on")
{
	struct ux_space *other;
	struct ux_stats st;
	unsigned i;

	NEED_EQ(0, start(1));
	LOAD(spin);
	for (i = 0; i < 20; i++) {
		other = sp;
		NEED_EQ(0, space_new(&sp));
		cx->uc_regs.rip = CODE_VA;
		host_timer_set(0, host_mono_ns() + 1000000);
		NEED_EQ(UX_INTR, ux_run(ux_vcpu(0), sp, cx, &ev));
		host_cpu_take(~0u);
		NEED_EQ(0, kill(ux_space_pid(sp), SIGKILL));
		NEED_EQ(UX_DEAD, run_from(CODE_VA));
		NEED_EQ(3, map(sp, DATA_VA, DATA_PAGE, 1, UX_READ));
		NEED_EQ(UX_DEAD, run_from(CODE_VA));
		ux_space_destroy(sp);
		sp = other;
	}
	LOAD(syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	ux_stats(&st);
	NEED(st.made >= 20);
	return (0);
}

static void
kill_later(void *arg)
{
	struct timespec ts = { 0, 20000000 };

	(void)arg;
	nanosleep(&ts, NULL);
	kill(ux_space_pid(sp), SIGKILL);
}

CASE(death_ends_a_run, "a stub that dies while its guest computes ends ux_run")
{

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	LOAD(spin);
	helper_call(1, kill_later, NULL);
	NEED_EQ(UX_DEAD, run_from(CODE_VA));
	helper_wait(1);
	ux_space_destroy(sp);
	NEED_EQ(0, space_new(&sp));
	LOAD(syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	return (0);
}

CASE(reset_leaves_nothing, "after a reset nothing is mapped and a new program "
    "runs")
{
	unsigned i;

	NEED_EQ(0, start(1));
	for (i = 0; i < 100; i++) {
		LOAD(syscall);
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED_EQ(0, ux_space_reset(sp));
		NEED_EQ(0, ux_space_mapcount(sp));
		NEED_EQ(UX_FAULT, run_from(CODE_VA));
		NEED_EQ(CODE_VA, ev.addr);
		NEED_EQ(0, map(sp, CODE_VA, CODE_PAGE, 1, UX_READ | UX_EXEC));
	}
	return (0);
}

CASE(spaces_come_and_go, "1,000 spaces, 100 at a time, each with a guest "
    "thread")
{
	struct ux_space *many[100];
	unsigned i, n;

	NEED_EQ(0, start(1));
	LOAD(syscall);
	for (n = 0; n < 10; n++) {
		for (i = 0; i < 100; i++) {
			NEED_EQ(0, space_new(&many[i]));
			sp = many[i];
			NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		}
		for (i = 0; i < 100; i++)
			ux_space_destroy(many[i]);
	}
	return (0);
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, syscall_carries_registers);
	ATF_TP_ADD_TC(tp, fault_tells_address_and_access);
	ATF_TP_ADD_TC(tp, traps_have_their_numbers);
	ATF_TP_ADD_TC(tp, single_step);
	ATF_TP_ADD_TC(tp, map_unmap_protect);
	ATF_TP_ADD_TC(tp, ranges_are_counted);
	ATF_TP_ADD_TC(tp, range_limit_is_reported);
	ATF_TP_ADD_TC(tp, two_vcpus_share_a_space);
	ATF_TP_ADD_TC(tp, unmap_reaches_running_threads);
	ATF_TP_ADD_TC(tp, kick_of_computing_guest_is_never_lost);
	ATF_TP_ADD_TC(tp, kick_in_a_race_is_never_lost);
	ATF_TP_ADD_TC(tp, timer_interrupts_user_mode);
	ATF_TP_ADD_TC(tp, pending_bit_keeps_the_guest_out);
	ATF_TP_ADD_TC(tp, spaces_share_pages);
	ATF_TP_ADD_TC(tp, fpu_state_belongs_to_the_context);
	ATF_TP_ADD_TC(tp, avx_state_survives_switches);
	ATF_TP_ADD_TC(tp, bases_travel);
	ATF_TP_ADD_TC(tp, bases_travel_without_instructions);
	ATF_TP_ADD_TC(tp, killed_stub_is_told);
	ATF_TP_ADD_TC(tp, death_ends_a_run);
	ATF_TP_ADD_TC(tp, reset_leaves_nothing);
	ATF_TP_ADD_TC(tp, spaces_come_and_go);
	return (atf_no_error());
}
