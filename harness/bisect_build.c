/*
 * bisect_build.c: build a commit, and tell by its sum what came out.
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
#include "lib/binsum.h"
#include "lib/cast.h"
#include "lib/child.h"
#include "lib/words.h"

void
last_line(const char *path, char *why, size_t size)
{
	struct buf text = { 0 };
	char *line;

	snprintf(why, size, "see %s", path);
	if (buf_read(&text, path) == 0) {
		while (text.len > 0 && text.data[text.len - 1] == '\n')
			text.data[--text.len] = '\0';
		line = text.len > 0 ? strrchr(text.data, '\n') : NULL;
		if (text.len > 0)
			snprintf(why, size, "%s", line != NULL ? line + 1 :
			    text.data);
	}
	buf_free(&text);
}

/*
 * The first line of a log that looks like a compiler's error, without the
 * name of the tree; else the last.
 */
static void
error_line(const char *path, const char *tree, char *why, size_t size)
{
	struct buf text = { 0 };
	size_t n = strlen(tree);
	const char *at;

	last_line(path, why, size);
	if (buf_read(&text, path) == 0 &&
	    (at = strstr(text.data, "error: ")) != NULL) {
		while (at > text.data && at[-1] != '\n')
			at--;
		if (strncmp(at, tree, n) == 0 && at[n] == '/')
			at += n + 1;
		snprintf(why, size, "%.*s", (int)strcspn(at, "\n"), at);
	}
	buf_free(&text);
}

char *
place(const struct bisect *b, const char *name)
{
	struct words l = { .n = 0 };

	words_add(&l, "%s/%s", b->dir, name);
	return (l.v[0]);
}

char *
kernel_path(const struct bisect *b)
{
	struct words l = { .n = 0 };

	if (b->kernel != NULL)
		words_add(&l, "%s/obj/%s", b->dir, b->kernel);
	else
		words_add(&l, "%s/obj/kernel/%s/kernel", b->dir, b->kernconf);
	return (l.v[0]);
}

/* The sum of kernel and world; the build left none when key stays empty. */
static int
sum_build(struct bisect *b, struct build *bu)
{
	char *kernel = kernel_path(b), *root = place(b, "obj/root");
	struct sha256 sum;
	int error;

	sha256_init(&sum);
	error = access(kernel, X_OK) != 0 ? errno :
	    binsum_file(&sum, kernel);
	if (error != 0)
		snprintf(bu->why, sizeof(bu->why), "%.200s: %s", kernel,
		    strerror(error));
	if (error == 0 && access(root, F_OK) == 0) {
		error = binsum_tree(&sum, root);
		if (error != 0)
			bisect_fail(b, error, "%s: %s", root,
			    strerror(error));
	} else
		error = 0;
	if (error == 0 && bu->why[0] == '\0')
		sha256_end(&sum, bu->key);
	free(kernel);
	free(root);
	return (error);
}

/* What the command that builds finds in its environment. */
static void
build_env(const struct bisect *b, struct words *env, const char *commit)
{
	words_add(env, "O=%s/obj", b->dir);
	words_add(env, "OBJDIR=%s", b->objdir);
	words_add(env, "KERNCONF=%s", b->kernconf);
	words_add(env, "WITH_WORLD=%d", b->world);
	words_add(env, "COMMIT=%s", commit);
	words_add(env, "LC_ALL=C");
}

int
run_build(struct bisect *b, const char *commit, struct build *bu,
    double *seconds)
{
	char *argv[] = { (char *)(uintptr_t)"sh", (char *)(uintptr_t)"-c",
	    (char *)(uintptr_t)(b->command != NULL ? b->command :
	    "exec " VKT_SRCDIR "/bisect-build"), NULL };
	char *log = place(b, "build.log"), *tree = place(b, "tree");
	char *obj = place(b, "obj"), *old = kernel_path(b);
	struct child c = { .argv = argv, .log = log, .timeout =
	    b->build_timeout, .dir = b->one ? b->repo : tree };
	double start = cast_now();
	struct words env = { .n = 0 };
	int error = 0, status = 0;

	memset(bu, 0, sizeof(*bu));
	snprintf(bu->commit, sizeof(bu->commit), "%s", commit);
	b->present_key[0] = '\0';
	tell(" building");
	if (!b->one)
		error = git_checkout(b, commit);
	if (error == 0 && (error = vkt_mkdirs(obj)) != 0)
		bisect_fail(b, error, "%s: %s", obj, strerror(error));
	if (error != 0)
		goto out;
	unlink(log);
	/* A build that makes none must not find the one before it. */
	unlink(old);
	build_env(b, &env, commit);
	c.env = env.v;
	error = child_run(&c, &status);
	if (error == ETIMEDOUT || (error == 0 && status != 0)) {
		error_line(log, tree, bu->why, sizeof(bu->why));
		if (error == ETIMEDOUT)
			snprintf(bu->why, sizeof(bu->why),
			    "not built after %u s", b->build_timeout);
		error = 0;
	} else if (error != 0)
		bisect_fail(b, error, "build: %s", strerror(error));
	else
		error = sum_build(b, bu);
	snprintf(b->present_key, sizeof(b->present_key), "%s", bu->key);
	*seconds = cast_now() - start;
	tell(" %.0f s;", *seconds);
out:
	words_free(&env);
	free(log);
	free(tree);
	free(obj);
	free(old);
	return (error);
}
