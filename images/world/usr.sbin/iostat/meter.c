/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * meter.c: reading the kernel's counters.
 */
#include <sys/types.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "meter.h"

void
meter_get(const char *name, void *value, size_t size)
{
	size_t len = size;

	if (sysctlbyname(name, value, &len, NULL, 0) != 0)
		err(1, "%s", name);
	if (len != size)
		errx(1, "%s: of another kind of kernel", name);
}

static void
add_cpus(struct kinfo_cputime *sum)
{
	struct kinfo_cputime cpu[256];
	size_t len = sizeof(cpu);

	if (sysctlbyname("kern.cputime", cpu, &len, NULL, 0) != 0)
		err(1, "kern.cputime");
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < len / sizeof(cpu[0]); i++) {
		sum->cp_user += cpu[i].cp_user;
		sum->cp_nice += cpu[i].cp_nice;
		sum->cp_sys += cpu[i].cp_sys;
		sum->cp_intr += cpu[i].cp_intr;
		sum->cp_idle += cpu[i].cp_idle;
	}
}

/* The list begins with a number that changes when devices come or go. */
static void
read_devices(struct meter *m)
{
	static char buf[sizeof(long) + METER_DEVICES * sizeof(struct devstat)];
	size_t len = sizeof(buf);

	if (sysctlbyname("kern.devstat.all", buf, &len, NULL, 0) != 0)
		err(1, "kern.devstat.all");
	m->n = (int)((len - sizeof(long)) / sizeof(m->dev[0]));
	memcpy(m->dev, buf + sizeof(long), (size_t)m->n * sizeof(m->dev[0]));
}

void
meter_read(struct meter *m)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	m->when = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
	add_cpus(&m->cpu);
	meter_get("kern.tk_nin", &m->tty_in, sizeof(m->tty_in));
	meter_get("kern.tk_nout", &m->tty_out, sizeof(m->tty_out));
	read_devices(m);
}

void
meter_name(const struct devstat *d, char *buf, size_t size)
{
	snprintf(buf, size, "%.*s%d", DEVSTAT_NAME_LEN, d->device_name,
	    d->unit_number);
}

const struct devstat *
meter_device(const struct meter *m, const char *name)
{
	char is[DEVSTAT_NAME_LEN + 12];

	for (int i = 0; i < m->n; i++) {
		meter_name(&m->dev[i], is, sizeof(is));
		if (strcmp(is, name) == 0)
			return (&m->dev[i]);
	}
	return (NULL);
}

void
meter_shares(const struct meter *old, const struct meter *new,
    double share[5])
{
	double total = 0;

	share[0] = (double)(new->cpu.cp_user - old->cpu.cp_user);
	share[1] = (double)(new->cpu.cp_nice - old->cpu.cp_nice);
	share[2] = (double)(new->cpu.cp_sys - old->cpu.cp_sys);
	share[3] = (double)(new->cpu.cp_intr - old->cpu.cp_intr);
	share[4] = (double)(new->cpu.cp_idle - old->cpu.cp_idle);
	for (int i = 0; i < 5; i++)
		total += share[i];
	for (int i = 0; i < 5; i++)
		share[i] = total > 0 ? share[i] * 100 / total : 0;
}

int
meter_number(int option, const char *text)
{
	const char *bad;
	int n = (int)strtonum(text, 0, 1000000, &bad);

	if (bad != NULL)
		errx(1, "-%c %s: %s", option, text, bad);
	return (n);
}

bool
meter_pace(char **argv, int *wait, int *count)
{
	if (*argv != NULL)
		*wait = meter_number('w', *argv++);
	if (*argv != NULL)
		*count = meter_number('c', *argv++);
	if (*count < 0)
		*count = *wait > 0 ? 0 : 1;
	if (*wait == 0)
		*wait = 1;
	return (*argv == NULL);
}
