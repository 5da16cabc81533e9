/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * action.c: what find(1) does with what it found.
 */
#include <sys/types.h>
#include <sys/wait.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libutil.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "find.h"

#define BATCH_NAMES	5000
#define BATCH_BYTES	(64 << 10)	/* far below what exec(2) takes */

struct node	*batches;

bool
eval_print(struct node *n, FTSENT *e)
{
	/* What xargs(1) would take for something else. */
	if (find.safe && strpbrk(e->fts_path, " \t\n\\'\"") != NULL) {
		warnx("%s: illegal path", e->fts_path);
		status = 1;
		return (true);
	}
	puts(e->fts_path);
	return (true);
}

bool
eval_print0(struct node *n, FTSENT *e)
{
	fputs(e->fts_path, stdout);
	putchar('\0');
	return (true);
}

bool
eval_ls(struct node *n, FTSENT *e)
{
	const struct stat *st = e->fts_statp;
	char mode[12], when[32], text[PATH_MAX];
	ssize_t len;

	strmode(st->st_mode, mode);
	strftime(when, sizeof(when), st->st_mtime + 182 * 86400 > now &&
	    st->st_mtime < now + 182 * 86400 ? "%b %e %H:%M" : "%b %e  %Y",
	    localtime(&st->st_mtime));
	printf("%6ju %8jd %s %3u %-16s %-16s ", (uintmax_t)st->st_ino,
	    (intmax_t)st->st_blocks, mode, (unsigned int)st->st_nlink,
	    user_from_uid(st->st_uid, 0), group_from_gid(st->st_gid, 0));
	if (S_ISBLK(st->st_mode) || S_ISCHR(st->st_mode))
		printf("%#8x ", (unsigned int)st->st_rdev);
	else
		printf("%8jd ", (intmax_t)st->st_size);
	printf("%s %s", when, e->fts_path);
	if (S_ISLNK(st->st_mode) && (len = readlink(e->fts_accpath, text,
	    sizeof(text) - 1)) >= 0)
		printf(" -> %.*s", (int)len, text);
	putchar('\n');
	return (true);
}

/* Directories come after what was in them. */
bool
eval_delete(struct node *n, FTSENT *e)
{
	if (strcmp(e->fts_accpath, ".") == 0 ||
	    strcmp(e->fts_accpath, "..") == 0)
		return (true);
	if ((find.fts & FTS_LOGICAL) != 0)
		errx(1, "-delete: forbidden when symlinks are followed");
	if ((S_ISDIR(e->fts_statp->st_mode) ? rmdir(e->fts_accpath) :
	    unlink(e->fts_accpath)) != 0) {
		warn("-delete: %s", e->fts_path);
		status = 1;
	}
	return (true);
}

/* Run a command in a directory; true when it succeeds. */
static bool
run(char **argv, int dir)
{
	int ended;
	pid_t pid;

	fflush(stdout);
	fflush(stderr);
	if ((pid = vfork()) < 0)
		err(1, "vfork");
	if (pid == 0) {
		if (dir >= 0 && fchdir(dir) != 0)
			_exit(1);
		execvp(argv[0], argv);
		warn("%s", argv[0]);
		_exit(127);
	}
	while (waitpid(pid, &ended, 0) < 0)
		if (errno != EINTR)
			err(1, "waitpid");
	return (WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
}

static void
batch_run(struct node *n)
{
	struct batch *b = &n->batch;
	size_t args = 0, i;
	char **argv;

	if (b->n == 0)
		return;
	while (n->argv[args] != NULL)
		args++;
	if ((argv = calloc(args + b->n + 1, sizeof(*argv))) == NULL)
		err(1, NULL);
	/* The names take the place of the braces, which come last. */
	memcpy(argv, n->argv, (args - 1) * sizeof(*argv));
	memcpy(argv + args - 1, b->names, b->n * sizeof(*argv));
	if (!run(argv, n->in_dir ? b->dir : start_dir))
		status = 1;
	free(argv);
	for (i = 0; i < b->n; i++)
		free(b->names[i]);
	b->n = b->bytes = 0;
	if (b->dir >= 0)
		close(b->dir);
	b->dir = -1;
}

void
batches_flush(void)
{
	for (struct node *n = batches; n != NULL; n = n->next_batch)
		batch_run(n);
}

static void
batch_add(struct node *n, const char *name)
{
	struct batch *b = &n->batch;

	if (b->names == NULL &&
	    (b->names = calloc(BATCH_NAMES, sizeof(*b->names))) == NULL)
		err(1, NULL);
	if (b->n == 0 && n->in_dir) {
		b->dir = open(".", O_RDONLY | O_CLOEXEC);
		if (b->dir < 0)
			err(1, ".");
	}
	if ((b->names[b->n++] = strdup(name)) == NULL)
		err(1, NULL);
	b->bytes += strlen(name) + 1 + sizeof(char *);
	/* Of the next file of another directory nothing is known here. */
	if (b->n == BATCH_NAMES || b->bytes > BATCH_BYTES || n->in_dir)
		batch_run(n);
}

/* A word with each {} replaced by the name. */
static char *
fill(const char *word, const char *name)
{
	size_t len = strlen(word) + 1, with = strlen(name);
	const char *p, *hit;
	char *new, *to;

	for (p = word; (p = strstr(p, "{}")) != NULL; p += 2)
		len += with;
	if ((to = new = malloc(len)) == NULL)
		err(1, NULL);
	for (p = word; (hit = strstr(p, "{}")) != NULL; p = hit + 2) {
		memcpy(to, p, (size_t)(hit - p));
		to += hit - p;
		memcpy(to, name, with);
		to += with;
	}
	strcpy(to, p);
	return (new);
}

static bool
asked(char **argv)
{
	fflush(stdout);
	fprintf(stderr, "\"");
	for (int i = 0; argv[i] != NULL; i++)
		fprintf(stderr, "%s%s", i > 0 ? " " : "", argv[i]);
	fprintf(stderr, "\"? ");
	return (answer_is_yes());
}

bool
eval_exec(struct node *n, FTSENT *e)
{
	const char *name = n->in_dir ? e->fts_name : e->fts_path;
	size_t args = 0, i;
	bool good = false;
	char **argv;

	if (n->plus) {
		batch_add(n, name);
		return (true);
	}
	while (n->argv[args] != NULL)
		args++;
	if ((argv = calloc(args + 1, sizeof(*argv))) == NULL)
		err(1, NULL);
	for (i = 0; i < args; i++)
		argv[i] = fill(n->argv[i], name);
	if (!n->ask || asked(argv))
		good = run(argv, n->in_dir ? -1 : start_dir);
	for (i = 0; i < args; i++)
		free(argv[i]);
	free(argv);
	return (good);
}

bool
eval_quit(struct node *n, FTSENT *e)
{
	batches_flush();
	if (fflush(stdout) != 0)
		err(1, "stdout");
	exit(status);
}
