/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_hostile.c: guest programs that attack the line.  Whatever they do, the
 * machine goes on, other spaces too, and no host system call is made for them.
 */
#include <atf-c.h>

#include <dirent.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "h_host.h"
#include "linux/stub_proto.h"

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

extern const uint8_t stub_text_image[], stub_text_image_end[];

GUEST(syscall, "syscall; hlt");
GUEST(jump, "jmp *-8(%rsp)");
GUEST(spin, "1: jmp 1b");

/* Run for at most ms milliseconds; UX_INTR when that was not enough. */
static enum ux_kind
run_for(unsigned ms)
{
	enum ux_kind kind;

	host_timer_set(0, host_mono_ns() + ms * 1000000ull);
	do {
		kind = ux_run(ux_vcpu(0), sp, cx, &ev);
	} while (kind == UX_INTR && *host_cpu_pending(0) == 0);
	host_timer_set(0, 0);
	host_cpu_take(~0u);
	return (kind);
}

/* A healthy space and context again, whatever happened to the last. */
static int
fresh(void)
{
	int error;

	ux_space_destroy(sp);
	ux_context_destroy(cx);
	error = space_new(&sp);
	if (error == 0)
		error = ux_context_create(&cx);
	return (error);
}

static int
healthy(void)
{

	NEED_EQ(0, fresh());
	LOAD(syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	return (0);
}

static uint64_t
odd_value(void)
{
	static const uint64_t odd[] = {
		0, 1, 2, 3, 9, 10, 11, 15, 56, 60, 158, 202, 231, 317, 4096,
		UXW_BASE, UXW_REQ, UXW_REPLY, UXW_SLOTS, UXW_SLOTS + 0x200,
		UXW_SLOTS + UXW_SLOTSIZE - 8, UXW_END,
		0x7fffffffffff, 0x8000000000000000, ~0ull, STACK_TOP, DATA_VA,
		CODE_VA, 0x8011, 0x50f00, 7
	};

	return (odd[(unsigned)random() % (sizeof(odd) / sizeof(odd[0]))]);
}

static void
odd_registers(void)
{
	uint64_t *p = (uint64_t *)(void *)&cx->uc_regs;
	unsigned i;

	for (i = 0; i < 15; i++)
		p[i] = odd_value();
	cx->uc_regs.rflags = (uint64_t)random();
}

/* Jump to addr from guest code: a rip up there is not accepted from us. */
static enum ux_kind
jump_to(uint64_t addr, bool keep_stack)
{

	LOAD(jump);
	*(uint64_t *)(void *)(page(STACK_PAGE) + 4096 - 8) = addr;
	cx->uc_regs.rip = CODE_VA;
	if (keep_stack)
		cx->uc_regs.rsp = STACK_TOP;
	return (run_for(2));
}

CASE(jump_to_each_syscall_of_the_stub, "every syscall instruction in the stub, "
    "entered with odd registers, harms nobody")
{
	struct ux_space *bystander;
	struct ux_context *its_cx;
	uint64_t addr;
	size_t i, len;
	unsigned n, sites;

	NEED_EQ(0, start(1));
	srandom(1);
	bystander = sp;
	its_cx = cx;
	NEED_EQ(0, space_new(&sp));
	NEED_EQ(0, ux_context_create(&cx));
	len = (size_t)(stub_text_image_end - stub_text_image);
	sites = 0;
	for (i = 0; i + 1 < len; i++) {
		if (stub_text_image[i] != 0x0f || stub_text_image[i + 1] != 0x05)
			continue;
		sites++;
		for (n = 0; n < 24; n++) {
			addr = UXW_TEXT + i;
			odd_registers();
			/* Also as if it were on its own way there. */
			if (n % 4 == 1)
				addr -= 5;
			jump_to(addr, true);
			NEED_EQ(0, fresh());
		}
	}
	NEED(sites >= 15);
	sp = bystander;
	cx = its_cx;
	LOAD(syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	return (0);
}

CASE(jump_to_each_byte_of_the_stub, "every byte of the stub as a target")
{
	size_t i, len;

	NEED_EQ(0, start(1));
	srandom(2);
	len = (size_t)(stub_text_image_end - stub_text_image);
	for (i = 0; i < len; i += 3) {
		odd_registers();
		jump_to(UXW_TEXT + i, true);
		if (i % 8 == 0)
			NEED_EQ(0, fresh());
	}
	return (healthy());
}

CASE(linux_calls_do_nothing, "Linux system call numbers are just numbers of "
    "the guest's")
{
	static const uint64_t args[][4] = {
		{ 11, UXW_BASE, 0x1000, 0 },			/* munmap */
		{ 9, UXW_SLOTS, 0x4000, 3 },			/* mmap */
		{ 10, UXW_TEXT, 0x10000, 7 },			/* mprotect */
		{ 60, 3, 0, 0 }, { 231, 3, 0, 0 },		/* exit */
		{ 157, 4, 1, 0 },				/* prctl */
		{ 317, 1, 0, 0 },				/* seccomp */
		{ 334, DATA_VA, 32, 0 },			/* rseq */
		{ 0x40000000 | 9, UXW_BASE, 0x1000, 0 },	/* x32 */
		{ ~0ull, 0, 0, 0 }, { 0xffffffff00000009, UXW_BASE, 4096, 0 }
	};
	struct ux_regs was;
	unsigned i;

	NEED_EQ(0, start(1));
	LOAD(syscall);
	for (i = 0; i < sizeof(args) / sizeof(args[0]); i++) {
		cx->uc_regs.rax = args[i][0];
		cx->uc_regs.rdi = args[i][1];
		cx->uc_regs.rsi = args[i][2];
		cx->uc_regs.rdx = args[i][3];
		was = cx->uc_regs;
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED_EQ(was.rax, cx->uc_regs.rax);
		NEED_EQ(was.rdi, cx->uc_regs.rdi);
	}
	return (0);
}

GUEST(int80, "mov $1, %eax; int $0x80; hlt");
GUEST(sysenter, "mov $1, %eax; sysenter; hlt");
GUEST(vsyscall, "mov $0xffffffffff600000, %rax; call *%rax; hlt");
GUEST(vsys_read, "mov 0xffffffffff600000, %rax; hlt");

CASE(other_gates_are_closed, "int 0x80, sysenter and the vsyscall page are "
    "errors of the guest")
{

	NEED_EQ(0, start(1));
	LOAD(int80);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_GP, ev.trapno);
	NEED_EQ(0x402, ev.code);
	NEED_EQ(CODE_VA + 5, cx->uc_regs.rip);
	LOAD(sysenter);
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED(ev.trapno == UX_T_UD || ev.trapno == UX_T_GP);
	LOAD(vsyscall);
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	NEED_EQ(0xffffffffff600000, ev.addr);
	NEED_EQ(UX_EXEC, ev.access);
	NEED_EQ(STACK_TOP - 8, cx->uc_regs.rsp);
	LOAD(vsys_read);
	NEED_EQ(UX_FAULT, run_from(CODE_VA));
	return (0);
}

GUEST(p_hlt, "hlt");
GUEST(p_cli, "cli");
GUEST(p_in, "in $0x60, %al");
GUEST(p_out, "out %al, $0x80");
GUEST(p_cr0, "mov %cr0, %rax");
GUEST(p_dr7, "mov %rax, %dr7");
GUEST(p_msr, "rdmsr");
GUEST(p_lgdt, "lgdt 0x600000");
GUEST(p_swapgs, "swapgs");
GUEST(p_iret, "sub $256, %rsp; pushq $0; pushq $0; pushq $0; pushq $0; pushq $0; iretq");
GUEST(p_invlpg, "invlpg 0x600000");
GUEST(p_int13, "int $13");
GUEST(p_ds, "mov $0x1234, %eax; mov %eax, %ds");
GUEST(p_ss, "mov $0x10, %eax; mov %eax, %ss");
GUEST(p_fs, "mov $0xfff8, %eax; mov %eax, %fs");
GUEST(p_ljmp32, "pushq $0x23; pushq $0x400100; lretq");
GUEST(p_cs0, "sub $256, %rsp; pushq $0x10; pushq $0x400100; lretq");

CASE(privileged_instructions_trap, "what user code may not do is a trap, and "
    "32-bit code is none of ours")
{
	static const uint8_t *const codes[] = {
		guest_p_hlt, guest_p_cli, guest_p_in, guest_p_out, guest_p_cr0,
		guest_p_dr7, guest_p_msr, guest_p_lgdt, guest_p_swapgs,
		guest_p_iret, guest_p_invlpg, guest_p_int13, guest_p_ds,
		guest_p_ss, guest_p_fs, guest_p_cs0
	};
	unsigned i;

	NEED_EQ(0, start(1));
	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		load(codes[i], 32);
		if (run_from(CODE_VA) != UX_TRAP) {
			fprintf(stderr, "code %u: kind %d at %#llx\n", i, ev.kind,
			    (unsigned long long)ev.addr);
			return (1);
		}
	}
	LOAD(p_ljmp32);
	page(CODE_PAGE)[0x100] = 0xcd;		/* int $0x80 */
	page(CODE_PAGE)[0x101] = 0x80;
	NEED_EQ(UX_TRAP, run_from(CODE_VA));
	NEED_EQ(UX_T_GP, ev.trapno);
	/* Back in 64-bit code as if nothing had been. */
	LOAD(syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	return (0);
}

GUEST(rsp_syscall, "mov %rax, %rsp; syscall; hlt");
GUEST(rsp_fault, "mov %rax, %rsp; mov 0x700000, %rbx; hlt");
GUEST(rsp_push, "mov %rax, %rsp; push %rax; hlt");

CASE(stack_pointer_may_be_anything, "traps work with any rsp")
{
	static const uint64_t rsps[] = {
		0, 8, ~0ull, 0x8000000000000000, 0xffff888000000000, UX_VA_MAX,
		UXW_SLOTS, UXW_SLOTS + 0x1000, UXW_SLOTS + UXW_SLOTSIZE,
		UXW_SLOTS + UXW_SLOTSIZE - 64, UXW_TEXT, UXW_END - 8, DATA_VA + 1
	};
	unsigned i;

	NEED_EQ(0, start(1));
	for (i = 0; i < sizeof(rsps) / sizeof(rsps[0]); i++) {
		LOAD(rsp_syscall);
		cx->uc_regs.rax = rsps[i];
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED_EQ(rsps[i], cx->uc_regs.rsp);
		LOAD(rsp_fault);
		cx->uc_regs.rax = rsps[i];
		NEED_EQ(UX_FAULT, run_from(CODE_VA));
		NEED_EQ(rsps[i], cx->uc_regs.rsp);
		LOAD(rsp_push);
		cx->uc_regs.rax = rsps[i];
		run_from(CODE_VA);
		LOAD(syscall);
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	}
	return (0);
}

/*
 * ---- the window's writable pages ----------------------------------------
 */

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

CASE(rogue_thread_does_not_survive_reset, "a thread that pretends to have "
    "trapped is not there in the next program")
{
	volatile uint32_t *word;
	struct rogue r;
	uint32_t seen;
	int error;

	NEED_EQ(0, start(2));
	NEED_EQ(0, helper_start(1));
	LOAD(rogue);
	memset(&r, 0, sizeof(r));
	r.space = sp;
	NEED_EQ(0, ux_context_create(&r.cx));
	r.cx->uc_regs.rip = CODE_VA;
	r.cx->uc_regs.rsp = STACK_TOP;
	word = (volatile uint32_t *)(void *)page(DATA_PAGE);
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

/*
 * ---- what a stub has ----------------------------------------------------
 */

static unsigned
count_entries(const char *path)
{
	struct dirent *de;
	unsigned n;
	DIR *d;

	d = opendir(path);
	if (d == NULL)
		return (0);
	n = 0;
	while ((de = readdir(d)) != NULL)
		n += de->d_name[0] != '.';
	closedir(d);
	return (n);
}

static bool
status_has(int pid, const char *line)
{
	char path[64], buf[256];
	bool found;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return (false);
	found = false;
	while (fgets(buf, sizeof(buf), f) != NULL)
		found = found || strncmp(buf, line, strlen(line)) == 0;
	fclose(f);
	return (found);
}

CASE(stub_has_nothing, "a stub has one descriptor, filters, no new privileges, "
    "a session of its own and nothing mapped but its window and the guest's")
{
	char path[64], buf[512];
	unsigned long from, to;
	unsigned long long end;
	FILE *f;
	int pid;

	NEED_EQ(0, start(1));
	LOAD(syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	pid = ux_space_pid(sp);
	NEED(status_has(pid, "Seccomp:\t2"));
	NEED(status_has(pid, "NoNewPrivs:\t1"));
	NEED_EQ(pid, getsid(pid));
	if (geteuid() != 0)
		return (0);		/* the rest is root's to see */
	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	NEED_EQ(1, count_entries(path));
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "r");
	NEED(f != NULL);
	end = UX_VA_MIN;
	while (fgets(buf, sizeof(buf), f) != NULL) {
		NEED(sscanf(buf, "%lx-%lx", &from, &to) == 2);
		if (strstr(buf, "[vsyscall]") != NULL)
			continue;
		NEED(from >= CODE_VA && to <= UXW_END);
		NEED(strstr(buf, "[vdso]") == NULL);
		NEED(strstr(buf, "[stack]") == NULL);
		if (from >= UXW_BASE)
			NEED(strchr(strchr(buf, ' '), 'w') == NULL ||
			    strstr(buf, "x") == NULL || from >= UXW_REPLY);
		end = to;
	}
	fclose(f);
	NEED(end > UXW_SLOTS);
	return (0);
}

static int
suicide_kernel(void)
{

	NEED_EQ(0, start(1));
	printf("%d\n", ux_space_pid(sp));
	fflush(stdout);
	LOAD(spin);
	host_timer_set(0, host_mono_ns() + 1000000);
	run_from(CODE_VA);
	kill(getpid(), SIGKILL);
	return (0);
}

ATF_TC(no_stub_is_left);
ATF_TC_HEAD(no_stub_is_left, tc)
{

	atf_tc_set_md_var(tc, "descr", "a killed kernel process takes its stubs "
	    "along");
	atf_tc_set_md_var(tc, "timeout", "60");
}
ATF_TC_BODY(no_stub_is_left, tc)
{
	char buf[32];
	ssize_t n;
	int fds[2], saved, i, pid;

	ATF_REQUIRE_EQ(0, pipe(fds));
	fflush(stdout);
	saved = dup(1);
	dup2(fds[1], 1);
	i = line_run(suicide_kernel);
	dup2(saved, 1);
	close(fds[1]);
	ATF_CHECK_EQ(70, i);
	n = read(fds[0], buf, sizeof(buf) - 1);
	ATF_REQUIRE(n > 0);
	buf[n] = '\0';
	pid = atoi(buf);
	ATF_REQUIRE(pid > 1);
	for (i = 0; i < 200 && kill(pid, 0) == 0; i++)
		usleep(10000);
	ATF_CHECK_EQ(-1, kill(pid, 0));
}

ATF_TP_ADD_TCS(tp)
{

	ATF_TP_ADD_TC(tp, jump_to_each_syscall_of_the_stub);
	ATF_TP_ADD_TC(tp, jump_to_each_byte_of_the_stub);
	ATF_TP_ADD_TC(tp, linux_calls_do_nothing);
	ATF_TP_ADD_TC(tp, other_gates_are_closed);
	ATF_TP_ADD_TC(tp, privileged_instructions_trap);
	ATF_TP_ADD_TC(tp, stack_pointer_may_be_anything);
	ATF_TP_ADD_TC(tp, scribbling_the_slot);
	ATF_TP_ADD_TC(tp, next_program_finds_zeros);
	ATF_TP_ADD_TC(tp, forged_answers_of_the_mapper);
	ATF_TP_ADD_TC(tp, forging_thread_cannot_fake_an_unmap);
	ATF_TP_ADD_TC(tp, rogue_thread_does_not_survive_reset);
	ATF_TP_ADD_TC(tp, deaf_thread_is_killed);
	ATF_TP_ADD_TC(tp, stub_has_nothing);
	ATF_TP_ADD_TC(tp, no_stub_is_left);
	return (atf_no_error());
}
