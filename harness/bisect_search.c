/*
 * bisect_search.c: the search: both ends, then what git proposes.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bisect.h"
#include "lib/child.h"

static double	 took;		/* seconds for the last commit but the bad one */

int
bisect_resolve(struct bisect *b)
{
	char sha[SHA_SIZE];
	size_t i;
	int error;

	error = git_resolve(b, b->bad, sha);
	if (error == 0)
		b->bad = strdup(sha);
	for (i = 0; error == 0 && b->good[i] != NULL; i++) {
		error = git_resolve(b, b->good[i], sha);
		if (error == 0)
			b->good[i] = strdup(sha);
	}
	return (error);
}

/*
 * Each commit that is called good may be wrong with the same chance; there
 * are as many as git has steps, and the good ones named.
 */
int
bisect_share_doubt(struct bisect *b)
{
	struct buf out = { 0 };
	size_t i, goods = 0;
	double steps;
	int error;

	for (i = 0; b->good[i] != NULL; i++)
		goods++;
	error = bisect_git(b, false, &out, "rev-list", "--count", b->bad,
	    "--not", b->good[0], NULL);
	if (error == 0) {
		b->commits = strtoul(out.data, NULL, 10);
		if (b->commits == 0)
			error = bisect_fail(b, EINVAL, "no commit leads from "
			    "%.12s to %.12s", b->good[0], b->bad);
		steps = ceil(log2((double)b->commits + 1)) + (double)goods;
		b->limit = (1 - b->confidence / 100) / steps;
	}
	buf_free(&out);
	return (error);
}

static int
judge_timed(struct bisect *b, const char *sha, struct judged **jp)
{
	struct timespec begin, end;
	int error;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	error = judge(b, sha, jp);
	clock_gettime(CLOCK_MONOTONIC, &end);
	took = difftime(end.tv_sec, begin.tv_sec);
	return (error);
}

/* The commits that are named must be what they are said to be. */
static int
check_ends(struct bisect *b)
{
	struct judged *j;
	size_t i;
	int error;

	tell_commit(b, b->bad, "bad");
	error = judge_bad(b, b->bad, &j);
	if (error != 0)
		return (error);
	tell_judged(j);
	if (j->as != JUDGED_BAD)
		return (bisect_fail(b, ERANGE, "%.12s is not bad: %u of %u "
		    "runs failed%s", b->bad, j->failed, b->sample,
		    j->as == JUDGED_GOOD ? "; --sample runs it more often" :
		    " so"));
	for (i = 0; b->good[i] != NULL; i++) {
		tell_commit(b, b->good[i], "good");
		error = judge_timed(b, b->good[i], &j);
		if (error != 0)
			return (error);
		tell_judged(j);
		if (j->as != JUDGED_GOOD)
			return (bisect_fail(b, ERANGE, "%.12s is not good%s",
			    b->good[i], j->as == JUDGED_SKIP ?
			    ", nor bad" : ": it fails as well"));
	}
	return (0);
}

/* What is left, with this commit, and how long that takes at the last one's pace. */
static void
left_text(const struct search *s, char *text, size_t size)
{
	unsigned steps = (unsigned)log2(s->left + 1) + 1;
	int n;

	n = snprintf(text, size, "%u left, %u step%s", s->left + 1, steps,
	    steps == 1 ? "" : "s");
	if (took >= 1)
		snprintf(text + n, size - (size_t)n, ", about %.0f min",
		    ceil(took * steps / 60));
}

static int
look(struct bisect *b, struct search *s)
{
	struct judged *j;
	char left[100];
	int error;

	error = git_begin(b, s);
	while (error == 0 && s->next[0] != '\0') {
		left_text(s, left, sizeof(left));
		tell_commit(b, s->next, left);
		error = judge_timed(b, s->next, &j);
		if (error != 0)
			break;
		tell_judged(j);
		error = git_mark(b, s, j->commit, j->as);
	}
	return (error);
}

/* Checkout and objects are of no use any more; the log and failures are. */
static void
tidy(struct bisect *b)
{
	char *obj = place(b, "obj"), *images = place(b, "images");

	git_tree_remove(b);
	child_remove(obj);
	child_remove(images);
	if (b->replay)
		child_remove(b->dir);
	free(obj);
	free(images);
}

int
bisect_search(struct bisect *b, struct search *s)
{
	int error;

	error = git_tree_make(b);
	if (error == 0)
		error = check_ends(b);
	if (error == 0)
		error = look(b, s);
	if (error == 0)
		error = log_add_end(b, s);
	/* What was stopped, or met trouble, goes on here. */
	if (b->replay || error == 0 || error == ERANGE || error == ENOEXEC)
		tidy(b);
	return (error);
}

int
bisect_one(struct bisect *b, enum judgement *as)
{
	struct judged *j;
	int error;

	if (b->signature == NULL)
		b->any = true;
	if (b->runs == 0)
		b->runs = b->sample;
	tell_commit(b, b->bad, "judging");
	error = judge(b, b->bad, &j);
	if (error == 0) {
		tell_judged(j);
		*as = j->as;
	}
	return (error);
}
