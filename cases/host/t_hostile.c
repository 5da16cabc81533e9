/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_hostile.c: guest programs that attack the line.  Whatever they do, the
 * machine goes on, other spaces too, and no host system call is made for them.
 * t_window.c has those that write where they should not.
 */
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "h_host.h"
#include "linux/stub_proto.h"

extern const uint8_t stub_text_image[], stub_text_image_end[];

GUEST(syscall, "syscall; hlt");
GUEST(jump, "jmp *-8(%rsp)");
GUEST(spin, "1: jmp 1b");

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

CASE(every_number_arrives, "a system call arrives with its number, those too "
    "that Linux hides from filters")
{
	unsigned i;

	NEED_EQ(0, start(1));
	LOAD(syscall);
	for (i = 0; i < 700; i++) {
		cx->uc_regs.rax = i;
		cx->uc_regs.rdx = ~i;
		NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
		NEED_EQ(i, cx->uc_regs.rax);
		NEED_EQ(~i, cx->uc_regs.rdx);
		NEED_EQ(CODE_VA + 2, cx->uc_regs.rip);
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
	ATF_TP_ADD_TC(tp, every_number_arrives);
	ATF_TP_ADD_TC(tp, other_gates_are_closed);
	ATF_TP_ADD_TC(tp, privileged_instructions_trap);
	ATF_TP_ADD_TC(tp, stack_pointer_may_be_anything);
	ATF_TP_ADD_TC(tp, stub_has_nothing);
	ATF_TP_ADD_TC(tp, no_stub_is_left);
	return (atf_no_error());
}
