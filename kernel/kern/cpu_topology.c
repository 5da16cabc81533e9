/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cpu_topology.c: how the virtual CPUs are said to share chips and cores: the
 * tree hw.cpu_topology of sysctl(8), as DragonFly shows it.
 *
 * A CPU's number is read as bits: from the lowest, lbits (-n) tell the thread
 * within a core, cbits the core within a chip, the rest the chip.  A level on
 * which nothing is shared is left out.  Everything is fixed after
 * topology_init().
 */
#include "kern/cpu_topology.h"
#include "sys/kmalloc.h"
#include "sys/ksysctl.h"
#include "sys/thread.h"
#include "lib/libkern.h"
#include <sys/errno.h>

#define LIST_MAX	(8 * MAXCPU)	/* "cpu0 cpu1 ..." */
#define TREE_MAX	4096

enum level { PACKAGE, CHIP, CORE, THREAD, NLEVELS };

struct place {
	int		 id[NLEVELS];	/* of the chip, core, thread it is in */
	char		 chip_siblings[LIST_MAX];
	char		 core_siblings[LIST_MAX];
	struct sysctl_oid oid[4];
	char		 path[4][48];
};

static struct place places[MAXCPU];
static char members[LIST_MAX];
static int lbits, cbits;
static bool has_cores, has_threads;	/* levels below the chip */

static int
chip_of(int cpu)
{
	return (cpu >> (lbits + cbits));
}

static int
core_of(int cpu)
{
	return ((cpu >> lbits) & ((1 << cbits) - 1));
}

/* Are both in the same node of a level? */
static bool
together(int a, int b, enum level level)
{
	switch (level) {
	case PACKAGE:
		return (true);
	case CHIP:
		return (chip_of(a) == chip_of(b));
	case CORE:
		return (a >> lbits == b >> lbits);
	default:
		return (a == b);
	}
}

/* The CPUs of cpu's node on a level: "cpu0 cpu1". */
static void
list_siblings(int cpu, enum level level, char *buf, size_t size)
{
	size_t n = 0;

	buf[0] = '\0';
	for (int i = 0; i < ncpus; i++)
		if (together(cpu, i, level))
			n += (size_t)ksnprintf(buf + n, size - n, "%scpu%d",
			    n > 0 ? " " : "", i);
}

/* The level below, or NLEVELS when single CPUs are reached. */
static enum level
below(enum level level)
{
	switch (level) {
	case PACKAGE:
		return (CHIP);
	case CHIP:
		return (has_cores || has_threads ? CORE : NLEVELS);
	case CORE:
		return (has_threads ? THREAD : NLEVELS);
	default:
		return (NLEVELS);
	}
}

struct tree {
	char		*buf;
	size_t		 len;
};

static void
tree_text(struct tree *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = kvsnprintf(t->buf + t->len, TREE_MAX - t->len, fmt, ap);
	va_end(ap);
	t->len = K_MIN(t->len + (size_t)n, (size_t)TREE_MAX - 1);
}

/* The next CPU after `after' that begins another node of a level in cpu's. */
static int
next_node(int cpu, enum level in, int after, enum level level)
{
	for (int i = after + 1; i < ncpus; i++)
		if (together(cpu, i, in) &&
		    (after < 0 || !together(after, i, level)))
			return (i);
	return (-1);
}

/* A node and what is below it; indent holds the bars of those above. */
static void
tree_node(struct tree *t, int cpu, enum level level, char *indent, bool last)
{
	static const char *const names[] = { "", "CHIP", "CORE", "THREAD" };
	size_t depth = strlen(indent);
	enum level down = below(level);
	char list[LIST_MAX];
	int next;

	list_siblings(cpu, level, list, sizeof(list));
	tree_text(t, "%s%s", indent, last ? "\\-" : "|-");
	if (level == PACKAGE)
		tree_text(t, "PACKAGE MEMBERS: %s \n", list);
	else
		tree_text(t, "%s ID %d: %s \n", names[level],
		    places[cpu].id[level], list);
	strlcpy(indent + depth, last ? "  " : "| ", 3);
	for (int i = down == NLEVELS ? -1 : next_node(cpu, level, -1, down);
	    i >= 0; i = next) {
		next = next_node(cpu, level, i, down);
		tree_node(t, i, down, indent, next < 0);
	}
	indent[depth] = '\0';
}

static int
sysctl_tree(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	struct tree t = { .len = 0 };
	char indent[3 * NLEVELS] = "";
	int error;

	if ((t.buf = kmalloc(TREE_MAX, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	tree_text(&t, "\n");
	tree_node(&t, 0, PACKAGE, indent, true);
	error = sysctl_out(req, t.buf, t.len + 1);
	kfree(t.buf, M_TEMP);
	return (error);
}
SYSCTL_KPROC(topology_tree, "hw.cpu_topology.tree", OID_AUTO, CTLTYPE_STRING |
    CTLFLAG_RD, NULL, 0, sysctl_tree, "A", "Chips, cores and threads");

static int
sysctl_levels(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	const char *text = has_threads ?
	    "0 - thread; 1 - core; 2 - socket; 3 - anything" : has_cores ?
	    "0 - core; 1 - socket; 2 - anything" : "0 - socket; 1 - anything";

	return (sysctl_out(req, text, strlen(text) + 1));
}
SYSCTL_KPROC(topology_levels, "hw.cpu_topology.level_description", OID_AUTO,
    CTLTYPE_STRING | CTLFLAG_RD, NULL, 0, sysctl_levels, "A",
    "What the levels are");
SYSCTL_KSTRING(topology_members, "hw.cpu_topology.members", OID_AUTO,
    CTLFLAG_RD, members, 0, "All processors");

/* hw.cpu_topology.cpuN.what */
static void
add_leaf(int cpu, int slot, const char *what, int type, void *arg,
    const char *fmt)
{
	struct place *pl = &places[cpu];
	struct sysctl_oid *oid = &pl->oid[slot];

	ksnprintf(pl->path[slot], sizeof(pl->path[slot]),
	    "hw.cpu_topology.cpu%d.%s", cpu, what);
	oid->oid_path = pl->path[slot];
	oid->oid_number = OID_AUTO;
	oid->oid_kind = type | CTLFLAG_RD;
	oid->oid_arg1 = arg;
	oid->oid_fmt = fmt;
	oid->oid_descr = "Place of a processor";
	if (sysctl_add(oid) != 0)
		panic("cannot add %s", oid->oid_path);
}

static void
add_cpu(int cpu)
{
	struct place *pl = &places[cpu];

	list_siblings(cpu, CHIP, pl->chip_siblings, LIST_MAX);
	add_leaf(cpu, 0, "physical_id", CTLTYPE_INT, &pl->id[CHIP], "I");
	add_leaf(cpu, 1, "physical_siblings", CTLTYPE_STRING,
	    pl->chip_siblings, "A");
	if (below(CHIP) == NLEVELS)
		return;
	list_siblings(cpu, CORE, pl->core_siblings, LIST_MAX);
	add_leaf(cpu, 2, "core_id", CTLTYPE_INT, &pl->id[CORE], "I");
	add_leaf(cpu, 3, "core_siblings", CTLTYPE_STRING, pl->core_siblings,
	    "A");
}

void
topology_init(int thread_bits, int core_bits)
{
	lbits = thread_bits;
	cbits = core_bits;
	for (int i = 0; i < ncpus; i++) {
		places[i].id[CHIP] = chip_of(i);
		places[i].id[CORE] = core_of(i);
		places[i].id[THREAD] = i & ((1 << lbits) - 1);
	}
	has_threads = ncpus > 1 && together(0, 1, CORE);
	has_cores = chip_of(0) == chip_of(K_MIN(1 << lbits, ncpus - 1)) &&
	    ncpus > 1 << lbits;
	list_siblings(0, PACKAGE, members, sizeof(members));
	for (int i = 0; i < ncpus; i++)
		add_cpu(i);
}
