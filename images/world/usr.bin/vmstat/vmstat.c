/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vmstat.c: vmstat(8): processes, memory, paging, disks and CPUs.  The first
 * line is about all the time since the start, each further one about the time
 * since the one before.
 */
#include <sys/param.h>
#include <sys/vmmeter.h>
#include <err.h>
#include <libutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "meter.h"

#define LINES	20		/* between two headings */

/* One look. */
struct look {
	struct meter	meter;
	struct vmmeter	vm;
};

static int	max_disks = 2;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: vmstat [-s] [-c count] [-n devs] [-w wait] "
	    "[wait [count]]\n");
	exit(1);
}

/* Disks that are shown: the first ones. */
static int
disks(const struct meter *m)
{
	int n = 0;

	while (n < m->n && n < max_disks &&
	    (m->dev[n].device_type & DEVSTAT_TYPE_PASS) == 0)
		n++;
	return (n);
}

static void
heading(const struct meter *m)
{
	int n = disks(m);

	printf(" procs      memory      page                    ");
	if (n > 0)
		printf("%-*s", 4 * n + (n > 1 ? 0 : 2), n > 1 ? "disks" :
		    "disk");
	printf("faults      cpu\n r b w     avm    fre  flt  re  pi  po  fr  "
	    "sr ");
	for (int i = 0; i < n; i++)
		printf("%c%c%d ", m->dev[i].device_name[0],
		    m->dev[i].device_name[1], m->dev[i].unit_number % 10);
	printf("  in   sy  cs us sy id\n");
}

/* Pages as an amount with a unit, in a column of width. */
static void
amount(long pages, int width)
{
	char text[8];

	if (humanize_number(text, 6, (int64_t)pages * (int64_t)getpagesize(),
	    "", HN_AUTOSCALE, HN_NOSPACE) < 0)
		strlcpy(text, "?", sizeof(text));
	printf(" %*s", width - 1, text);
}

static void
look(struct look *l)
{
	meter_read(&l->meter);
	meter_get("vm.vmmeter", &l->vm, sizeof(l->vm));
}

static void
show(const struct look *old, const struct look *new)
{
	double time = new->meter.when - old->meter.when, share[5];
	const struct vmmeter *a = &old->vm, *b = &new->vm;
	const struct devstat *d;
	struct vmtotal total;
	struct vmstats vm;
	char name[DEVSTAT_NAME_LEN + 12];
	double count;

	if (time <= 0)
		time = 1;
	meter_get("vm.vmtotal", &total, sizeof(total));
	meter_get("vm.vmstats", &vm, sizeof(vm));
	printf("%2ld %1ld %1ld", total.t_rq > 0 ? total.t_rq - 1 : 0,
	    total.t_dw + total.t_pw, total.t_sw);
	amount((long)total.t_avm, 8);
	amount(vm.v_free_count, 7);
#define RATE(field)	((double)(b->field - a->field) / time)
	printf(" %4.0f %3.0f %3.0f %3.0f %3.0f %3.0f ", RATE(v_vm_faults),
	    RATE(v_reactivated), RATE(v_swappgsin) + RATE(v_vnodepgsin),
	    RATE(v_swappgsout) + RATE(v_vnodepgsout), RATE(v_tfree),
	    RATE(v_pdpages));
	for (int i = 0; i < disks(&new->meter); i++) {
		meter_name(&new->meter.dev[i], name, sizeof(name));
		count = (double)(new->meter.dev[i].num_reads +
		    new->meter.dev[i].num_writes);
		if ((d = meter_device(&old->meter, name)) != NULL)
			count -= (double)(d->num_reads + d->num_writes);
		printf("%3.0f ", count / time);
	}
	meter_shares(&old->meter, &new->meter, share);
	printf("%4.0f %4.0f %3.0f %2.0f %2.0f %2.0f\n", RATE(v_intr),
	    RATE(v_syscall), RATE(v_swtch), share[0] + share[1],
	    share[2] + share[3], share[4]);
#undef RATE
	fflush(stdout);
}

/* -s: all counts since the start. */
static void
show_sums(void)
{
	struct vmstats s;
	struct vmmeter m;

	meter_get("vm.vmmeter", &m, sizeof(m));
	meter_get("vm.vmstats", &s, sizeof(s));
	const struct {
		long		 value;
		const char	*what;
	} sums[] = {
		{ m.v_swtch, "cpu context switches" },
		{ m.v_intr, "device interrupts" },
		{ m.v_trap, "traps" }, { m.v_syscall, "system calls" },
		{ m.v_kthreads, "kernel threads created" },
		{ m.v_forks, "forks" }, { m.v_vforks, "vforks" },
		{ m.v_swappgsin, "swap pager pages paged in" },
		{ m.v_swappgsout, "swap pager pages paged out" },
		{ m.v_vnodein, "vnode pager pageins" },
		{ m.v_vnodepgsin, "vnode pager pages paged in" },
		{ m.v_vnodeout, "vnode pager pageouts" },
		{ m.v_vnodepgsout, "vnode pager pages paged out" },
		{ m.v_pdwakeups, "page daemon wakeups" },
		{ m.v_pdpages, "pages examined by the page daemon" },
		{ m.v_reactivated, "pages reactivated" },
		{ m.v_cow_faults, "copy-on-write faults" },
		{ m.v_cow_optim, "copy-on-write optimized faults" },
		{ m.v_zfod, "zero fill pages zeroed" },
		{ m.v_vm_faults, "total VM faults taken" },
		{ m.v_forkpages, "pages affected by fork()" },
		{ m.v_tfree, "pages freed" },
		{ s.v_wire_count, "pages wired down" },
		{ s.v_active_count, "pages active" },
		{ s.v_inactive_count, "pages inactive" },
		{ s.v_cache_count, "pages in VM cache" },
		{ s.v_free_count, "pages free" },
		{ s.v_page_size, "bytes per page" },
	};

	for (size_t i = 0; i < nitems(sums); i++)
		printf("%9ld %s\n", sums[i].value, sums[i].what);
}

int
main(int argc, char **argv)
{
	static struct look old, new;
	int ch, wait = 0, count = -1;
	bool sums = false;

	while ((ch = getopt(argc, argv, "c:n:sw:")) != -1) {
		switch (ch) {
		case 'c':
			count = meter_number(ch, optarg);
			break;
		case 'n':
			max_disks = meter_number(ch, optarg);
			break;
		case 's':
			sums = true;
			break;
		case 'w':
			wait = meter_number(ch, optarg);
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (!meter_pace(argv, &wait, &count))
		usage();
	if (sums) {
		show_sums();
		return (0);
	}
	for (int line = 0; count == 0 || line < count; line++) {
		if (line > 0) {
			sleep((unsigned int)wait);
			old = new;
		}
		look(&new);
		if (line % LINES == 0)
			heading(&new.meter);
		show(&old, &new);
	}
	return (0);
}
