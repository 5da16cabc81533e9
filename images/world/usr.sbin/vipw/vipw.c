/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vipw.c: vipw(8): edit the file of users, which is locked meanwhile and taken
 * only when it is good.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <err.h>
#include <libutil.h>
#include <limits.h>
#include <paths.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pwfile.h"

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: vipw [-d directory]\n");
	exit(1);
}

static void
run_editor(const char *path)
{
	const char *editor = getenv("EDITOR");
	char *command;
	int status;
	pid_t pid;

	if (editor == NULL || *editor == '\0')
		editor = "vi";
	if (asprintf(&command, "%s %s", editor, path) < 0)
		err(1, NULL);
	if ((pid = fork()) == 0) {
		execl(_PATH_BSHELL, "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	free(command);
	if (pid < 0)
		err(1, "fork");
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	status = wait_editor(pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		(void)unlink(path);
		errx(1, "%s failed: nothing is changed", editor);
	}
}

static bool
again(void)
{
	char line[64];

	printf("re-edit the password file? [y]: ");
	fflush(stdout);
	return (fgets(line, sizeof(line), stdin) != NULL && *line != 'n' &&
	    *line != 'N');
}

/* Do two lists have the same lines? */
static bool
same(const struct lines *a, const struct lines *b)
{
	if (a->n != b->n)
		return (false);
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->line[i], b->line[i]) != 0)
			return (false);
	return (true);
}

int
main(int argc, char **argv)
{
	char path[PATH_MAX], copy[] = "pw.XXXXXX", edited[PATH_MAX];
	const char *etc = "/etc", *why;
	struct lines before, after;
	size_t at;
	int ch, fd;

	while ((ch = getopt(argc, argv, "d:")) != -1) {
		if (ch != 'd')
			usage();
		etc = optarg;
	}
	if (argc != optind)
		usage();
	umask(077);
	pwfile_lock(etc);
	snprintf(path, sizeof(path), "%s/master.passwd", etc);
	lines_read(&before, path);
	snprintf(edited, sizeof(edited), "%s/%s", etc, copy);
	if ((fd = mkstemp(edited)) < 0)
		err(1, "%s", edited);
	close(fd);
	lines_write(&before, etc, strrchr(edited, '/') + 1, 0600);
	for (;;) {
		run_editor(edited);
		lines_read(&after, edited);
		if (same(&before, &after)) {
			warnx("no changes made");
			break;
		}
		if ((why = pwfile_check(&after, &at)) == NULL) {
			pwfile_install(&after, etc);
			break;
		}
		warnx("line %zu: %s", at, why);
		if (!again()) {
			(void)unlink(edited);
			errx(1, "nothing is changed");
		}
	}
	(void)unlink(edited);
	return (0);
}
