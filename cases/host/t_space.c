/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * t_space.c: the contract of ux.h: spaces, their mappings, their death.
 */
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "h_host.h"

GUEST(syscall, "syscall; hlt");
GUEST(spin, "1: jmp 1b");
GUEST(count, "1: incl 0x600000; jmp 1b");
GUEST(read_mem, "mov (%rax), %rbx; syscall");
GUEST(write_mem, "mov %rbx, (%rax); syscall");

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

	ATF_TP_ADD_TC(tp, map_unmap_protect);
	ATF_TP_ADD_TC(tp, ranges_are_counted);
	ATF_TP_ADD_TC(tp, range_limit_is_reported);
	ATF_TP_ADD_TC(tp, unmap_reaches_running_threads);
	ATF_TP_ADD_TC(tp, spaces_share_pages);
	ATF_TP_ADD_TC(tp, killed_stub_is_told);
	ATF_TP_ADD_TC(tp, death_ends_a_run);
	ATF_TP_ADD_TC(tp, reset_leaves_nothing);
	ATF_TP_ADD_TC(tp, spaces_come_and_go);
	return (atf_no_error());
}
