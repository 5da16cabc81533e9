/*
 * bisect_log.c: the log of a bisection, and what it remembers.
 *
 * One JSON object a line, each with "event": start (the question), build,
 * run, judged and end.  Only start, build and run are read back: verdicts
 * follow from them anew.  A last line cut off by a crash is dropped.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/file.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bisect.h"
#include "lib/json.h"

static void
field(struct buf *b, const char *name, const char *value)
{
	buf_fmt(b, ", \"%s\": ", name);
	buf_json(b, value != NULL ? value : "",
	    value != NULL ? strlen(value) : 0);
}

static void
fields(struct buf *b, const char *name, const char *const *list)
{
	struct buf all = { 0 };
	size_t i;

	buf_str(&all, "");
	for (i = 0; list[i] != NULL; i++)
		buf_fmt(&all, "%s%s", i > 0 ? "\n" : "", list[i]);
	field(b, name, all.data);
	buf_free(&all);
}

/* What is asked: two logs with the same are one search. */
static void
question(const struct bisect *b, struct buf *out)
{
	/* git asks --one for many commits, one after the other. */
	field(out, "bad", b->one ? "" : b->bad);
	fields(out, "good", b->good);
	fields(out, "paths", b->paths);
	field(out, "test", b->test);
	field(out, "script", b->script);
	fields(out, "args", b->args);
	field(out, "image", b->image);
	field(out, "command", b->command);
	field(out, "kernel", b->kernel);
	field(out, "kernconf", b->kernconf);
	buf_fmt(out, ", \"first_parent\": %s, \"world\": %s, \"one\": %s",
	    b->first_parent ? "true" : "false", b->world ? "true" : "false",
	    b->one ? "true" : "false");
}

static int
log_line(struct bisect *b, struct buf *line)
{
	struct buf stamp = { 0 };
	time_t now = time(NULL);
	struct tm tm;
	char text[32] = "";
	int error = 0;

	if (b->log >= 0) {
		gmtime_r(&now, &tm);
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
		field(&stamp, "time", text);
		buf_str(line, stamp.data);
		buf_str(line, "}\n");
		if (write(b->log, line->data, line->len) !=
		    (ssize_t)line->len)
			error = bisect_fail(b, errno != 0 ? errno : ENOSPC,
			    "%s/log.jsonl: %s", b->dir,
			    strerror(errno != 0 ? errno : ENOSPC));
	}
	buf_free(&stamp);
	buf_free(line);
	return (error);
}

struct build *
log_build(struct bisect *b, const char *commit)
{
	size_t i;

	for (i = 0; i < b->nbuilds; i++) {
		if (strcmp(b->builds[i].commit, commit) == 0)
			return (&b->builds[i]);
	}
	return (NULL);
}

static void *
grow(void *list, size_t n, size_t size)
{
	list = realloc(list, (n + 1) * size);
	if (list == NULL)
		err(VKT_EX_HOST, "realloc");
	return (list);
}

/* The later build of a commit counts. */
static void
keep_build(struct bisect *b, const struct build *bu)
{
	struct build *old = log_build(b, bu->commit);

	if (old == NULL) {
		b->builds = grow(b->builds, b->nbuilds, sizeof(*b->builds));
		old = &b->builds[b->nbuilds++];
	}
	*old = *bu;
}

struct subject *
log_subject(struct bisect *b, const char *key)
{
	struct subject *s;
	size_t i;

	for (i = 0; i < b->nsubjects; i++) {
		if (strcmp(b->subjects[i].key, key) == 0)
			return (&b->subjects[i]);
	}
	b->subjects = grow(b->subjects, b->nsubjects, sizeof(*b->subjects));
	s = &b->subjects[b->nsubjects++];
	memset(s, 0, sizeof(*s));
	snprintf(s->key, sizeof(s->key), "%s", key);
	return (s);
}

static void
keep_run(struct bisect *b, const char *key, const struct outcome *o)
{
	struct subject *s = log_subject(b, key);

	s->runs = grow(s->runs, s->nruns, sizeof(*s->runs));
	s->runs[s->nruns++] = *o;
	b->nrun++;
}

int
log_add_build(struct bisect *b, const struct build *bu, double seconds)
{
	struct buf line = { 0 };

	keep_build(b, bu);
	buf_str(&line, "{\"event\": \"build\"");
	field(&line, "commit", bu->commit);
	field(&line, "key", bu->key);
	field(&line, "why", bu->why);
	buf_fmt(&line, ", \"seconds\": %.1f", seconds);
	return (log_line(b, &line));
}

int
log_add_run(struct bisect *b, const char *commit, const char *key,
    const struct outcome *o, const char *dir)
{
	struct buf line = { 0 };

	keep_run(b, key, o);
	buf_str(&line, "{\"event\": \"run\"");
	field(&line, "commit", commit);
	field(&line, "key", key);
	field(&line, "verdict", vkt_verdict_name(o->sign.verdict));
	field(&line, "reason", o->sign.reason);
	field(&line, "top", o->sign.top);
	buf_fmt(&line, ", \"booted\": %s, \"seconds\": %.3f",
	    o->booted ? "true" : "false", o->seconds);
	field(&line, "artifacts", dir);
	return (log_line(b, &line));
}

int
log_add_judged(struct bisect *b, const struct judged *j)
{
	static const char *const names[] = { "good", "bad", "skip" };
	struct buf line = { 0 };

	buf_str(&line, "{\"event\": \"judged\"");
	field(&line, "commit", j->commit);
	field(&line, "key", j->key);
	field(&line, "as", names[j->as]);
	field(&line, "same", j->same);
	buf_fmt(&line, ", \"passed\": %u, \"failed\": %u, \"others\": %u, "
	    "\"miss\": %.6f", j->passed, j->failed, j->others, j->miss);
	field(&line, "why", j->why);
	return (log_line(b, &line));
}

int
log_add_end(struct bisect *b, const struct search *s)
{
	struct buf line = { 0 };

	buf_str(&line, "{\"event\": \"end\"");
	field(&line, "first", s->first.data);
	return (log_line(b, &line));
}

/* A member of a line as text; false when it is not there. */
static bool
member(const char *line, const char *name, char *text, size_t size)
{
	struct buf value = { 0 };
	bool there = json_get(line, name, &value) == 0;

	snprintf(text, size, "%s", there ? value.data : "");
	buf_free(&value);
	return (there);
}

static bool
read_build(struct bisect *b, const char *line)
{
	struct build bu;

	if (!member(line, "commit", bu.commit, sizeof(bu.commit)) ||
	    !member(line, "key", bu.key, sizeof(bu.key)) ||
	    !member(line, "why", bu.why, sizeof(bu.why)))
		return (false);
	keep_build(b, &bu);
	return (true);
}

static bool
read_run(struct bisect *b, const char *line)
{
	char key[SHA_SIZE], verdict[32], booted[8], seconds[32];
	struct outcome o = { .booted = false };

	if (!member(line, "key", key, sizeof(key)) ||
	    !member(line, "verdict", verdict, sizeof(verdict)) ||
	    vkt_verdict_parse(verdict, &o.sign.verdict) != 0 ||
	    !member(line, "reason", o.sign.reason, sizeof(o.sign.reason)) ||
	    !member(line, "top", o.sign.top, sizeof(o.sign.top)) ||
	    !member(line, "booted", booted, sizeof(booted)) ||
	    !member(line, "seconds", seconds, sizeof(seconds)))
		return (false);
	o.booted = strcmp(booted, "true") == 0;
	o.seconds = strtod(seconds, NULL);
	keep_run(b, key, &o);
	return (true);
}

/* A list of lines becomes the elements of list. */
static void
take_list(const char *line, const char *name, const char **list)
{
	struct buf value = { 0 };
	size_t n = 0;
	char *word;

	if (json_get(line, name, &value) != 0)
		return;
	for (word = strtok(value.data, "\n"); word != NULL && n < BISECT_LIST;
	    word = strtok(NULL, "\n"))
		list[n++] = word;
	list[n] = NULL;
}

static const char *
take_text(const char *line, const char *name)
{
	struct buf value = { 0 };

	return (json_get(line, name, &value) == 0 && value.len > 0 ?
	    value.data : NULL);
}

/* Replay: the question is the log's own. */
static void
take_question(struct bisect *b, const char *line)
{
	char flag[8];

	b->bad = take_text(line, "bad");
	take_list(line, "good", b->good);
	take_list(line, "paths", b->paths);
	take_list(line, "args", b->args);
	b->test = take_text(line, "test");
	b->script = take_text(line, "script");
	b->image = take_text(line, "image");
	b->command = take_text(line, "command");
	b->kernel = take_text(line, "kernel");
	b->kernconf = take_text(line, "kernconf");
	b->first_parent = member(line, "first_parent", flag, sizeof(flag)) &&
	    strcmp(flag, "true") == 0;
	b->world = member(line, "world", flag, sizeof(flag)) &&
	    strcmp(flag, "true") == 0;
}

/* The first line must ask what we ask; a replay asks what it asks. */
static int
read_start(struct bisect *b, const char *path, const char *line)
{
	struct buf ours = { 0 };
	char event[16];
	int error = 0;

	if (!member(line, "event", event, sizeof(event)) ||
	    strcmp(event, "start") != 0)
		return (bisect_fail(b, EINVAL, "%s:1: no log of a bisection",
		    path));
	if (b->replay) {
		take_question(b, line);
		if (b->bad == NULL || b->good[0] == NULL)
			error = bisect_fail(b, EINVAL,
			    "%s:1: no good and bad commit", path);
		return (error);
	}
	question(b, &ours);
	if (strstr(line, ours.data) == NULL)
		error = bisect_fail(b, EEXIST, "%s is of another search; "
		    "--fresh drops it, --dir names another place", path);
	buf_free(&ours);
	return (error);
}

static int
read_lines(struct bisect *b, const char *path, char *text)
{
	unsigned number = 0;
	char *end, event[16];
	bool good = true;
	int error = 0;

	for (; *text != '\0' && error == 0; text = end + 1) {
		end = strchr(text, '\n');
		if (end == NULL)
			break;
		*end = '\0';
		if (number++ == 0) {
			error = read_start(b, path, text);
			continue;
		}
		good = member(text, "event", event, sizeof(event));
		if (strcmp(event, "build") == 0)
			good = read_build(b, text);
		else if (strcmp(event, "run") == 0)
			good = read_run(b, text);
		if (!good)
			error = bisect_fail(b, EINVAL,
			    "%s:%u: cannot be read", path, number);
	}
	if (error == 0 && number == 0 && b->replay)
		error = bisect_fail(b, EINVAL, "%s: it is empty", path);
	return (error);
}

/* Drop what follows the last newline; a log without a line gets its first. */
static int
log_mend(struct bisect *b, const struct buf *text, const char *path)
{
	struct buf line = { 0 };
	const char *last = text->len > 0 ?
	    memrchr(text->data, '\n', text->len) : NULL;
	off_t whole = last != NULL ? last - text->data + 1 : 0;

	if (ftruncate(b->log, whole) != 0)
		return (bisect_fail(b, errno, "%s: %s", path,
		    strerror(errno)));
	if (whole > 0)
		return (0);
	buf_str(&line, "{\"event\": \"start\"");
	question(b, &line);
	field(&line, "repo", b->repo);
	return (log_line(b, &line));
}

int
log_open(struct bisect *b, const char *replay, bool fresh)
{
	struct buf path = { 0 }, text = { 0 }, copy = { 0 };
	int error = 0;

	b->log = -1;
	if (replay != NULL)
		buf_str(&path, replay);
	else {
		buf_fmt(&path, "%s/log.jsonl", b->dir);
		b->log = open(path.data, O_RDWR | O_CREAT | O_APPEND |
		    O_CLOEXEC, 0666);
		if (b->log < 0)
			error = bisect_fail(b, errno, "%s: %s", path.data,
			    strerror(errno));
		else if (flock(b->log, LOCK_EX | LOCK_NB) != 0)
			error = bisect_fail(b, EBUSY, "%s: another bisect is "
			    "at work there", b->dir);
		else if (fresh && ftruncate(b->log, 0) != 0)
			error = bisect_fail(b, errno, "%s: %s", path.data,
			    strerror(errno));
	}
	if (error == 0) {
		error = buf_read(&text, path.data);
		if (error != 0)
			bisect_fail(b, error, "%s: %s", path.data,
			    strerror(error));
	}
	if (error == 0) {
		buf_add(&copy, text.data, text.len);
		error = read_lines(b, path.data, copy.data);
	}
	if (error == 0 && b->log >= 0)
		error = log_mend(b, &text, path.data);
	buf_free(&path);
	buf_free(&text);
	buf_free(&copy);
	return (error);
}
