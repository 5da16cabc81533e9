/*
 * cmd_report.c: vkt report: sum up the JSON lines that finished cases left.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "lib/buf.h"
#include "lib/json.h"
#include "lib/vkt.h"
#include "lib/wrap.h"
#include "report.h"

#define TABLE	VKT_SRCDIR "/../cases/coverage.tsv"

enum { OPT_COVERAGE = 256, OPT_SLOWEST, OPT_TABLE };

static const struct option options[] = {
	{ "coverage",	no_argument,		NULL,	OPT_COVERAGE },
	{ "help",	no_argument,		NULL,	'h' },
	{ "junit",	required_argument,	NULL,	'j' },
	{ "slowest",	required_argument,	NULL,	OPT_SLOWEST },
	{ "table",	required_argument,	NULL,	OPT_TABLE },
	{ NULL,		0,			NULL,	0 }
};

static void
usage(FILE *fp)
{
	fputs(
"usage: vkt report [-j junit.xml] results.jsonl ...\n"
"       vkt report --slowest n results.jsonl ...\n"
"       vkt report --coverage [--table file] [results.jsonl ...]\n"
"  -j, --junit file         write JUnit XML too\n"
"      --coverage           the promises of vkernel(7) with their cases\n"
"      --slowest n          the cases that took most time\n"
"      --table file         the promises (cases/coverage.tsv)\n", fp);
}

/* Add one line.  A line cut off by a crash is told, not trusted. */
static void
report_line(struct report *rep, const char *path, const char *line)
{
	struct buf verdict = { 0 };
	struct row row = { 0 };

	if (json_get(line, "verdict", &verdict) != 0 ||
	    vkt_verdict_parse(verdict.data, &row.verdict) != 0 ||
	    json_get(line, "case", &row.name) != 0 ||
	    json_get(line, "reason", &row.reason) != 0 ||
	    json_get(line, "seconds", &row.seconds) != 0) {
		warnx("%s: not a result: %.60s", path, line);
		row.verdict = VKT_INFRA;
		buf_free(&row.name);
		buf_free(&row.reason);
		buf_str(&row.name, path);
		buf_str(&row.reason, "unreadable result");
	}
	if (json_get(line, "artifacts", &row.artifacts) != 0)
		buf_str(&row.artifacts, "");
	buf_free(&verdict);
	rep->rows = realloc(rep->rows, (rep->n + 1) * sizeof(*rep->rows));
	if (rep->rows == NULL)
		err(VKT_EX_HOST, "realloc");
	rep->rows[rep->n++] = row;
	rep->count[row.verdict]++;
}

static void
report_file(struct report *rep, const char *path)
{
	struct buf text = { 0 };
	char *line, *next;
	int error;

	error = buf_read(&text, path);
	if (error != 0)
		errx(VKT_EX_NOINPUT, "%s: %s", path, strerror(error));
	if (strlen(text.data) != text.len)
		errx(VKT_EX_NOINPUT, "%s: no results: it holds a NUL", path);
	for (line = text.data; *line != '\0'; line = next) {
		next = line + strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		report_line(rep, path, line);
	}
	buf_free(&text);
}

bool
report_is_failure(enum vkt_verdict v)
{
	return (v != VKT_PASS && v != VKT_SKIP);
}

/* XML text; what XML cannot hold becomes a question mark. */
static void
put_xml(FILE *fp, const char *s)
{
	for (; *s != '\0'; s++) {
		if (strchr("<>&\"", *s) != NULL)
			fprintf(fp, "&#%d;", *s);
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			putc('?', fp);
		else
			putc(*s, fp);
	}
}

static void
junit_row(FILE *fp, const struct row *row)
{
	const char *colon = strchr(row->name.data, ':');
	int length = colon ? (int)(colon - row->name.data) :
	    (int)row->name.len;
	struct buf program = { 0 };

	buf_add(&program, row->name.data, (size_t)length);
	fputs("<testcase classname=\"", fp);
	put_xml(fp, program.data);
	fputs("\" name=\"", fp);
	put_xml(fp, colon ? colon + 1 : row->name.data);
	fprintf(fp, "\" time=\"%s\">", row->seconds.len ? row->seconds.data :
	    "0");
	buf_free(&program);
	if (row->verdict == VKT_SKIP)
		fputs("<skipped message=\"", fp);
	else if (report_is_failure(row->verdict))
		fprintf(fp, "<%s type=\"%s\" message=\"",
		    row->verdict == VKT_TEST_FAIL ? "failure" : "error",
		    vkt_verdict_name(row->verdict));
	if (row->verdict != VKT_PASS) {
		put_xml(fp, row->reason.data);
		fputs("\"/>", fp);
	}
	fputs("</testcase>\n", fp);
}

static void
report_junit(const struct report *rep, const char *path)
{
	unsigned errors = 0;
	size_t i;
	FILE *fp;

	fp = fopen(path, "we");
	if (fp == NULL)
		err(VKT_EX_HOST, "%s", path);
	for (i = 0; i < rep->n; i++) {
		errors += report_is_failure(rep->rows[i].verdict) &&
		    rep->rows[i].verdict != VKT_TEST_FAIL;
	}
	fprintf(fp, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuite name=\"vkernel\" tests=\"%zu\" failures=\"%u\" "
	    "errors=\"%u\" skipped=\"%u\">\n", rep->n,
	    rep->count[VKT_TEST_FAIL], errors, rep->count[VKT_SKIP]);
	for (i = 0; i < rep->n; i++)
		junit_row(fp, &rep->rows[i]);
	fputs("</testsuite>\n", fp);
	if (fclose(fp) != 0)
		err(VKT_EX_HOST, "%s", path);
}

/* What did not pass, and how many of each verdict; how many failed. */
static unsigned
report_summary(const struct report *rep)
{
	unsigned failed = 0, width = wrap_width();
	size_t i;

	for (i = 0; i < rep->n; i++) {
		if (rep->rows[i].verdict == VKT_PASS)
			continue;
		failed += report_is_failure(rep->rows[i].verdict);
		wrap_line(stdout, width, 11, "%-10s %s: %s",
		    vkt_verdict_name(rep->rows[i].verdict),
		    rep->rows[i].name.data, rep->rows[i].reason.data);
		if (rep->rows[i].artifacts.len > 0)
			printf("%-10s %s\n", "", rep->rows[i].artifacts.data);
	}
	for (i = 0; i < VKT_NVERDICTS; i++) {
		if (rep->count[i] > 0)
			printf("%-10s %u\n",
			    vkt_verdict_name((enum vkt_verdict)i),
			    rep->count[i]);
	}
	return (failed);
}

static int
row_slower(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	double s = strtod(x->seconds.data, NULL);
	double t = strtod(y->seconds.data, NULL);

	return (s < t ? 1 : s > t ? -1 : strcmp(x->name.data, y->name.data));
}

/* The n cases that took most time, and what part of all time they took. */
static void
report_slowest(struct report *rep, size_t n)
{
	double all = 0, these = 0;
	size_t i;

	for (i = 0; i < rep->n; i++)
		all += strtod(rep->rows[i].seconds.data, NULL);
	qsort(rep->rows, rep->n, sizeof(*rep->rows), row_slower);
	for (i = 0; i < n && i < rep->n; i++) {
		these += strtod(rep->rows[i].seconds.data, NULL);
		printf("%8.1f s  %s\n", strtod(rep->rows[i].seconds.data,
		    NULL), rep->rows[i].name.data);
	}
	printf("%8.1f s  of %.1f s in %zu cases took the slowest %zu\n",
	    these, all, rep->n, i);
}

int
cmd_report(int argc, char **argv)
{
	const char *junit = NULL, *table = NULL;
	struct report rep = { 0 };
	bool coverage = false;
	size_t slowest = 0;
	unsigned failed;
	char *end;
	int c;

	while ((c = getopt_long(argc, argv, "hj:", options, NULL)) != -1) {
		switch (c) {
		case 'h':
			usage(stdout);
			return (0);
		case 'j':
			junit = optarg;
			break;
		case OPT_COVERAGE:
			coverage = true;
			break;
		case OPT_SLOWEST:
			slowest = strtoul(optarg, &end, 10);
			if (slowest == 0 || *end != '\0' || *optarg == '-')
				errx(VKT_EX_USAGE, "--slowest: \"%s\" is not "
				    "a number of cases", optarg);
			break;
		case OPT_TABLE:
			table = optarg;
			break;
		default:
			return (cmd_misused("vkt report"));
		}
	}
	if ((slowest > 0) + coverage + (junit != NULL) > 1)
		errx(VKT_EX_USAGE,
		    "--coverage, --junit and --slowest exclude each other");
	if (table != NULL && !coverage)
		errx(VKT_EX_USAGE, "--table: for --coverage only");
	if (!coverage && optind == argc)
		errx(VKT_EX_USAGE, "no results: name their file, as "
		    "obj/results.jsonl");
	for (; optind < argc; optind++)
		report_file(&rep, argv[optind]);
	if (slowest > 0) {
		report_slowest(&rep, slowest);
		return (0);
	}
	if (coverage)
		failed = report_coverage(&rep, table != NULL ? table : TABLE);
	else
		failed = report_summary(&rep);
	if (junit != NULL)
		report_junit(&rep, junit);
	return (failed > 0);
}
