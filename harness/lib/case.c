/*
 * case.c: run a VKT_CASE and turn its verdict into an ATF result.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <regex.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach.h"
#include "buf.h"
#include "case.h"
#include "image.h"
#include "label.h"
#include "screen.h"

/* Seconds on top of a case's own deadline for examining a hung kernel. */
#define AUTOPSY_TIME	120
#define KEEP_MAX	1000000	/* seconds that a machine can be kept */

/* All that one run needs; strings live until the process ends. */
struct run {
	const struct vkt_case *c;
	struct vkt_boot	 boot;
	struct vkt_result result;
	const char	*objdir;
	char		*program;	/* "cases/vfs/t_rename" */
	char		*dir;		/* artifacts */
	char		*args[VKT_CASE_ARGS + 12];
	size_t		 nargs;
};

static char *
format(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	return (text);
}

const char *
vkt_setting(const atf_tc_t *tc, const char *name, const char *fallback)
{
	char env[64] = "VKT_";
	size_t i;

	if (atf_tc_has_config_var(tc, name))
		return (atf_tc_get_config_var(tc, name));
	for (i = 0; name[i] != '\0' && i + 5 < sizeof(env); i++)
		env[i + 4] = (char)toupper((unsigned char)name[i]);
	return (getenv(env) != NULL ? getenv(env) : fallback);
}

void
vkt_case_head(const struct vkt_case *c, atf_tc_t *tc)
{
	unsigned timeout = (c->timeout ? c->timeout : 60) *
	    (c->repeat ? c->repeat : 1) + AUTOPSY_TIME;
	struct buf progs = { 0 };

	atf_tc_set_md_var(tc, "descr", "%s", c->descr);
	atf_tc_set_md_var(tc, "timeout", "%u", timeout);
	buf_str(&progs, c->needs ? c->needs : "");
	if (c->script != NULL)
		buf_fmt(&progs, "%sexpect", progs.len ? " " : "");
	if (c->image != NULL || c->files[0] != NULL)
		buf_fmt(&progs, "%smakefs", progs.len ? " " : "");
	if (progs.len > 0)
		atf_tc_set_md_var(tc, "require.progs", "%s", progs.data);
	buf_free(&progs);
}

/* Where this program's parts are, and the case's directory for artifacts. */
static void
run_place(struct run *r, const atf_tc_t *tc)
{
	char exe[PATH_MAX];
	size_t n;
	ssize_t len;

	r->objdir = vkt_setting(tc, "objdir", VKT_OBJDIR);
	len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	exe[len > 0 ? len : 0] = '\0';
	n = strlen(r->objdir);
	r->program = strdup(strncmp(exe, r->objdir, n) == 0 && exe[n] == '/' ?
	    exe + n + 1 : exe + strspn(exe, "/"));
	r->dir = format("%s/%s/%s", vkt_setting(tc, "artifacts",
	    format("%s/artifacts", r->objdir)), r->program, r->c->name);
}

static void
fail(struct run *r, enum vkt_verdict v, const char *fmt, ...)
{
	va_list ap;

	r->result.verdict = v;
	va_start(ap, fmt);
	vsnprintf(r->result.reason, sizeof(r->result.reason), fmt, ap);
	va_end(ap);
	r->result.reason[strcspn(r->result.reason, "\r\n")] = '\0';
}

static bool
has_arg(const struct run *r, const char *arg)
{
	size_t i;

	for (i = 0; i < r->nargs; i++) {
		if (strcmp(r->args[i], arg) == 0)
			return (true);
	}
	return (false);
}

static void
add_args(struct run *r, const char *a, const char *b)
{
	r->args[r->nargs++] = strdup(a);
	r->args[r->nargs++] = strdup(b);
}

static void
run_args(struct run *r)
{
	const struct vkt_case *c = r->c;
	size_t i;

	for (i = 0; i < VKT_CASE_ARGS && c->args[i] != NULL; i++)
		r->args[r->nargs++] = strdup(c->args[i]);
	if (!c->bare) {
		if (!has_arg(r, "-m"))
			add_args(r, "-m", "64m");
		if (!has_arg(r, "-i"))
			add_args(r, "-i", "memimg");
		if (c->image != NULL && !has_arg(r, "root.img"))
			add_args(r, "-r", "root.img");
		if (c->files[0] != NULL && !has_arg(r, "files.img"))
			add_args(r, "-r", "files.img");
	}
	r->boot.args = r->args;
}

/* The case's own copy of its root image, of a world that may be named. */
static void
run_image(struct run *r, const atf_tc_t *tc)
{
	const struct vkt_case *c = r->c;
	struct buf manifest = { 0 };
	const char *world = vkt_setting(tc, "world", NULL);
	struct image im;
	char *made, *name;
	bool hit;
	int error;

	made = format("%s/images/%s.img", r->objdir, c->image);
	if (world == NULL && c->label == 0 && !c->mbr &&
	    access(made, R_OK) == 0) {
		error = vkt_clone(made, "root.img");
		if (error != 0)
			fail(r, VKT_INFRA, "%s: %s", made, strerror(error));
		return;
	}
	image_init(&im);
	name = format("%s/../images/%s.manifest", VKT_SRCDIR, c->image);
	error = image_tree(&im, world != NULL ? world :
	    format("%s/world", r->objdir));
	if (error == 0 && (error = buf_read(&manifest, name)) != 0)
		image_fail(&im, error, "%s: %s", name, strerror(error));
	if (error == 0)
		error = image_manifest(&im, name, manifest.data);
	if (c->label != 0)
		im.bits = c->label;
	im.mbr |= c->mbr;
	if (error == 0)
		error = image_make(&im, "root.img", vkt_setting(tc, "cache",
		    format("%s/images/cache", r->objdir)), &hit);
	if (error != 0)
		fail(r, VKT_IMAGE_FAIL, "%s", im.why);
	image_free(&im);
	buf_free(&manifest);
}

/* A file of the case: built beside the program, or beside its source. */
static char *
run_find(const struct run *r, const char *name)
{
	char *path, *dir;

	dir = format("%s/%s", r->objdir, r->program);
	*strrchr(dir, '/') = '\0';
	path = format("%s/%s", dir, name);
	if (access(path, R_OK) == 0)
		return (path);
	dir = strdup(r->c->source);
	*strrchr(dir, '/') = '\0';
	return (format("%s/%s", dir, name));
}

/* The second disk: the case's files, each in its root, executable by all. */
static void
run_files(struct run *r)
{
	const struct vkt_case *c = r->c;
	struct buf lines = { 0 };
	const char *base;
	struct image im;
	bool hit;
	size_t i;
	int error;

	for (i = 0; i < VKT_CASE_FILES && c->files[i] != NULL; i++) {
		base = strrchr(c->files[i], '/');
		buf_fmt(&lines, "copy /%s 0755 root wheel %s\n",
		    base ? base + 1 : c->files[i], run_find(r, c->files[i]));
	}
	image_init(&im);
	error = image_manifest(&im, "files", lines.data);
	if (error == 0)
		error = image_make(&im, "files.img", NULL, &hit);
	if (error != 0)
		fail(r, VKT_IMAGE_FAIL, "%s", im.why);
	image_free(&im);
	buf_free(&lines);
}

int
vkt_root_is_clean(const struct vkt_case *c, const struct vkt_result *r,
    char *why, size_t size)
{
	struct label l;
	int error, fd;

	(void)c;
	(void)r;
	fd = open("root.img", O_RDONLY | O_CLOEXEC);
	error = fd < 0 ? errno : label_read(fd, &l);
	if (error == 0)
		error = ffs_check(fd, l.a_offset, l.a_size);
	if (fd >= 0)
		close(fd);
	if (error != 0)
		snprintf(why, size, "the root file system is not clean: %s",
		    strerror(error));
	return (error);
}

/* Does the text match the extended regular expression? */
static bool
matches(struct run *r, const char *text, const char *expression)
{
	regex_t re;
	bool found;

	if (regcomp(&re, expression, REG_EXTENDED | REG_NEWLINE | REG_NOSUB) !=
	    0) {
		fail(r, VKT_TEST_FAIL, "bad expression: %s", expression);
		return (false);
	}
	found = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return (found);
}

/* Does the console match? */
static bool
shows(struct run *r, const char *expression)
{
	struct buf text = { 0 };
	bool found;

	found = buf_read(&text, format("%s/console.txt", r->dir)) == 0 &&
	    matches(r, text.data, expression);
	buf_free(&text);
	return (found);
}

/* What the case demands beyond the keeper's verdict. */
static void
run_judge(struct run *r)
{
	const struct vkt_case *c = r->c;
	char why[200] = "";
	size_t i;

	if (c->verdict != VKT_PASS) {
		if (r->result.verdict == VKT_PASS)
			fail(r, VKT_TEST_FAIL, "passed, expected %s",
			    vkt_verdict_name(c->verdict));
		else if (r->result.verdict == c->verdict &&
		    (c->reason == NULL ||
		    matches(r, r->result.reason, c->reason)))
			fail(r, VKT_PASS, "%s", "");
	}
	for (i = 0; i < 16 && c->match[i] != NULL &&
	    r->result.verdict == VKT_PASS; i++) {
		if (!shows(r, c->match[i]))
			fail(r, VKT_TEST_FAIL, "the console does not show "
			    "\"%s\"", c->match[i]);
	}
	if (r->result.verdict != VKT_PASS)
		return;
	if (c->nomatch != NULL && shows(r, c->nomatch))
		fail(r, VKT_TEST_FAIL, "the console shows \"%s\"", c->nomatch);
	else if (c->check != NULL && c->check(c, &r->result, why,
	    sizeof(why)) != 0)
		fail(r, VKT_TEST_FAIL, "%s", why);
}

static void
run_boot(struct run *r, const atf_tc_t *tc)
{
	const struct vkt_case *c = r->c;
	struct vkt_boot *b = &r->boot;
	char why[200] = "";
	unsigned turn;
	int error;

	b->kernel = vkt_setting(tc, "kernel", getenv("VKERNEL"));
	if (b->kernel == NULL)
		b->kernel = format("%s/kernel/VKERNEL64/kernel", r->objdir);
	setenv("VKERNEL", b->kernel, 1);
	if (c->kernel != NULL)
		b->kernel = c->kernel;
	b->env = (char *const *)(uintptr_t)c->env;
	b->script = c->script ? run_find(r, c->script) : NULL;
	b->script_args = (char *const *)(uintptr_t)c->script_args;
	b->expdir = VKT_SRCDIR "/expect";
	b->dir = r->dir;
	b->timeout = c->timeout ? c->timeout : 60;
	b->grace = 20;
	b->exit = c->exit;
	b->allow = c->allow;
	b->autopsy = true;
	run_args(r);
	if (c->image != NULL)
		run_image(r, tc);
	if (c->files[0] != NULL && r->result.verdict == VKT_PASS)
		run_files(r);
	if (r->result.verdict == VKT_PASS && c->prepare != NULL &&
	    c->prepare(c, why, sizeof(why)) != 0)
		fail(r, VKT_INFRA, "%s", why);
	for (turn = 1; turn <= (c->repeat ? c->repeat : 1) &&
	    r->result.verdict == VKT_PASS; turn++) {
		setenv("VKT_TURN", format("%u", turn), 1);
		error = vkt_boot_run(b, &r->result);
		if (error != 0)
			fail(r, VKT_INFRA, "cannot start a keeper: %s",
			    strerror(error));
		run_judge(r);
		/* What the case wanted to see fail is not kept. */
		if (r->result.kept && r->result.verdict == VKT_PASS) {
			r->result.kept = false;
			error = attach_end(r->dir);
			if (error != 0 && error != ENOENT &&
			    error != ECONNREFUSED)
				fail(r, VKT_INFRA, "cannot end the machine: "
				    "%s", strerror(error));
		}
	}
}

/* Tell a person what failed. */
static void
run_tell(const struct run *r)
{
	struct screen s = { .c = r->c, .boot = &r->boot, .result = &r->result,
	    .objdir = r->objdir, .program = r->program };

	screen_print(&s, stderr);
}

/* Seconds that a failed machine is to stay up. */
static unsigned
run_keep(struct run *r, const atf_tc_t *tc)
{
	const char *text = vkt_setting(tc, "keep", "0");
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *text == '-' ||
	    n > KEEP_MAX) {
		fail(r, VKT_INFRA, "keep: \"%s\" is not a number of seconds "
		    "up to %d", text, KEEP_MAX);
		return (0);
	}
	return ((unsigned)n);
}

void
vkt_case_body(const struct vkt_case *c, const atf_tc_t *tc)
{
	struct run r = { .c = c, .result = { .status = -1 } };
	const char *results;
	char *json;
	int error;

	run_place(&r, tc);
	error = vkt_mkdirs(r.dir);
	if (error != 0)
		atf_tc_fail("infra: %s: %s", r.dir, strerror(error));
	r.boot.keep = run_keep(&r, tc);
	run_boot(&r, tc);
	results = vkt_setting(tc, "results", format("%s/results.jsonl",
	    r.objdir));
	json = vkt_result_json(&r.boot, &r.result, format("%s:%s", r.program,
	    c->name));
	error = vkt_append(results, json);
	if (error != 0)
		fprintf(stderr, "%s: %s\n", results, strerror(error));
	if (r.result.verdict == VKT_SKIP)
		atf_tc_skip("%s", r.result.reason);
	if (r.result.verdict != VKT_PASS) {
		run_tell(&r);
		atf_tc_fail("%s: %s", vkt_verdict_name(r.result.verdict),
		    r.result.reason);
	}
}

/* Nothing of the case may outlive it, however it was ended. */
void
vkt_case_cleanup(const struct vkt_case *c, const atf_tc_t *tc)
{
	struct run r = { .c = c };
	unsigned n;

	run_place(&r, tc);
	/* What is kept on purpose has its own end in time. */
	if (access(format("%s/kept", r.dir), F_OK) == 0)
		return;
	n = vkt_reap_marked(r.dir);
	if (n > 0)
		fprintf(stderr, "%u processes were left\n", n);
}
