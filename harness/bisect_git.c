/*
 * bisect_git.c: what bisect asks of git.
 *
 * git's own bisection runs in a worktree of ours, with --no-checkout: its
 * state is that worktree's, so the user's checkout, and a bisection under
 * way there, are not touched.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/wait.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bisect.h"
#include "lib/child.h"

#define GIT_ARGS	(2 * BISECT_LIST + 16)

/* What git said was wrong: its line "fatal: ...", else the last one. */
static const char *
git_words(struct buf *out)
{
	char *at, *line;

	while (out->len > 0 && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
	if (out->len == 0)
		return ("failed");
	at = strstr(out->data, "fatal: ");
	if (at != NULL && (at == out->data || at[-1] == '\n')) {
		at[strcspn(at, "\n")] = '\0';
		return (at + strlen("fatal: "));
	}
	line = strrchr(out->data, '\n');
	return (line != NULL ? line + 1 : out->data);
}

/* Run git with a list of arguments. */
static int
git_list(struct bisect *b, bool tree, struct buf *out, const char *const *list)
{
	static char *const env[] = { (char *)(uintptr_t)"LC_ALL=C",
	    NULL };
	struct buf dir = { 0 }, command = { 0 };
	struct child c = { .env = env, .out = out };
	int error, status = 0;
	size_t i;

	/* A shell joins both outputs of git: messages go to either. */
	buf_str(&command, "exec git");
	for (i = 0; list[i] != NULL; i++)
		buf_fmt(&command, " \"${%zu}\"", i + 1);
	buf_str(&command, " 2>&1");
	char *all[GIT_ARGS + 5] = { (char *)(uintptr_t)"sh",
	    (char *)(uintptr_t)"-c", command.data,
	    (char *)(uintptr_t)"git" };
	for (i = 0; list[i] != NULL && i < GIT_ARGS; i++)
		all[i + 4] = (char *)(uintptr_t)list[i];
	c.argv = all;
	buf_fmt(&dir, "%s/tree", b->dir);
	c.dir = tree ? dir.data : b->repo;
	error = child_run(&c, &status);
	if (error != 0)
		bisect_fail(b, error, "git %s: %s", list[0], strerror(error));
	else if (status != 0)
		error = bisect_fail(b, EINVAL, "git %s: %s", list[0],
		    git_words(out));
	buf_free(&dir);
	buf_free(&command);
	return (error);
}

int
bisect_git(struct bisect *b, bool tree, struct buf *out, ...)
{
	const char *list[GIT_ARGS + 1];
	struct buf none = { 0 };
	size_t n = 0;
	va_list ap;
	int error;

	va_start(ap, out);
	while (n < GIT_ARGS && (list[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	list[n] = NULL;
	error = git_list(b, tree, out != NULL ? out : &none, list);
	buf_free(&none);
	return (error);
}

/* The first word of out is a commit's full name. */
static int
take_sha(const struct buf *out, char sha[SHA_SIZE])
{
	size_t n = strspn(out->data, "0123456789abcdef");

	if ((n != 40 && n != 64) || (out->data[n] != '\n' &&
	    out->data[n] != '\0'))
		return (EINVAL);
	memcpy(sha, out->data, n);
	sha[n] = '\0';
	return (0);
}

int
git_resolve(struct bisect *b, const char *name, char sha[SHA_SIZE])
{
	struct buf out = { 0 }, full = { 0 };
	int error;

	buf_fmt(&full, "%s^{commit}", name);
	error = bisect_git(b, false, &out, "rev-parse", "--verify", "--quiet",
	    "--end-of-options", full.data, NULL);
	if (error == 0)
		error = take_sha(&out, sha);
	if (error == EINVAL)
		bisect_fail(b, error, "%s: \"%s\" is no commit", b->repo,
		    name);
	buf_free(&out);
	buf_free(&full);
	return (error);
}

int
git_tree_make(struct bisect *b)
{
	struct buf path = { 0 };
	int error;

	buf_fmt(&path, "%s/tree", b->dir);
	git_tree_remove(b);
	error = bisect_git(b, false, NULL, "worktree", "add", "--quiet",
	    "--no-checkout", "--detach", path.data, b->bad, NULL);
	buf_free(&path);
	return (error);
}

void
git_tree_remove(struct bisect *b)
{
	struct buf path = { 0 };
	char why[sizeof(b->why)];

	memcpy(why, b->why, sizeof(why));
	buf_fmt(&path, "%s/tree", b->dir);
	child_remove(path.data);
	bisect_git(b, false, NULL, "worktree", "prune", NULL);
	memcpy(b->why, why, sizeof(why));
	buf_free(&path);
}

int
git_checkout(struct bisect *b, const char *sha)
{
	int error;

	error = bisect_git(b, true, NULL, "checkout", "--quiet", "--force",
	    "--detach", sha, NULL);
	return (error != 0 ? error :
	    bisect_git(b, true, NULL, "clean", "-ffdxq", NULL));
}

/* What does git's own log of the bisection say? */
static int
search_read(struct bisect *b, struct search *s)
{
	static const char *const found[] = { "# first bad commit: [",
	    "# possible first bad commit: [" };
	struct buf out = { 0 };
	char *line, *end;
	size_t i, n;
	int error;

	s->next[0] = '\0';
	buf_free(&s->first);
	error = bisect_git(b, true, &out, "bisect", "log", NULL);
	for (line = error == 0 ? out.data : NULL; line != NULL; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		for (i = 0; i < 2; i++) {
			n = strlen(found[i]);
			if (strncmp(line, found[i], n) == 0)
				buf_fmt(&s->first, "%.*s\n",
				    (int)strcspn(line + n, "]"), line + n);
		}
	}
	buf_free(&out);
	if (error != 0 || s->first.len > 0)
		return (error);
	error = bisect_git(b, true, &out, "rev-parse", "--verify",
	    "BISECT_HEAD", NULL);
	if (error == 0 && take_sha(&out, s->next) != 0)
		error = bisect_fail(b, EINVAL, "git: no next commit");
	buf_free(&out);
	return (error);
}

/* "Bisecting: 5 revisions left to test after this". */
static void
search_left(struct search *s, const struct buf *out)
{
	const char *at = out->len > 0 ? strstr(out->data, "Bisecting: ") : NULL;

	s->left = at != NULL ? (unsigned)strtoul(at + strlen("Bisecting: "),
	    NULL, 10) : 0;
}

int
git_begin(struct bisect *b, struct search *s)
{
	const char *list[GIT_ARGS + 1];
	struct buf out = { 0 };
	size_t i, n = 0;
	int error;

	list[n++] = "bisect";
	list[n++] = "start";
	list[n++] = "--no-checkout";
	if (b->first_parent)
		list[n++] = "--first-parent";
	list[n++] = b->bad;
	for (i = 0; b->good[i] != NULL; i++)
		list[n++] = b->good[i];
	list[n++] = "--";
	for (i = 0; b->paths[i] != NULL; i++)
		list[n++] = b->paths[i];
	list[n] = NULL;
	error = git_list(b, true, &out, list);
	if (error == 0) {
		search_left(s, &out);
		error = search_read(b, s);
	}
	buf_free(&out);
	return (error);
}

int
git_mark(struct bisect *b, struct search *s, const char *sha,
    enum judgement as)
{
	static const char *const words[] = { "good", "bad", "skip" };
	struct buf out = { 0 };
	int error;

	error = bisect_git(b, true, &out, "bisect", words[as], sha, NULL);
	/* It also fails when its answer is that there is none. */
	if (error == EINVAL && out.len > 0 &&
	    strstr(out.data, "merge base") != NULL) {
		s->fixed = true;
		s->next[0] = '\0';
		error = 0;
	} else if (error == 0 || (error == EINVAL && as == JUDGED_SKIP)) {
		search_left(s, &out);
		error = search_read(b, s);
	}
	buf_free(&out);
	return (error);
}
