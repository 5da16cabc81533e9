/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * meter.h: the kernel's counters of CPUs and devices, for iostat(8) and
 * vmstat(8).
 */
#ifndef _METER_H_
#define _METER_H_

#include <sys/types.h>
#include <sys/devicestat.h>
#include <sys/kinfo.h>
#include <stdbool.h>

#define METER_DEVICES	32

/* One look at all of it. */
struct meter {
	double			 when;		/* s since boot */
	struct kinfo_cputime	 cpu;		/* all CPUs together */
	uint64_t		 tty_in, tty_out;
	int			 n;
	struct devstat		 dev[METER_DEVICES];
};

/* Take a look; ends the program when the kernel does not tell. */
void	meter_read(struct meter *);
/* A sysctl of this size; ends the program when it is another. */
void	meter_get(const char *name, void *value, size_t size);
/* The device of this name in the look, or NULL; "vkd0" and the like. */
const struct devstat *meter_device(const struct meter *, const char *name);
/* Its name. */
void	meter_name(const struct devstat *, char *buf, size_t size);
/* Shares of user, nice, system, interrupt and idle in percent, between. */
void	meter_shares(const struct meter *old, const struct meter *new,
	    double share[5]);
/* A count of command lines; ends the program when it is none. */
int	meter_number(int option, const char *text);
/*
 * The arguments [wait [count]], which go before what the options said (0 and -1
 * if nothing), and what holds without them: one line, or with a wait lines for
 * ever, a second apart at least.  False: there are more arguments.
 */
bool	meter_pace(char **argv, int *wait, int *count);

#endif /* !_METER_H_ */
