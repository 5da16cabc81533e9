/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * iostat.c: iostat(8): what terminals, devices and CPUs do.  The first line is
 * about all the time since the start, each further one about the time since
 * the one before.
 */
#include <sys/types.h>
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "meter.h"

#define LINES	20		/* between two headings */

static bool	 show_tty, show_disks, show_cpu, totals;
static const char *shown[METER_DEVICES];
static int	 n_shown;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: iostat [-CdIT] [-c count] [-n devs] [-w wait] "
	    "[device ...] [wait [count]]\n");
	exit(1);
}

static void
heading(void)
{
	if (show_tty)
		printf("      tty");
	for (int i = 0; show_disks && i < n_shown; i++)
		printf("%*s%-*s", 13 - (int)strlen(shown[i]) / 2, "",
		    9 + (int)strlen(shown[i]) / 2, shown[i]);
	if (show_cpu)
		printf("            cpu");
	printf("\n");
	if (show_tty)
		printf(" tin tout");
	for (int i = 0; show_disks && i < n_shown; i++)
		printf("%s", totals ? "    KB/t xfrs       MB" :
		    "    KB/t  tps     MB/s");
	if (show_cpu)
		printf(" us ni sy in id");
	printf("\n");
}

static void
show_device(const char *name, const struct meter *old,
    const struct meter *new, double time)
{
	const struct devstat *a = meter_device(old, name),
	    *b = meter_device(new, name);
	double bytes = 0, count = 0;

	if (b != NULL) {
		bytes = (double)(b->bytes_read + b->bytes_written);
		count = (double)(b->num_reads + b->num_writes);
	}
	if (a != NULL && b != NULL) {
		bytes -= (double)(a->bytes_read + a->bytes_written);
		count -= (double)(a->num_reads + a->num_writes);
	}
	printf("  %6.2f %4.0f %8.2f", count > 0 ? bytes / count / 1024 : 0,
	    totals ? count : count / time,
	    bytes / (1024 * 1024) / (totals ? 1 : time));
}

static void
show(const struct meter *old, const struct meter *new)
{
	double time = new->when - old->when, share[5];

	if (time <= 0)
		time = 1;
	if (show_tty)
		printf(" %3.0f %4.0f",
		    (double)(new->tty_in - old->tty_in) / (totals ? 1 : time),
		    (double)(new->tty_out - old->tty_out) /
		    (totals ? 1 : time));
	for (int i = 0; show_disks && i < n_shown; i++)
		show_device(shown[i], old, new, time);
	if (show_cpu) {
		meter_shares(old, new, share);
		for (int i = 0; i < 5; i++)
			printf(" %2.0f", share[i]);
	}
	printf("\n");
	fflush(stdout);
}

/* Without names, those that come first, up to a number. */
static void
choose(const struct meter *m, int max)
{
	static char names[METER_DEVICES][DEVSTAT_NAME_LEN + 12];

	for (int i = 0; i < m->n && n_shown < max; i++) {
		if ((m->dev[i].device_type & DEVSTAT_TYPE_PASS) != 0)
			continue;
		meter_name(&m->dev[i], names[i], sizeof(names[i]));
		shown[n_shown++] = names[i];
	}
}

int
main(int argc, char **argv)
{
	static struct meter old, new;
	int ch, wait = 0, count = -1, max = 3;

	while ((ch = getopt(argc, argv, "Cc:dIn:Tw:")) != -1) {
		switch (ch) {
		case 'C':
			show_cpu = true;
			break;
		case 'c':
			count = meter_number(ch, optarg);
			break;
		case 'd':
			show_disks = true;
			break;
		case 'I':
			totals = true;
			break;
		case 'n':
			max = meter_number(ch, optarg);
			break;
		case 'T':
			show_tty = true;
			break;
		case 'w':
			wait = meter_number(ch, optarg);
			break;
		default:
			usage();
		}
	}
	argv += optind;
	if (!show_cpu && !show_disks && !show_tty)
		show_cpu = show_disks = show_tty = true;
	meter_read(&new);
	for (; *argv != NULL && !isdigit((unsigned char)**argv); argv++) {
		if (meter_device(&new, *argv) == NULL)
			errx(1, "%s: no such device", *argv);
		if (n_shown < METER_DEVICES)
			shown[n_shown++] = *argv;
	}
	if (n_shown == 0)
		choose(&new, max < METER_DEVICES ? max : METER_DEVICES);
	if (!meter_pace(argv, &wait, &count))
		usage();
	for (int line = 0; count == 0 || line < count; line++) {
		if (line > 0) {
			sleep((unsigned int)wait);
			old = new;
			meter_read(&new);
		}
		if (line % LINES == 0)
			heading();
		show(&old, &new);
	}
	return (0);
}
