/*
 * bisect_run.c: run the case or script once against the commit's kernel.
 *
 * The case, its guest helpers and the harness are those of objdir, for all
 * commits the same; kernel and world are the commit's.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bisect.h"
#include "lib/cast.h"
#include "lib/child.h"
#include "lib/image.h"
#include "lib/json.h"
#include "lib/words.h"

#define CASE_TIMEOUT	300	/* seconds; kyua's own default */
#define CLEANUP_TIMEOUT	60

/* program:case into its parts. */
static void
case_parts(const struct bisect *b, struct words *l)
{
	const char *colon = strrchr(b->test, ':');
	const char *slash;

	words_add(l, "%s/%.*s", b->objdir, (int)(colon - b->test), b->test);
	slash = strrchr(l->v[0], '/');
	words_add(l, "%.*s", (int)(slash - l->v[0]), l->v[0]);
	words_add(l, "%s", colon + 1);
}

/* Settings of the case's own in what "program -l" printed. */
static int
case_settings(struct bisect *b, const char *text, const char *name)
{
	struct words want = { .n = 0 };
	const char *at, *end;

	words_add(&want, "ident: %s\n", name);
	at = strstr(text, want.v[0]);
	words_free(&want);
	if (at == NULL)
		return (ENOENT);
	end = strstr(at, "\n\n");
	for (; at != NULL && (end == NULL || at < end);
	    at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, "timeout: ", 9) == 0)
			b->case_timeout = (unsigned)strtoul(at + 9, NULL, 10);
		if (strncmp(at, "has.cleanup: true", 17) == 0)
			b->case_cleanup = true;
		if (*at == '\0')
			break;
	}
	return (0);
}

int
run_prepare(struct bisect *b)
{
	struct words part = { .n = 0 };
	struct buf out = { 0 };
	int error, status = 0;

	b->case_timeout = CASE_TIMEOUT;
	if (b->test == NULL)
		return (0);
	case_parts(b, &part);
	char *argv[] = { part.v[0], (char *)(uintptr_t)"-s", part.v[1],
	    (char *)(uintptr_t)"-l", NULL };
	struct child c = { .argv = argv, .out = &out, .timeout =
	    CLEANUP_TIMEOUT };
	error = child_run(&c, &status);
	if (error != 0 || status != 0)
		error = bisect_fail(b, error == EINTR ? error : ENOENT,
		    "%s: %s", part.v[0], error != 0 ? strerror(error) :
		    "it does not list its cases");
	else if (case_settings(b, out.data, part.v[2]) != 0)
		error = bisect_fail(b, ENOENT, "%s has no case \"%s\"",
		    part.v[0], part.v[2]);
	words_free(&part);
	buf_free(&out);
	return (error);
}

/* Environment of a run, like the one that make test gives. */
static void
run_env(struct words *env, const char *work)
{
	words_add(env, "HOME=%s", work);
	words_add(env, "TMPDIR=%s", work);
	words_add(env, "TERM=dumb");
	words_add(env, "LC_ALL=C.UTF-8");
	words_add(env, "PATH=%s:/usr/sbin:/sbin", getenv("PATH") != NULL ?
	    getenv("PATH") : "/usr/bin:/bin");
	words_add(env, "__RUNNING_INSIDE_ATF_RUN=internal-yes-value");
}

/* A result that ATF wrote, when the case left no line of its own. */
static void
take_atf(struct outcome *o, const char *path, int status)
{
	char text[300];
	const char *reason;

	snprintf(text, sizeof(text), "broken: no result, wait status %#x",
	    (unsigned)status);
	if (access(path, F_OK) == 0)
		last_line(path, text, sizeof(text));
	reason = strstr(text, ": ");
	reason = reason != NULL ? reason + 2 : text;
	o->booted = true;
	sign_take(&o->sign, strncmp(text, "passed", 6) == 0 ||
	    strncmp(text, "expected_", 9) == 0 ? VKT_PASS :
	    strncmp(text, "skipped", 7) == 0 ? VKT_SKIP :
	    strncmp(text, "failed", 6) == 0 ? VKT_TEST_FAIL : VKT_INFRA,
	    reason, NULL);
}

/* The JSON line of a case or of vkt boot. */
static int
take_json(struct outcome *o, const char *line)
{
	struct buf verdict = { 0 }, reason = { 0 }, booted = { 0 };
	struct buf dir = { 0 };
	enum vkt_verdict v;
	int error;

	error = json_get(line, "verdict", &verdict);
	if (error == 0)
		error = vkt_verdict_parse(verdict.data, &v);
	if (error == 0)
		error = json_get(line, "reason", &reason);
	if (error == 0)
		error = json_get(line, "booted", &booted);
	if (error == 0)
		error = json_get(line, "artifacts", &dir);
	if (error == 0) {
		o->booted = strcmp(booted.data, "true") == 0;
		sign_take(&o->sign, v, reason.data, dir.data);
	}
	buf_free(&verdict);
	buf_free(&reason);
	buf_free(&booted);
	buf_free(&dir);
	return (error);
}

/* Arguments of an ATF program for its case, or for a part of it. */
static void
case_argv(const struct bisect *b, struct words *l, const char *dir,
    const char *part)
{
	struct words parts = { .n = 0 };
	char *kernel = kernel_path(b), *root = place(b, "obj/root");

	case_parts(b, &parts);
	words_add(l, "%s", parts.v[0]);
	words_add(l, "-s");
	words_add(l, "%s", parts.v[1]);
	words_add(l, "-r");
	words_add(l, "%s/atf", dir);
	words_add(l, "-vobjdir=%s", b->objdir);
	words_add(l, "-vkernel=%s", kernel);
	words_add(l, "-vartifacts=%s", dir);
	words_add(l, "-vresults=%s/results.jsonl", dir);
	if (access(root, F_OK) == 0) {
		words_add(l, "-vworld=%s", root);
		words_add(l, "-vcache=%s/images", b->dir);
	}
	words_add(l, "%s%s", parts.v[2], part);
	words_free(&parts);
	free(kernel);
	free(root);
}

static int
run_case(struct bisect *b, const char *dir, const char *work,
    struct outcome *o)
{
	struct words argv = { .n = 0 }, env = { .n = 0 }, file = { .n = 0 };
	struct child c = { .dir = work, .timeout = b->case_timeout };
	struct buf text = { 0 };
	int error, status = 0;

	words_add(&file, "%s/output", dir);
	words_add(&file, "%s/results.jsonl", dir);
	words_add(&file, "%s/atf", dir);
	run_env(&env, work);
	case_argv(b, &argv, dir, "");
	c.argv = argv.v;
	c.env = env.v;
	c.log = file.v[0];
	error = child_run(&c, &status);
	if (error == ETIMEDOUT) {
		o->booted = true;
		sign_take(&o->sign, VKT_HANG, "the case did not end", NULL);
	} else if (error == 0 && (buf_read(&text, file.v[1]) != 0 ||
	    take_json(o, text.data) != 0))
		take_atf(o, file.v[2], status);
	if (b->case_cleanup && error != EINTR) {
		words_free(&argv);
		case_argv(b, &argv, dir, ":cleanup");
		c.timeout = CLEANUP_TIMEOUT;
		if (child_run(&c, &status) == EINTR)
			error = EINTR;
	}
	words_free(&argv);
	words_free(&env);
	words_free(&file);
	buf_free(&text);
	return (error == ETIMEDOUT ? 0 : error);
}

/* root.img in work: the commit's world by the manifest. */
static int
script_image(struct bisect *b, const char *work)
{
	struct words name = { .n = 0 };
	struct buf recipe = { 0 };
	struct image im;
	bool hit;
	int error;

	image_init(&im);
	words_add(&name, VKT_SRCDIR "/../images/%s.manifest", b->image);
	words_add(&name, "%s/root.img", work);
	words_add(&name, "%s/images", b->dir);
	words_add(&name, "%s/obj/root", b->dir);
	if (access(name.v[3], F_OK) != 0)
		words_add(&name, "%s/world", b->objdir);
	error = image_tree(&im, name.v[name.n - 1]);
	if (error == 0 && (error = buf_read(&recipe, name.v[0])) != 0)
		image_fail(&im, error, "%s: %s", name.v[0], strerror(error));
	if (error == 0)
		error = image_manifest(&im, name.v[0], recipe.data);
	if (error == 0)
		error = image_make(&im, name.v[1], name.v[2], &hit);
	if (error != 0)
		bisect_fail(b, error, "%s", im.why);
	image_free(&im);
	buf_free(&recipe);
	words_free(&name);
	return (error);
}

static int
run_script(struct bisect *b, const char *dir, const char *work,
    struct outcome *o)
{
	static const char *const usual[] = { "-m", "64m", "-i", "memimg",
	    "-r", "root.img", NULL };
	const char *const *args = b->args[0] != NULL ? b->args : usual;
	struct words argv = { .n = 0 }, env = { .n = 0 };
	struct buf out = { 0 };
	struct child c = { .dir = work, .out = &out };
	char *kernel = kernel_path(b);
	int error = 0, status = 0;

	if (b->image != NULL)
		error = script_image(b, work);
	run_env(&env, work);
	words_add(&argv, "/proc/self/exe");
	words_add(&argv, "boot");
	words_add(&argv, "--json");
	words_add(&argv, "-a%s", dir);
	words_add(&argv, "-k%s", kernel);
	words_add(&argv, "-s%s", b->script);
	words_add(&argv, "-t%u", b->timeout);
	words_add(&argv, "--");
	for (; *args != NULL; args++)
		words_add(&argv, "%s", *args);
	c.argv = argv.v;
	c.env = env.v;
	if (error == 0)
		error = child_run(&c, &status);
	if (error == 0 && take_json(o, out.data) != 0)
		sign_take(&o->sign, VKT_INFRA, "vkt boot gave no verdict",
		    NULL);
	words_free(&argv);
	words_free(&env);
	buf_free(&out);
	free(kernel);
	return (error);
}

int
run_once(struct bisect *b, const char *dir, struct outcome *o)
{
	struct words l = { .n = 0 };
	double start = cast_now();
	int error;

	memset(o, 0, sizeof(*o));
	words_add(&l, "%s/work", dir);
	child_remove(dir);
	error = vkt_mkdirs(l.v[0]);
	if (error != 0)
		bisect_fail(b, error, "%s: %s", l.v[0], strerror(error));
	else if (b->test != NULL)
		error = run_case(b, dir, l.v[0], o);
	else
		error = run_script(b, dir, l.v[0], o);
	if (error != 0 && b->why[0] == '\0')
		bisect_fail(b, error, "%s: %s", dir, strerror(error));
	o->seconds = cast_now() - start;
	/* Of a run that passed nobody wants the files. */
	child_remove(error == 0 && o->sign.verdict == VKT_PASS ? dir : l.v[0]);
	words_free(&l);
	return (error);
}
