/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * columns.c: what ps(1) shows of a process, column by column.
 */
#include <sys/param.h>
#include <sys/kinfo.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ps.h"

unsigned long	physmem;

static void
t_pid(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_pid);
}

static void
t_ppid(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_ppid);
}

static void
t_pgid(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_pgid);
}

static void
t_sid(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_sid);
}

static void
t_uid(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%u", p->kp_uid);
}

static void
t_user(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%s", user_from_uid(p->kp_uid, 0));
}

static void
t_ruser(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%s", user_from_uid(p->kp_ruid, 0));
}

static void
t_lwp(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_lwp.kl_tid);
}

static void
t_nlwp(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_nthreads);
}

static void
t_nice(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_nice);
}

static void
t_pri(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_lwp.kl_prio);
}

static void
t_jobc(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%d", p->kp_jobc);
}

static void
t_flags(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%x", (unsigned int)p->kp_flags);
}

static void
t_vsz(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%zu", p->kp_vm_map_size / 1024);
}

static void
t_rss(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%ld", (long)p->kp_vm_rssize * (PAGE_SIZE / 1024));
}

static void
t_mem(const struct kinfo_proc *p, char *s, size_t n)
{
	double part = physmem != 0 ?
	    100.0 * (double)p->kp_vm_rssize * PAGE_SIZE / (double)physmem : 0;

	snprintf(s, n, "%.1f", part);
}

static void
t_cpu(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%.1f", 100.0 * p->kp_lwp.kl_pctcpu / (1 << FSHIFT));
}

static void
t_wchan(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%s", p->kp_lwp.kl_wmesg[0] != '\0' ?
	    p->kp_lwp.kl_wmesg : "-");
}

/* Does it sleep, where no signal ends that? */
static bool
deaf(const struct kinfo_lwp *kl)
{
	return (kl->kl_stat == LSSLEEP && (kl->kl_flags & LWP_SINTR) == 0);
}

/* State, then: < and N for nice, s session leader, + in the foreground, J. */
static void
t_stat(const struct kinfo_proc *p, char *s, size_t n)
{
	char c = '?';

	if (p->kp_stat == SZOMB)
		c = 'Z';
	else if (p->kp_stat == SSTOP || p->kp_lwp.kl_stat == LSSTOP)
		c = 'T';
	else if (p->kp_lwp.kl_stat == LSRUN)
		c = 'R';
	else if (deaf(&p->kp_lwp))
		c = 'D';
	else if (p->kp_lwp.kl_stat == LSSLEEP)
		c = p->kp_lwp.kl_slptime >= 20 ? 'I' : 'S';
	else if (p->kp_stat == SIDL)
		c = 'B';
	snprintf(s, n, "%c%s%s%s%s", c, p->kp_nice < 0 ? "<" :
	    p->kp_nice > 0 ? "N" : "",
	    (p->kp_auxflags & KI_SLEADER) != 0 ? "s" : "",
	    p->kp_tpgid == p->kp_pgid && p->kp_tpgid > 0 ? "+" : "",
	    p->kp_jailid != 0 ? "J" : "");
}

/* Name of the terminal without what they have in common. */
void
t_tty(const struct kinfo_proc *p, char *s, size_t n)
{
	const char *name;

	if (p->kp_tdev == NODEV || (p->kp_auxflags & KI_CTTY) == 0) {
		snprintf(s, n, "??");
		return;
	}
	name = devname(p->kp_tdev, S_IFCHR);
	if (strncmp(name, "tty", 3) == 0)
		name += 3;
	else if (strncmp(name, "pts/", 4) == 0)
		name += 4;
	snprintf(s, n, "%.7s", name);
}

static void
t_time(const struct kinfo_proc *p, char *s, size_t n)
{
	long us, sec;

	us = (long)(p->kp_lwp.kl_ru.ru_utime.tv_usec +
	    p->kp_lwp.kl_ru.ru_stime.tv_usec);
	sec = p->kp_lwp.kl_ru.ru_utime.tv_sec + p->kp_lwp.kl_ru.ru_stime.tv_sec +
	    us / 1000000;
	snprintf(s, n, "%ld:%02ld.%02ld", sec / 60, sec % 60,
	    us % 1000000 / 10000);
}

static void
t_etime(const struct kinfo_proc *p, char *s, size_t n)
{
	long sec = (long)(time(NULL) - p->kp_start.tv_sec);

	if (sec >= 86400)
		snprintf(s, n, "%ld-%02ld:%02ld:%02ld", sec / 86400,
		    sec / 3600 % 24, sec / 60 % 60, sec % 60);
	else if (sec >= 3600)
		snprintf(s, n, "%02ld:%02ld:%02ld", sec / 3600, sec / 60 % 60,
		    sec % 60);
	else
		snprintf(s, n, "%02ld:%02ld", sec / 60, sec % 60);
}

static void
t_start(const struct kinfo_proc *p, char *s, size_t n)
{
	const char *fmt = time(NULL) - p->kp_start.tv_sec < 86400 ? "%l:%M%p" :
	    "%e%b%y";

	strftime(s, n, fmt, localtime(&p->kp_start.tv_sec));
}

static void
t_comm(const struct kinfo_proc *p, char *s, size_t n)
{
	snprintf(s, n, "%s", p->kp_comm);
}

static void
t_command(const struct kinfo_proc *p, char *s, size_t n)
{
	int mib[4] = { CTL_KERN, KERN_PROC, KERN_PROC_ARGS, p->kp_pid };
	char args[ARGS_ROOM];
	size_t len = sizeof(args) - 1, i;

	if (p->kp_stat == SZOMB) {
		snprintf(s, n, "<defunct>");
		return;
	}
	if (p->kp_pid <= 0 || sysctl(mib, 4, args, &len, NULL, 0) != 0 ||
	    len == 0 || args[0] == '\0') {
		snprintf(s, n, "(%s)", p->kp_comm);
		return;
	}
	while (len > 0 && args[len - 1] == '\0')
		len--;
	for (i = 0; i < len; i++)
		if (args[i] == '\0')
			args[i] = ' ';
	args[len] = '\0';
	strlcpy(s, args, n);
}

const struct column known[] = {
	{ "pid",	"PID",		5, false, t_pid },
	{ "ppid",	"PPID",		5, false, t_ppid },
	{ "pgid",	"PGID",		5, false, t_pgid },
	{ "sid",	"SID",		5, false, t_sid },
	{ "uid",	"UID",		5, false, t_uid },
	{ "user",	"USER",		8, true, t_user },
	{ "ruser",	"RUSER",	8, true, t_ruser },
	{ "stat",	"STAT",		5, true, t_stat },
	{ "state",	"STAT",		5, true, t_stat },
	{ "time",	"TIME",		9, false, t_time },
	{ "etime",	"ELAPSED",	12, false, t_etime },
	{ "start",	"STARTED",	7, true, t_start },
	{ "%cpu",	"%CPU",		4, false, t_cpu },
	{ "pcpu",	"%CPU",		4, false, t_cpu },
	{ "%mem",	"%MEM",		4, false, t_mem },
	{ "pmem",	"%MEM",		4, false, t_mem },
	{ "vsz",	"VSZ",		7, false, t_vsz },
	{ "rss",	"RSS",		6, false, t_rss },
	{ "tty",	"TTY",		7, true, t_tty },
	{ "tt",		"TT",		7, true, t_tty },
	{ "wchan",	"WCHAN",	8, true, t_wchan },
	{ "nice",	"NI",		3, false, t_nice },
	{ "ni",		"NI",		3, false, t_nice },
	{ "pri",	"PRI",		4, false, t_pri },
	{ "lwp",	"LWP",		4, false, t_lwp },
	{ "nlwp",	"NLWP",		4, false, t_nlwp },
	{ "jobc",	"JOBC",		4, false, t_jobc },
	{ "flags",	"F",		8, false, t_flags },
	{ "comm",	"COMMAND",	16, true, t_comm },
	{ "ucomm",	"UCOMM",	16, true, t_comm },
	{ "command",	"COMMAND",	0, true, t_command },
	{ "args",	"COMMAND",	0, true, t_command }
};
const size_t nknown = nitems(known);
