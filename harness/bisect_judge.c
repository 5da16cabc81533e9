/*
 * bisect_judge.c: is a commit good or bad?
 *
 * A commit is bad when it failed --fails times with the signature that is
 * looked for, and good when it passed so often that a broken one would
 * hardly have.  Anything else that goes wrong makes it neither.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bisect.h"

#define OTHERS_MAX	3	/* other failures that end the trying */

enum class { PASSED, FAILED, OTHER, UNFIT, TROUBLE };

/* What one run says of its commit. */
static enum class
classify(const struct bisect *b, const struct outcome *o)
{
	char text[512];

	switch (o->sign.verdict) {
	case VKT_PASS:
		return (PASSED);
	case VKT_SKIP:
		return (UNFIT);
	case VKT_INFRA:
	case VKT_IMAGE_FAIL:
		return (TROUBLE);
	default:
		break;
	}
	sign_text(&o->sign, text, sizeof(text));
	if (b->signature != NULL ?
	    regexec(&b->expression, text, 0, NULL, 0) == 0 :
	    b->any || (b->known && sign_same(&b->target, &o->sign)))
		return (FAILED);
	return (o->sign.verdict == VKT_BOOT_FAIL ||
	    o->sign.verdict == VKT_BUILD_FAIL || !o->booted ? UNFIT : OTHER);
}

/* Have the commit built: now, or as the log has it. */
static int
built(struct bisect *b, const char *commit, struct build **bup)
{
	struct build bu = { .key = "" };
	double seconds = 0;
	int error;

	*bup = log_build(b, commit);
	if (*bup != NULL)
		return (0);
	if (b->replay)
		return (bisect_fail(b, EAGAIN, "the log has no build of %.12s",
		    commit));
	error = run_build(b, commit, &bu, &seconds);
	if (error == 0)
		error = log_add_build(b, &bu, seconds);
	*bup = log_build(b, commit);
	return (error);
}

/*
 * Have the commit's kernel in obj, for another one may lie there by now.  A
 * build that gives other bytes than last time begins a subject of its own.
 */
static int
present(struct bisect *b, struct build **bup)
{
	struct build bu = { .key = "" };
	double seconds = 0;
	int error;

	if (strcmp(b->present_key, (*bup)->key) == 0)
		return (0);
	error = run_build(b, (*bup)->commit, &bu, &seconds);
	if (error != 0)
		return (error);
	if (strcmp(bu.key, (*bup)->key) == 0)
		return (0);
	if (bu.key[0] == '\0')
		return (bisect_fail(b, EIO, "%.12s was built before, and now: "
		    "%s", bu.commit, bu.why));
	tell("its build gives another kernel than last time\n");
	error = log_add_build(b, &bu, seconds);
	*bup = log_build(b, bu.commit);
	return (error);
}

/* One more run.  The host gets a second chance. */
static int
run_more(struct bisect *b, struct build **bup, struct outcome *o)
{
	struct buf dir = { 0 };
	int error, turn;

	if (b->replay)
		return (bisect_fail(b, EAGAIN, "the log has no more runs of "
		    "%.12s", (*bup)->commit));
	error = present(b, bup);
	for (turn = 0; turn < 2 && error == 0; turn++) {
		buf_free(&dir);
		buf_fmt(&dir, "%s/runs/%u", b->dir, b->nrun + 1);
		error = run_once(b, dir.data, o);
		if (error == 0 && classify(b, o) != TROUBLE)
			break;
	}
	if (error == 0 && classify(b, o) == TROUBLE)
		error = bisect_fail(b, EIO, "%s: %s (%s)",
		    vkt_verdict_name(o->sign.verdict), o->sign.reason,
		    dir.data);
	if (error == 0)
		error = log_add_run(b, (*bup)->commit, (*bup)->key, o,
		    dir.data);
	buf_free(&dir);
	return (error);
}

/* The turn-th run of a subject: from the log, or now. */
static int
outcome(struct bisect *b, struct build **bup, size_t turn, struct outcome *o)
{
	struct outcome more;
	struct subject *s;
	int error = 0;

	/* A build that came out otherwise has to catch up. */
	while ((s = log_subject(b, (*bup)->key))->nruns <= turn &&
	    error == 0)
		error = run_more(b, bup, &more);
	if (error == 0)
		*o = s->runs[turn];
	return (error);
}

static struct judged *
judged_new(struct bisect *b, const char *commit)
{
	struct judged *j;

	b->judged = realloc(b->judged, (b->njudged + 1) * sizeof(*j));
	if (b->judged == NULL)
		err(VKT_EX_HOST, "realloc");
	j = &b->judged[b->njudged++];
	memset(j, 0, sizeof(*j));
	snprintf(j->commit, sizeof(j->commit), "%s", commit);
	j->as = JUDGED_SKIP;
	return (j);
}

/* Was the same kernel judged for another commit? */
static bool
judged_alike(struct bisect *b, struct judged *j)
{
	const struct judged *old;

	for (old = b->judged; old < j; old++) {
		if (old->key[0] != '\0' && strcmp(old->key, j->key) == 0) {
			j->as = old->as;
			snprintf(j->same, sizeof(j->same), "%s",
			    old->same[0] != '\0' ? old->same : old->commit);
			return (true);
		}
	}
	return (false);
}

static void
note(struct judged *j, const struct outcome *o)
{
	sign_text(&o->sign, j->why, sizeof(j->why));
}

/* How many runs a commit needs to be called good; 0: more than is sane. */
static unsigned
runs_needed(const struct bisect *b)
{
	return (b->runs != 0 ? b->runs :
	    odds_runs(&b->odds, b->fails, b->limit));
}

/* Run it until the matter is settled. */
static int
settle(struct bisect *b, struct judged *j, struct build *bu, unsigned runs)
{
	struct outcome o;
	size_t turn;
	int error;

	for (turn = 0; j->passed + j->failed < runs; turn++) {
		error = outcome(b, &bu, turn, &o);
		if (error != 0)
			return (error);
		tell(" %s", o.sign.verdict == VKT_PASS ? "." :
		    vkt_verdict_name(o.sign.verdict));
		switch (classify(b, &o)) {
		case PASSED:
			j->passed++;
			break;
		case FAILED:
			if (++j->failed < b->fails)
				break;
			j->as = JUDGED_BAD;
			note(j, &o);
			b->odds.failed += j->failed;
			b->odds.passed += j->passed;
			return (0);
		case OTHER:
			note(j, &o);
			if (++j->others < OTHERS_MAX)
				break;
			return (0);
		default:
			note(j, &o);
			return (0);
		}
	}
	j->as = JUDGED_GOOD;
	j->miss = odds_miss(&b->odds, j->passed + j->failed, b->fails);
	return (0);
}

int
judge(struct bisect *b, const char *commit, struct judged **jp)
{
	struct judged *j = judged_new(b, commit);
	unsigned runs = runs_needed(b);
	struct build *bu;
	int error;

	*jp = j;
	if (runs == 0)
		return (bisect_fail(b, ERANGE, "more than %d runs of each "
		    "commit would be needed: use --runs, or less than "
		    "--confidence %g", ODDS_RUNS_MAX, b->confidence));
	error = built(b, commit, &bu);
	if (error != 0)
		return (error);
	snprintf(j->key, sizeof(j->key), "%s", bu->key);
	if (bu->key[0] == '\0')
		snprintf(j->why, sizeof(j->why), "build-fail: %s", bu->why);
	else if (!judged_alike(b, j))
		error = settle(b, j, bu, runs);
	return (error != 0 ? error : log_add_judged(b, j));
}

/* The failure that came most often, of those the earliest. */
static void
learn(struct bisect *b, const struct outcome *o, size_t n)
{
	size_t best = 0, count, i, k;

	for (i = 0; i < n; i++) {
		if (o[i].sign.verdict == VKT_PASS ||
		    o[i].sign.verdict == VKT_SKIP)
			continue;
		for (count = 0, k = i; k < n; k++)
			count += sign_same(&o[i].sign, &o[k].sign);
		if (count > best) {
			best = count;
			b->target = o[i].sign;
			b->known = true;
		}
	}
}

int
judge_bad(struct bisect *b, const char *commit, struct judged **jp)
{
	struct judged *j = judged_new(b, commit);
	struct outcome *all;
	struct build *bu;
	unsigned i;
	int error;

	*jp = j;
	error = built(b, commit, &bu);
	if (error != 0)
		return (error);
	if (bu->key[0] == '\0')
		return (bisect_fail(b, ENOEXEC, "the bad commit does not "
		    "build: %s", bu->why));
	all = calloc(b->sample, sizeof(*all));
	if (all == NULL)
		err(VKT_EX_HOST, "calloc");
	for (i = 0; i < b->sample && error == 0; i++) {
		error = outcome(b, &bu, i, &all[i]);
		if (error == 0)
			tell(" %s", all[i].sign.verdict == VKT_PASS ? "." :
			    vkt_verdict_name(all[i].sign.verdict));
	}
	snprintf(j->key, sizeof(j->key), "%s", bu->key);
	if (error == 0 && b->signature == NULL)
		learn(b, all, b->sample);
	for (i = 0; i < b->sample && error == 0; i++) {
		switch (classify(b, &all[i])) {
		case PASSED:
			j->passed++;
			break;
		case FAILED:
			j->failed++;
			note(j, &all[i]);
			break;
		default:
			j->others++;
			if (j->failed == 0)
				note(j, &all[i]);
		}
	}
	free(all);
	if (error != 0)
		return (error);
	j->as = j->failed >= b->fails ? JUDGED_BAD :
	    j->passed == b->sample ? JUDGED_GOOD : JUDGED_SKIP;
	b->odds.failed = j->failed;
	b->odds.passed = j->passed;
	return (log_add_judged(b, j));
}
