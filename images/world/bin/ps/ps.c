/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ps.c: ps(1).
 *
 * usage: ps [-aAHjlOuwx] [-o format] [-p pid] [-t tty] [-U user] [aux...]
 *
 * Columns: pid ppid pgid sid uid user ruser stat time etime %cpu %mem vsz rss
 * tty wchan nice pri command comm args lwp nlwp start jobc flags.
 */
#include <sys/param.h>
#include <sys/kinfo.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <err.h>
#include <errno.h>
#include <paths.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define MAX_COLUMNS	32
#define ARGS_ROOM	4096

struct column {
	const char	*name;
	const char	*header;
	int		 width;		/* 0: to the end of the line */
	bool		 left;
	void		(*text)(const struct kinfo_proc *, char *, size_t);
};

static const struct column *columns[MAX_COLUMNS];
static const char	*headers[MAX_COLUMNS];
static size_t		 ncolumns;
static unsigned long	 physmem;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: ps [-aAHjluwx] [-o format] [-p pid] [-t tty] "
	    "[-U user]\n");
	exit(1);
}

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
static void
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

static const struct column known[] = {
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

/* Add the columns of a list; name=header sets the header to the end. */
static void
add_columns(const char *list)
{
	size_t n, i;
	const char *eq;

	while (*list != '\0') {
		list += strspn(list, ", \t");
		n = strcspn(list, ", \t=");
		if (n == 0)
			break;
		for (i = 0; i < nitems(known); i++)
			if (strlen(known[i].name) == n &&
			    strncmp(known[i].name, list, n) == 0)
				break;
		if (i == nitems(known))
			errx(1, "%.*s: keyword not found", (int)n, list);
		if (ncolumns == MAX_COLUMNS)
			errx(1, "too many columns");
		eq = list[n] == '=' ? list + n + 1 : NULL;
		columns[ncolumns] = &known[i];
		headers[ncolumns++] = eq != NULL ? eq : known[i].header;
		if (eq != NULL)
			return;
		list += n;
	}
}

/* Print a line of the columns' texts. */
static void
print_line(const struct kinfo_proc *p, int width)
{
	char line[ARGS_ROOM + 512], text[ARGS_ROOM];
	size_t at = 0, i;
	int w;

	for (i = 0; i < ncolumns && at < sizeof(line) - 1; i++) {
		if (p == NULL)
			strlcpy(text, headers[i], sizeof(text));
		else
			columns[i]->text(p, text, sizeof(text));
		w = columns[i]->width;
		if (i == ncolumns - 1 && columns[i]->left)
			w = 0;
		at += (size_t)snprintf(line + at, sizeof(line) - at, "%s%*s",
		    i > 0 ? " " : "", columns[i]->left ? -w : w, text);
	}
	if (width > 0)
		printf("%.*s\n", width, line);
	else
		printf("%s\n", line);
}

/* Without any header there is no line for them. */
static bool
any_header(void)
{
	for (size_t i = 0; i < ncolumns; i++)
		if (headers[i][0] != '\0')
			return (true);
	return (false);
}

struct filter {
	bool		 all;		/* -A, or ax */
	bool		 others;	/* -a */
	bool		 no_tty;	/* -x */
	pid_t		 pid;
	const char	*tty;
	const char	*user;
	uid_t		 uid;
};

static bool
wanted(const struct filter *f, const struct kinfo_proc *p)
{
	char tty[16];
	const char *name;

	if (f->pid != 0)
		return (p->kp_pid == f->pid);
	if (f->tty != NULL) {
		name = f->tty;
		if (strncmp(name, _PATH_DEV, sizeof(_PATH_DEV) - 1) == 0)
			name += sizeof(_PATH_DEV) - 1;
		if (strncmp(name, "tty", 3) == 0)
			name += 3;
		else if (strncmp(name, "pts/", 4) == 0)
			name += 4;
		t_tty(p, tty, sizeof(tty));
		return (strncmp(tty, name, 7) == 0);
	}
	if (f->user != NULL)
		return (p->kp_uid == f->uid);
	if (!f->all && !f->others && p->kp_uid != getuid())
		return (false);
	if (!f->all && !f->no_tty && ((p->kp_auxflags & KI_CTTY) == 0 ||
	    p->kp_tdev == NODEV))
		return (false);
	return (true);
}

/* By terminal, then by number. */
static int
compare(const void *a, const void *b)
{
	const struct kinfo_proc *p = a, *q = b;

	if (p->kp_tdev != q->kp_tdev)
		return (p->kp_tdev < q->kp_tdev ? -1 : 1);
	if (p->kp_pid != q->kp_pid)
		return (p->kp_pid < q->kp_pid ? -1 : 1);
	return (p->kp_lwp.kl_tid < q->kp_lwp.kl_tid ? -1 : 1);
}

static struct kinfo_proc *
get_processes(bool threads, size_t *np)
{
	int mib[3] = { CTL_KERN, KERN_PROC,
	    KERN_PROC_ALL | (threads ? KERN_PROC_FLAG_LWP : 0) };
	struct kinfo_proc *list = NULL;
	size_t len;

	for (;;) {
		if (sysctl(mib, 3, NULL, &len, NULL, 0) != 0)
			err(1, "sysctl kern.proc");
		len += len / 4 + 4 * sizeof(*list);
		list = reallocf(list, len);
		if (list == NULL)
			err(1, "malloc");
		if (sysctl(mib, 3, list, &len, NULL, 0) == 0)
			break;
		if (errno != ENOMEM)
			err(1, "sysctl kern.proc");
	}
	*np = len / sizeof(*list);
	return (list);
}

/* Letters without a dash are options, too. */
static void
old_style(int argc, char **argv)
{
	char *s;

	if (argc > 1 && argv[1][0] != '-') {
		if (asprintf(&s, "-%s", argv[1]) < 0)
			err(1, "malloc");
		argv[1] = s;
	}
}

int
main(int argc, char **argv)
{
	struct filter f = { .pid = 0 };
	struct kinfo_proc *list;
	struct winsize ws;
	struct passwd *pw;
	size_t n, len = sizeof(physmem), shown = 0;
	bool threads = false, wide = false;
	int c, width = 80;

	old_style(argc, argv);
	while ((c = getopt(argc, argv, "AaeHhjlo:p:t:U:uwx")) != -1) {
		switch (c) {
		case 'A':
		case 'e':
			f.all = true;
			break;
		case 'a':
			f.others = true;
			break;
		case 'H':
			threads = true;
			break;
		case 'h':
			break;
		case 'j':
			add_columns("user,pid,ppid,pgid,sid,jobc,stat,tt,time,command");
			break;
		case 'l':
			add_columns("uid,pid,ppid,pri,nice,vsz,rss,wchan,stat,tt,"
			    "time,command");
			break;
		case 'o':
			add_columns(optarg);
			break;
		case 'p':
			f.pid = (pid_t)atoi(optarg);
			break;
		case 't':
			f.tty = optarg;
			break;
		case 'U':
			pw = getpwnam(optarg);
			if (pw == NULL)
				errx(1, "%s: no such user", optarg);
			f.user = optarg;
			f.uid = pw->pw_uid;
			break;
		case 'u':
			add_columns("user,pid,%cpu,%mem,vsz,rss,tt,stat,start,time,"
			    "command");
			break;
		case 'w':
			wide = true;
			break;
		case 'x':
			f.no_tty = true;
			break;
		default:
			usage();
		}
	}
	if (optind < argc)
		usage();
	if (ncolumns == 0)
		add_columns(threads ? "pid,lwp,tt,stat,time,command" :
		    "pid,tt,stat,time,command");
	if (wide || !isatty(STDOUT_FILENO))
		width = 0;
	else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col != 0)
		width = ws.ws_col;
	(void)sysctlbyname("hw.physmem", &physmem, &len, NULL, 0);
	list = get_processes(threads, &n);
	qsort(list, n, sizeof(*list), compare);
	if (any_header())
		print_line(NULL, width);
	for (size_t i = 0; i < n; i++)
		if (wanted(&f, &list[i])) {
			print_line(&list[i], width);
			shown++;
		}
	free(list);
	return (shown == 0);
}
