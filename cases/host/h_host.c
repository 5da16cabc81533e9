/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_host.c: a kernel for the cases of the host line; see h_host.h.
 */
#include <sys/wait.h>

#include <stdlib.h>
#include <unistd.h>

#include "h_host.h"

struct host_ram	 ram;
struct ux_space	*sp;
struct ux_context *cx;
struct ux_event	 ev;
bool		 start_nofsgsbase;
enum ux_spin	 start_spin;

static int	 (*the_kernel)(void);

static struct helper {
	_Atomic uint32_t busy;
	void		(*fn)(void *);
	void		*arg;
} helpers[HOST_MAXCPU];

#define PEND_CALL	0x100u

int
kernel_main(const struct host_boot *boot)
{

	(void)boot;
	return (the_kernel());
}

void
kernel_fault(const struct host_fault *hf)
{
	char buf[120];

	snprintf(buf, sizeof(buf), "kernel fault %d at %#llx, address %#llx",
	    hf->signo, (unsigned long long)hf->rip, (unsigned long long)hf->addr);
	host_log(buf);
}

int
line_run(int (*fn)(void))
{
	static char name[] = "kernel";
	char *argv[] = { name, NULL };
	pid_t pid;
	int status;

	the_kernel = fn;
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		return (-1);
	if (pid == 0)
		_exit(host_supervisor_main(1, argv));
	if (waitpid(pid, &status, 0) != pid)
		return (-1);
	return (WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status));
}

uint8_t *
page(unsigned n)
{

	return (ram.base + POOL_OFF + n * 4096ull);
}

int
map(struct ux_space *space, uint64_t va, unsigned pageno, unsigned n,
    uint32_t prot)
{
	struct ux_mapop mo;

	mo.va = va;
	mo.len = n * 4096ull;
	mo.off = POOL_OFF + pageno * 4096ull;
	mo.prot = prot;
	return (ux_map(space, &mo, 1, NULL));
}

int
space_new(struct ux_space **space)
{
	int error;

	error = ux_space_create(space);
	if (error == 0)
		error = map(*space, CODE_VA, CODE_PAGE, 1, UX_READ | UX_EXEC);
	if (error == 0)
		error = map(*space, STACK_VA, STACK_PAGE, 1, UX_READ | UX_WRITE);
	if (error == 0)
		error = map(*space, DATA_VA, DATA_PAGE, 1, UX_READ | UX_WRITE);
	return (error);
}

int
start(unsigned ncpus)
{
	struct ux_config config;
	struct host_diag diag;
	int error;

	memset(&config, 0, sizeof(config));
	config.pool_off = POOL_OFF;
	config.pool_len = POOL_LEN;
	config.nofsgsbase = start_nofsgsbase;
	config.spin = start_spin;
	error = host_cpu_init(ncpus, &diag);
	if (error == 0)
		error = host_ram_open(HOST_RAM_ANON, NULL, &ram, &diag);
	if (error == 0)
		error = host_ram_create(RAM_SIZE, &ram, &diag);
	if (error == 0)
		error = ux_init(&config, &diag);
	if (error != 0) {
		fprintf(stderr, "%s: %s\n", diag.what, host_strerror(error));
		return (error);
	}
	error = space_new(&sp);
	if (error == 0)
		error = ux_context_create(&cx);
	return (error);
}

void
load(const uint8_t *code, size_t len)
{

	memset(page(CODE_PAGE), 0xf4, 4096);
	memcpy(page(CODE_PAGE), code, len);
}

enum ux_kind
run(void)
{
	enum ux_kind kind;

	do {
		kind = ux_run(ux_vcpu(0), sp, cx, &ev);
		if (kind == UX_INTR && host_cpu_take(~0u) != 0)
			break;
	} while (kind == UX_INTR);
	return (kind);
}

enum ux_kind
run_from(uint64_t rip)
{

	cx->uc_regs.rip = rip;
	cx->uc_regs.rsp = STACK_TOP;
	cx->uc_regs.rflags = 0;
	return (run());
}

/*
 * ---- helpers ------------------------------------------------------------
 */

static void
helper_main(void *arg)
{
	struct helper *h = arg;

	for (;;) {
		while ((host_cpu_take(PEND_CALL)) == 0)
			host_cpu_idle(0);
		h->fn(h->arg);
		atomic_store(&h->busy, 0);
	}
}

int
helper_start(unsigned n)
{

	return (host_cpu_start(n, helper_main, &helpers[n]));
}

void
helper_call(unsigned n, void (*fn)(void *), void *arg)
{

	helpers[n].fn = fn;
	helpers[n].arg = arg;
	atomic_store(&helpers[n].busy, 1);
	host_cpu_post(n, PEND_CALL);
}

void
helper_wait(unsigned n)
{
	unsigned spins = 0;

	while (atomic_load(&helpers[n].busy) != 0)
		host_relax(spins++);
}

void
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

/* Count each system call, and each posted bit taken out of user mode. */
static void
other_serve(void *arg)
{
	struct other *o = arg;
	enum ux_kind kind;

	while (atomic_load(&o->stop) == 0) {
		kind = ux_run(ux_vcpu(1), o->space, o->cx, &o->ev);
		if (kind == UX_SYSCALL)
			atomic_fetch_add(&o->calls, 1);
		else if (kind != UX_INTR) {
			o->kind = kind;
			return;
		}
		if (host_cpu_take(0x200) != 0)
			atomic_fetch_add(&o->acks, 1);
	}
	o->kind = UX_INTR;
}

int
other_kicks(struct other *o, unsigned times)
{
	uint64_t begin;
	unsigned i, n;

	helper_call(1, other_serve, o);
	for (i = 0; i < times; i++) {
		for (n = i * 7919 % 257; n > 0; n--)
			__builtin_ia32_pause();
		host_cpu_post(1, 0x200);
		begin = host_mono_ns();
		for (n = 0; atomic_load(&o->acks) != i + 1; n++) {
			host_relax(n);
			NEED(n % 1024 != 0 || host_mono_ns() - begin <
			    20000000000ull);
		}
	}
	atomic_store(&o->stop, 1);
	host_cpu_post(1, 0x400);
	helper_wait(1);
	NEED_EQ(UX_INTR, o->kind);
	return (0);
}

enum ux_kind
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

void
regs_fill(struct ux_regs *rg, uint64_t salt)
{

	memset(rg, 0, sizeof(*rg));
	rg->rax = salt + 1; rg->rbx = salt + 2; rg->rdx = salt + 3;
	rg->rsi = salt + 4; rg->rdi = salt + 5; rg->rbp = salt + 6;
	rg->r8 = salt + 7; rg->r9 = salt + 8; rg->r10 = salt + 9;
	rg->r12 = salt + 10; rg->r13 = salt + 11; rg->r14 = salt + 12;
	rg->r15 = salt + 13;
	rg->rsp = 0xdeadbeef00001234 + salt;
	rg->rflags = 0x202;
}

int
regs_same(const struct ux_regs *want, const struct ux_regs *have)
{

	NEED_EQ(want->rax, have->rax);
	NEED_EQ(want->rbx, have->rbx);
	NEED_EQ(want->rdx, have->rdx);
	NEED_EQ(want->rsi, have->rsi);
	NEED_EQ(want->rdi, have->rdi);
	NEED_EQ(want->rbp, have->rbp);
	NEED_EQ(want->rsp, have->rsp);
	NEED_EQ(want->r8, have->r8);
	NEED_EQ(want->r9, have->r9);
	NEED_EQ(want->r10, have->r10);
	NEED_EQ(want->r12, have->r12);
	NEED_EQ(want->r13, have->r13);
	NEED_EQ(want->r14, have->r14);
	NEED_EQ(want->r15, have->r15);
	NEED_EQ(want->fsbase, have->fsbase);
	NEED_EQ(want->gsbase, have->gsbase);
	return (0);
}

int
regs_stored(const struct ux_regs *want, const uint64_t *mem)
{

	NEED_EQ(want->rax, mem[0]);
	NEED_EQ(want->rbx, mem[1]);
	NEED_EQ(want->rdx, mem[2]);
	NEED_EQ(want->rsi, mem[3]);
	NEED_EQ(want->rdi, mem[4]);
	NEED_EQ(want->rbp, mem[5]);
	NEED_EQ(want->r8, mem[6]);
	NEED_EQ(want->r9, mem[7]);
	NEED_EQ(want->r10, mem[8]);
	NEED_EQ(want->r12, mem[9]);
	NEED_EQ(want->r13, mem[10]);
	NEED_EQ(want->r14, mem[11]);
	NEED_EQ(want->r15, mem[12]);
	NEED_EQ(want->rsp, mem[13]);
	NEED_EQ(want->rcx, mem[14]);
	NEED_EQ(want->r11, mem[15]);
	NEED_EQ(want->rflags & 0xcd5, mem[16] & 0xcd5);
	return (0);
}

GUEST(h_syscall, "syscall; hlt");

int
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

int
healthy(void)
{

	NEED_EQ(0, fresh());
	LOAD(h_syscall);
	NEED_EQ(UX_SYSCALL, run_from(CODE_VA));
	return (0);
}
