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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "ps.h"

#define MAX_COLUMNS	32

static const struct column *columns[MAX_COLUMNS];
static const char	*headers[MAX_COLUMNS];
static size_t		 ncolumns;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: ps [-aAHjluwx] [-o format] [-p pid] [-t tty] "
	    "[-U user]\n");
	exit(1);
}

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
		for (i = 0; i < nknown; i++)
			if (strlen(known[i].name) == n &&
			    strncmp(known[i].name, list, n) == 0)
				break;
		if (i == nknown)
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
