/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_window.c: guest programs that write to the pages that a stub shares with
 * the kernel, or forge what is written there.
 */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "h_host.h"
#include "linux/stub_proto.h"

extern const uint8_t stub_text_image[];

GUEST(syscall, "syscall; hlt");

GUEST(fill, "rep stosb; mov $20, %eax; syscall; hlt");

CASE(scribbling_the_slot, "a guest that fills its slot with bytes hurts only "
    "itself")
{
	static const uint8_t bytes[] = { 0x00, 0xff, 0x01, 0x41 };
	unsigned i;

	NEED_EQ(0, start(1));
	for (i = 0; i < sizeof(bytes); i++) {
		LOAD(fill);
		cx->uc_regs.rax = bytes[i];
		cx->uc_regs.rdi = UXW_SLOTS;
		cx->uc_regs.rcx = UXW_SLOTSIZE;
		cx->uc_regs.rip = CODE_VA;
		run_for(50);
		NEED_EQ(0, healthy());
	}
	return (0);
}

GUEST(read_rax, "mov (%rax), %rbx; syscall; hlt");

CASE(next_program_finds_zeros, "what a guest leaves in the window is not there "
    "for the next one")
{
	static const uint64_t places[] = {
		UXW_SLOTS + 0x300, UXW_SLOTS + 0x1800, UXW_SLOTS + UXW_SLOTSIZE +
		0x800, UXW_SLOTS + 2 * UXW_SLOTSIZE - 8
	};
	unsigned i;
	int pid;

	NEED_EQ(0, start(2));
	for (i = 0; i < 4; i++) {
		NEED_EQ(0, fresh());
		pid = ux_space_pid(sp);
		LOAD(fill);
		cx->uc_regs.rax = 0x55;
		cx->uc_regs.rdi = places[i];
		cx->uc_regs.rcx = 8;
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED_EQ(0, fresh());
		NEED_EQ(pid, ux_space_pid(sp));
		LOAD(read_rax);
		cx->uc_regs.rax = places[i];
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED_EQ(0, cx->uc_regs.rbx);
	}
	return (0);
}

CASE(forged_answers_of_the_mapper, "a guest cannot answer for the mapper")
{
	struct ux_mapop mo = { DATA_VA, 4096, 0, 0 };
	unsigned i;
	int error;

	NEED_EQ(0, start(1));
	for (i = 0; i < 4; i++) {
		LOAD(fill);
		cx->uc_regs.rax = i == 0 ? 1 : i == 1 ? 0xff : i == 2 ? 0 : 0x81;
		cx->uc_regs.rdi = UXW_REPLY;
		cx->uc_regs.rcx = UXW_REPLYLEN;
		cx->uc_regs.rip = CODE_VA;
		NEED_EQ(UX_SYSCALL, run_for(50));
		error = ux_unmap(sp, &mo, 1, NULL);
		NEED(error == 0 || error == 3);
		NEED_EQ(0, healthy());
	}
	return (0);
}

/* A thread of the guest that never stops writing "mine" answers. */
GUEST(forge_loop, "mov $0x7fffffe18000, %rax; 1: movl $1, (%rax); jmp 1b");

struct rogue {
	struct ux_space		*space;
	struct ux_context	*cx;
	struct ux_event		 ev;
	_Atomic uint32_t	 stop;
	_Atomic uint32_t	 runs;
	enum ux_kind		 kind;
};

static void
rogue_run(void *arg)
{
	struct rogue *r = arg;

	do {
		r->kind = ux_run(ux_vcpu(1), r->space, r->cx, &r->ev);
		host_cpu_take(0x400);
		atomic_fetch_add(&r->runs, 1);
	} while (atomic_load(&r->stop) == 0 && r->kind == UX_INTR);
}

CASE(forging_thread_cannot_fake_an_unmap, "with a thread that keeps forging "
    "answers an unmap is true or the space is dead")
{
	struct ux_mapop mo = { DATA_VA, 4096, 0, 0 };
	struct rogue r;
	unsigned i;
	int error;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	for (i = 0; i < 10; i++) {
		LOAD(forge_loop);
		memset(&r, 0, sizeof(r));
		r.space = sp;
		NEED_EQ(0, ux_context_create(&r.cx));
		r.cx->uc_regs.rip = CODE_VA;
		r.cx->uc_regs.rsp = STACK_TOP;
		helper_call(1, rogue_run, &r);
		nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
		error = ux_unmap(sp, &mo, 1, NULL);
		NEED(error == 0 || error == 3);
		atomic_store(&r.stop, 1);
		host_cpu_post(1, 0x400);
		helper_wait(1);
		ux_context_destroy(r.cx);
		NEED_EQ(0, healthy());
	}
	return (0);
}

/* Gives its turn away by hand and goes on computing. */
GUEST(rogue, "mov $0x7fffffe24000, %rax; movl $1, (%rax);"
    "1: incl 0x600000; jmp 1b");

static int
reset_with_rogue(void)
{
	volatile uint32_t *word;
	struct rogue r;
	uint32_t seen;
	int error;

	LOAD(rogue);
	memset(&r, 0, sizeof(r));
	r.space = sp;
	NEED_EQ(0, ux_context_create(&r.cx));
	r.cx->uc_regs.rip = CODE_VA;
	r.cx->uc_regs.rsp = STACK_TOP;
	word = (volatile uint32_t *)(void *)page(DATA_PAGE);
	*word = 0;
	helper_call(1, rogue_run, &r);
	while (*word == 0)
		host_relax(300);
	atomic_store(&r.stop, 1);
	host_cpu_post(1, 0x400);
	helper_wait(1);
	ux_context_destroy(r.cx);
	error = ux_space_reset(sp);
	NEED(error == 0 || error == 3);
	seen = *word;
	nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
	NEED_EQ(seen, *word);
	return (healthy());
}

CASE(rogue_thread_does_not_survive_reset, "a thread that pretends to have "
    "trapped is not there in the next program, whose process is not the "
    "dying one")
{

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	for (int i = 0; i < 20; i++)
		NEED_EQ(0, reset_with_rogue());
	return (0);
}

/*
 * A sigreturn with a frame of its own that blocks all signals: rsp = frame + 8,
 * the frame laid out in the data page by the case.
 */
GUEST(forge_return, "mov $0x600008, %rsp; mov $15, %eax; jmp *%rbx");

CASE(deaf_thread_is_killed, "a guest that blocks the kick is killed within "
    "seconds")
{
	const uint32_t *table = (const uint32_t *)(const void *)stub_text_image;
	uint64_t begin;
	uint8_t *fr;
	enum ux_kind kind;

	NEED_EQ(0, start(1));
	/* forge_return at 0, an endless loop at 0x80. */
	LOAD(forge_return);
	page(CODE_PAGE)[0x80] = 0xeb;
	page(CODE_PAGE)[0x81] = 0xfe;
	fr = page(DATA_PAGE);
	memset(fr, 0, 4096);
	*(uint64_t *)(void *)(fr + 24 + 8) = 2;			/* SS_DISABLE */
	*(uint64_t *)(void *)(fr + 160 + 8) = STACK_TOP;	/* sp */
	*(uint64_t *)(void *)(fr + 168 + 8) = CODE_VA + 0x80;	/* ip */
	*(uint64_t *)(void *)(fr + 176 + 8) = 0x202;		/* flags */
	*(uint64_t *)(void *)(fr + 192) = 0x002b000000000033;	/* segments */
	*(uint64_t *)(void *)(fr + 304) = ~0ull;		/* mask */
	cx->uc_regs.rbx = UXW_TEXT + table[UXX_IP_SIGRETURN] - 2;
	cx->uc_regs.rip = CODE_VA;
	begin = host_mono_ns();
	kind = run_for(20);
	NEED_EQ(UX_DEAD, kind);
	NEED(host_mono_ns() - begin < 10000000000ull);
	return (healthy());
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, scribbling_the_slot);
	ATF_TP_ADD_TC(tp, next_program_finds_zeros);
	ATF_TP_ADD_TC(tp, forged_answers_of_the_mapper);
	ATF_TP_ADD_TC(tp, forging_thread_cannot_fake_an_unmap);
	ATF_TP_ADD_TC(tp, rogue_thread_does_not_survive_reset);
	ATF_TP_ADD_TC(tp, deaf_thread_is_killed);
	return (atf_no_error());
}
