/*
 * bisect_tell.c: progress and the report of a bisection.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bisect.h"

#define WIDTH	79

static const char *const judgements[] = { "good", "bad", "skipped" };

void
tell(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fflush(stderr);
}

/* What git says of a commit in this format, without its newline. */
static void
describe(struct bisect *b, const char *sha, const char *format,
    struct buf *out)
{
	/* A replay needs the repository, but not all of its commits. */
	if (bisect_git(b, false, out, "show", "-s", "--no-show-signature",
	    format, sha, NULL) != 0) {
		buf_free(out);
		buf_str(out, sha);
		b->why[0] = '\0';
	}
	while (out->len > 0 && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
}

/* A line of at most WIDTH columns of output. */
static void
put(const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (strlen(line) > WIDTH)
		snprintf(line + WIDTH - 3, 4, "...");
	puts(line);
}

void
tell_commit(struct bisect *b, const char *sha, const char *left)
{
	struct buf text = { 0 };

	describe(b, sha, "--format=%h %s", &text);
	tell("%s: %.60s\n   ", left, text.data);
	buf_free(&text);
}

void
tell_judged(const struct judged *j)
{
	if (j->same[0] != '\0')
		tell(" the kernel of %.9s:", j->same);
	tell(" %s", judgements[j->as]);
	if (j->why[0] != '\0')
		tell(" (%.200s)", j->why);
	tell("\n");
}

/* The chance that one of the commits called good is not. */
static double
doubt(const struct bisect *b)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < b->njudged; i++)
		sum += b->judged[i].miss;
	return (sum < 1 ? sum : 1);
}

/* A percentage that never is rounded up. */
static void
put_confidence(const struct bisect *b)
{
	double sure = 100 * (1 - doubt(b));
	unsigned good = 0, runs = 0, i;

	for (i = 0; i < b->njudged; i++) {
		if (b->judged[i].as == JUDGED_GOOD &&
		    b->judged[i].same[0] == '\0') {
			good++;
			runs += b->judged[i].passed + b->judged[i].failed;
		}
	}
	put("confidence:  %u.%u %%: broken ones failed %u of %u runs; "
	    "%u good ones passed %u", (unsigned)sure,
	    (unsigned)(sure * 10) % 10, b->odds.failed,
	    b->odds.failed + b->odds.passed, good, runs);
}

static void
put_judged(struct bisect *b, const struct judged *j)
{
	struct buf text = { 0 };

	describe(b, j->commit, "--format=%h %s", &text);
	if (j->same[0] != '\0')
		put("  %-8s %-9s %.50s", judgements[j->as], "as before",
		    text.data);
	else if (j->passed + j->failed + j->others == 0)
		put("  %-8s %-9s %.50s", judgements[j->as], "", text.data);
	else
		put("  %-8s %3u/%-5u %.50s", judgements[j->as], j->failed,
		    j->passed + j->failed + j->others, text.data);
	if (j->why[0] != '\0' && (j->as == JUDGED_SKIP || j->others > 0))
		put("           %s", j->why);
	buf_free(&text);
}

static void
put_first(struct bisect *b, const struct search *s)
{
	struct buf text = { 0 };
	const char *line;
	size_t n = 0;
	char sha[SHA_SIZE];

	for (line = s->first.data; *line != '\0';
	    line += strcspn(line, "\n") + 1)
		n++;
	put(n == 1 ? "first bad commit:" :
	    "first bad commit: one of these %zu, the others were skipped:", n);
	for (line = s->first.data; *line != '\0';
	    line += strcspn(line, "\n") + 1) {
		snprintf(sha, sizeof(sha), "%.*s", (int)strcspn(line, "\n"),
		    line);
		describe(b, sha, n == 1 ? "--format=%H%n  %an, %as%n  %s" :
		    "--format=%h %s", &text);
		printf("  %s\n", text.data);
		buf_free(&text);
	}
}

/* How the search is done again, as an argument list for sh(1). */
static void
put_again(const struct bisect *b)
{
	size_t i;

	printf("again:       vkt bisect");
	for (i = 0; b->good[i] != NULL; i++)
		printf(" -g %.12s", b->good[i]);
	printf(" -b %.12s", b->bad);
	if (b->script != NULL)
		printf(" -s %s\n", b->script);
	else
		printf(" %s\n", b->test);
}

void
tell_report(struct bisect *b, const struct search *s)
{
	char text[512];
	size_t i;

	putchar('\n');
	if (s->first.len > 0)
		put_first(b, s);
	else if (s->fixed)
		puts("no first bad commit: a merge base of good and bad is "
		    "bad itself");
	if (b->signature != NULL)
		put("failure:     matches \"%s\"", b->signature);
	else if (b->any)
		puts("failure:     any");
	else {
		sign_text(&b->target, text, sizeof(text));
		put("failure:     %s", text);
	}
	put_confidence(b);
	puts("commits, with runs that failed and all runs:");
	for (i = 0; i < b->njudged; i++)
		put_judged(b, &b->judged[i]);
	if (b->log >= 0) {
		printf("log:         %s/log.jsonl\n", b->dir);
		put_again(b);
	}
}
