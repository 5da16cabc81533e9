/*
 * cmd_bisect.c: vkt bisect: which commit broke this case?
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bisect.h"
#include "cmd.h"
#include "lib/child.h"

enum { OPT_ANY = 256, OPT_BUILD, OPT_BUILD_TIMEOUT, OPT_CONFIDENCE, OPT_DIR,
    OPT_FAILS, OPT_FIRST_PARENT, OPT_FRESH, OPT_IMAGE, OPT_KERNCONF,
    OPT_KERNEL, OPT_OBJDIR, OPT_ONE, OPT_PATH, OPT_REPLAY, OPT_REPO,
    OPT_RUNS, OPT_SAMPLE, OPT_SIGNATURE, OPT_WORLD };

static const struct option options[] = {
	{ "any",	no_argument,		NULL,	OPT_ANY },
	{ "bad",	required_argument,	NULL,	'b' },
	{ "build",	required_argument,	NULL,	OPT_BUILD },
	{ "build-timeout", required_argument,	NULL,	OPT_BUILD_TIMEOUT },
	{ "confidence",	required_argument,	NULL,	OPT_CONFIDENCE },
	{ "dir",	required_argument,	NULL,	OPT_DIR },
	{ "fails",	required_argument,	NULL,	OPT_FAILS },
	{ "first-parent", no_argument,		NULL,	OPT_FIRST_PARENT },
	{ "fresh",	no_argument,		NULL,	OPT_FRESH },
	{ "good",	required_argument,	NULL,	'g' },
	{ "help",	no_argument,		NULL,	'h' },
	{ "image",	required_argument,	NULL,	OPT_IMAGE },
	{ "kernconf",	required_argument,	NULL,	OPT_KERNCONF },
	{ "kernel",	required_argument,	NULL,	OPT_KERNEL },
	{ "objdir",	required_argument,	NULL,	OPT_OBJDIR },
	{ "one",	no_argument,		NULL,	OPT_ONE },
	{ "path",	required_argument,	NULL,	OPT_PATH },
	{ "replay",	required_argument,	NULL,	OPT_REPLAY },
	{ "repo",	required_argument,	NULL,	OPT_REPO },
	{ "runs",	required_argument,	NULL,	OPT_RUNS },
	{ "sample",	required_argument,	NULL,	OPT_SAMPLE },
	{ "script",	required_argument,	NULL,	's' },
	{ "signature",	required_argument,	NULL,	OPT_SIGNATURE },
	{ "timeout",	required_argument,	NULL,	't' },
	{ "world",	no_argument,		NULL,	OPT_WORLD },
	{ NULL,		0,			NULL,	0 }
};

static void
usage(FILE *fp)
{
	fputs(
"usage: vkt bisect [option ...] -g good [-b bad] program:case\n"
"       vkt bisect [option ...] -g good [-b bad] -s script [-- argument ...]\n"
"       vkt bisect [option ...] --one program:case\n"
"       vkt bisect [option ...] --replay log.jsonl\n"
"  -b, --bad commit         where the case fails (HEAD)\n"
"  -g, --good commit        where it passed; may be repeated\n"
"  -s, --script file.exp    an expect script instead of a case\n"
"  -t, --timeout seconds    for each run of the script (300)\n"
"      --any                every failure counts, not the same one only\n"
"      --build command      builds a commit for sh(1), into $O\n"
"      --build-timeout sec  until that must be done (3600)\n"
"      --confidence percent how sure the answer is to be (95)\n"
"      --dir dir            log, checkout, objects (objdir/bisect)\n"
"      --fails n            failures that make a commit bad (1)\n"
"      --first-parent       of merges follow the first parent only\n"
"      --fresh              forget what the log knows\n"
"      --image name         root image of the script (minimal)\n"
"      --kernconf name      the kernel's configuration (VKERNEL64)\n"
"      --kernel path        the kernel below $O\n"
"      --objdir dir         the harness, cases and world that judge\n"
"      --one                judge the commit checked out: for git bisect run\n"
"      --path path          commits that change it only; may be repeated\n"
"      --replay log         tell again what a log says, build and run nothing\n"
"      --repo dir           the repository (the one we are in)\n"
"      --runs m             runs of each commit (by --confidence)\n"
"      --sample n           runs of the bad commit (5)\n"
"      --signature regexp   failures that count, as \"panic: reason\"\n"
"      --world              build each commit's own world too\n", fp);
}

int
bisect_fail(struct bisect *b, int error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(b->why, sizeof(b->why), fmt, ap);
	va_end(ap);
	return (error);
}

/*
 * End with one line.  git bisect run takes 1 to 124 for bad commits, so that
 * for it anything else must be above.
 */
static void __attribute__((noreturn, format(printf, 3, 4)))
quit(const struct bisect *b, int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarnx(fmt, ap);
	va_end(ap);
	exit(b->one ? BISECT_EX_ABORT + status : status);
}

static unsigned
number(const struct bisect *b, const char *name, const char *text,
    unsigned max)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *text == '-' ||
	    n == 0 || n > max)
		quit(b, VKT_EX_USAGE, "%s: \"%s\" is not a number from 1 to "
		    "%u", name, text, max);
	return ((unsigned)n);
}

static void
append(const struct bisect *b, const char *name, const char **list,
    const char *text)
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	if (n == BISECT_LIST)
		quit(b, VKT_EX_USAGE, "%s: more than %d", name, BISECT_LIST);
	list[n] = text;
}

static void
set_confidence(struct bisect *b, const char *text)
{
	char *end;

	b->confidence = strtod(text, &end);
	if (end == text || *end != '\0' || !(b->confidence > 0) ||
	    !(b->confidence < 100))
		quit(b, VKT_EX_USAGE, "--confidence: \"%s\" is not a "
		    "percentage between 0 and 100", text);
}

static void
set_signature(struct bisect *b, const char *text)
{
	char why[200];
	int error;

	b->signature = text;
	error = regcomp(&b->expression, text, REG_EXTENDED | REG_NOSUB);
	if (error != 0) {
		regerror(error, &b->expression, why, sizeof(why));
		quit(b, VKT_EX_USAGE, "--signature: \"%s\": %s", text, why);
	}
}

/* Options that are one line of code each; false for an unknown one. */
static bool
option(struct bisect *b, int c, const char **replay, bool *fresh)
{
	switch (c) {
	case 'b':
		b->bad = optarg;
		break;
	case 'g':
		append(b, "--good", b->good, optarg);
		break;
	case 's':
		b->script = optarg;
		break;
	case 't':
		b->timeout = number(b, "--timeout", optarg, 1000000);
		break;
	case OPT_ANY:
		b->any = true;
		break;
	case OPT_BUILD:
		b->command = optarg;
		break;
	case OPT_BUILD_TIMEOUT:
		b->build_timeout = number(b, "--build-timeout", optarg,
		    1000000);
		break;
	case OPT_CONFIDENCE:
		set_confidence(b, optarg);
		break;
	case OPT_DIR:
		b->dir = optarg;
		break;
	case OPT_FAILS:
		b->fails = number(b, "--fails", optarg, ODDS_RUNS_MAX);
		break;
	case OPT_FIRST_PARENT:
		b->first_parent = true;
		break;
	case OPT_FRESH:
		*fresh = true;
		break;
	case OPT_IMAGE:
		b->image = optarg;
		break;
	case OPT_KERNCONF:
		b->kernconf = optarg;
		break;
	case OPT_KERNEL:
		b->kernel = optarg;
		break;
	case OPT_OBJDIR:
		b->objdir = optarg;
		break;
	case OPT_ONE:
		b->one = true;
		break;
	case OPT_PATH:
		append(b, "--path", b->paths, optarg);
		break;
	case OPT_REPLAY:
		b->replay = true;
		*replay = optarg;
		break;
	case OPT_REPO:
		b->repo = optarg;
		break;
	case OPT_RUNS:
		b->runs = number(b, "--runs", optarg, ODDS_RUNS_MAX);
		break;
	case OPT_SAMPLE:
		b->sample = number(b, "--sample", optarg, ODDS_RUNS_MAX);
		break;
	case OPT_SIGNATURE:
		set_signature(b, optarg);
		break;
	case OPT_WORLD:
		b->world = true;
		break;
	default:
		return (false);
	}
	return (true);
}

/* Do the options make sense together? */
static void
agree(struct bisect *b, int left, char **argv)
{
	if (b->replay && (b->one || left > 0 || b->good[0] != NULL ||
	    b->script != NULL))
		quit(b, VKT_EX_USAGE, "--replay: the log says what is asked");
	if (b->replay)
		return;
	if (b->script == NULL && left == 0)
		quit(b, VKT_EX_USAGE, "no case: name one as program:case, or "
		    "a script with -s");
	if (b->script == NULL && left > 1)
		quit(b, VKT_EX_USAGE, "%s: one case, no more", argv[1]);
	if (b->one ? b->good[0] != NULL : b->good[0] == NULL)
		quit(b, VKT_EX_USAGE, b->one ? "--one: git bisect knows what "
		    "is good" : "no good commit: name one with -g");
	if (b->fails > b->sample || (b->runs != 0 && b->fails > b->runs))
		quit(b, VKT_EX_USAGE, "--fails %u: there are %u runs only",
		    b->fails, b->fails > b->sample ? b->sample : b->runs);
	if (b->script != NULL) {
		if (access(b->script, R_OK) != 0)
			quit(b, VKT_EX_NOINPUT, "%s: %s", b->script,
			    strerror(errno));
		b->script = realpath(b->script, NULL);
		for (; left > 0; left--)
			append(b, "--", b->args, *argv++);
		if (b->image == NULL && b->args[0] == NULL)
			b->image = "minimal";
		return;
	}
	b->test = argv[0];
	if (strchr(b->test, ':') == NULL || strchr(b->test, '/') == NULL)
		quit(b, VKT_EX_USAGE, "\"%s\" is not program:case, as in "
		    "cases/vfs/t_vfs:names_on_ufs", b->test);
}

/* The sysexits(3) value for an error that ends the search. */
static int
status_of(int error)
{
	switch (error) {
	case ENOENT:
	case EINVAL:
		return (VKT_EX_NOINPUT);
	case EEXIST:
		return (VKT_EX_USAGE);
	case EAGAIN:
	case ENOEXEC:
	case ERANGE:
		return (BISECT_EX_NONE);
	default:
		return (VKT_EX_HOST);
	}
}

/* A signal, or what b->why says, ends it. */
static void __attribute__((noreturn))
give_up(struct bisect *b, int error)
{
	tell("\n");
	if (error == EINTR && child_signal() != 0) {
		warnx("stopped; the same command goes on where it was");
		exit(128 + child_signal());
	}
	quit(b, status_of(error), "%s", b->why);
}

/* Where we are and where we work, as absolute names. */
static void
places(struct bisect *b)
{
	struct buf out = { 0 };
	char *dir;
	int error;

	unsetenv("GIT_DIR");
	unsetenv("GIT_WORK_TREE");
	unsetenv("GIT_INDEX_FILE");
	unsetenv("MAKEFLAGS");
	unsetenv("MAKELEVEL");
	unsetenv("MFLAGS");
	if (b->repo == NULL)
		b->repo = ".";
	if (access(b->repo, X_OK) != 0)
		quit(b, VKT_EX_NOINPUT, "--repo: %s: %s", b->repo,
		    strerror(errno));
	error = bisect_git(b, false, &out, "rev-parse", "--show-toplevel",
	    NULL);
	if (error != 0)
		give_up(b, error);
	out.data[strcspn(out.data, "\n")] = '\0';
	b->repo = out.data;
	if (b->objdir == NULL)
		b->objdir = VKT_OBJDIR;
	dir = realpath(b->objdir, NULL);
	if (dir == NULL)
		quit(b, VKT_EX_NOINPUT, "--objdir: %s: %s", b->objdir,
		    strerror(errno));
	b->objdir = dir;
	if (b->replay) {
		char temp[VKT_TEMP_PATH];

		error = vkt_tempdir("vkt", temp);
		if (error != 0)
			quit(b, VKT_EX_HOST, "%s: %s", temp, strerror(error));
		b->dir = strdup(temp);
	} else {
		struct buf path = { 0 };

		if (b->dir != NULL)
			buf_str(&path, b->dir);
		else
			buf_fmt(&path, "%s/bisect", b->objdir);
		error = vkt_mkdirs(path.data);
		if (error != 0)
			quit(b, VKT_EX_HOST, "--dir: %s: %s", path.data,
			    strerror(error));
		b->dir = realpath(path.data, NULL);
		buf_free(&path);
	}
	if (b->dir == NULL)
		quit(b, VKT_EX_HOST, "%s", strerror(errno));
}

int
cmd_bisect(int argc, char **argv)
{
	struct bisect b = { .bad = "HEAD", .kernconf = "VKERNEL64",
	    .confidence = 95, .fails = 1, .sample = 5, .timeout = 300,
	    .build_timeout = 3600, .log = -1 };
	struct search s = { .next = "" };
	enum judgement as = JUDGED_SKIP;
	const char *replay = NULL;
	bool fresh = false;
	int c, error, i;

	/* The status of a bad option depends on it. */
	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		b.one |= strcmp(argv[i], "--one") == 0;
	while ((c = getopt_long(argc, argv, "b:g:hs:t:", options, NULL)) !=
	    -1) {
		if (c == 'h') {
			usage(stdout);
			return (0);
		}
		if (!option(&b, c, &replay, &fresh)) {
			cmd_misused("vkt bisect");
			return (b.one ? BISECT_EX_ABORT + VKT_EX_USAGE :
			    VKT_EX_USAGE);
		}
	}
	agree(&b, argc - optind, argv + optind);
	child_begin();
	places(&b);
	/* A bad question leaves no log. */
	error = b.replay ? 0 : bisect_resolve(&b);
	if (error == 0 && !b.replay)
		error = run_prepare(&b);
	if (error == 0 && !b.replay && !b.one)
		error = bisect_share_doubt(&b);
	if (error == 0)
		error = log_open(&b, replay, fresh);
	if (error == 0 && b.replay)
		error = bisect_share_doubt(&b);
	if (error != 0)
		give_up(&b, error);
	if (b.one) {
		error = bisect_one(&b, &as);
		if (error != 0)
			give_up(&b, error);
		return (as == JUDGED_GOOD ? 0 : as == JUDGED_BAD ? 1 :
		    BISECT_EX_SKIP);
	}
	error = bisect_search(&b, &s);
	if (error != 0)
		give_up(&b, error);
	tell_report(&b, &s);
	return (s.first.len > 0 && strchr(s.first.data, '\n') ==
	    s.first.data + s.first.len - 1 ? 0 : BISECT_EX_NONE);
}
