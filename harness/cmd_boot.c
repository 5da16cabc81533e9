/*
 * cmd_boot.c: vkt boot: run a kernel on a console of its own.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "lib/vkt.h"

enum { OPT_ALLOW = 256, OPT_ARG, OPT_ATTACH, OPT_BOOT_TIMEOUT, OPT_ECHO, OPT_END,
    OPT_EXIT, OPT_GDB, OPT_GRACE, OPT_JSON, OPT_KEEP, OPT_LIST,
    OPT_NO_AUTOPSY };

#define MAX_ARGS	32
#define KEEP		3600	/* seconds, when --keep names none */

static const struct option options[] = {
	{ "allow", required_argument, NULL, OPT_ALLOW },
	{ "arg", required_argument, NULL, OPT_ARG },
	{ "attach", required_argument, NULL, OPT_ATTACH },
	{ "artifacts", required_argument, NULL, 'a' },
	{ "boot-timeout", required_argument, NULL, OPT_BOOT_TIMEOUT },
	{ "echo", no_argument, NULL, OPT_ECHO },
	{ "end", required_argument, NULL, OPT_END },
	{ "exit", required_argument, NULL, OPT_EXIT },
	{ "gdb", no_argument, NULL, OPT_GDB },
	{ "grace", required_argument, NULL, OPT_GRACE },
	{ "help", no_argument, NULL, 'h' },
	{ "interactive", no_argument, NULL, 'i' },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "keep", optional_argument, NULL, OPT_KEEP },
	{ "kernel", required_argument, NULL, 'k' },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "no-autopsy", no_argument, NULL, OPT_NO_AUTOPSY },
	{ "script", required_argument, NULL, 's' },
	{ "timeout", required_argument, NULL, 't' },
	{ NULL, 0, NULL, 0 }
};

static void
usage(FILE *fp)
{
	fputs(
"usage: vkt boot [option ...] [-- kernel argument ...]\n"
"       vkt boot --attach dir [--gdb]\n"
"       vkt boot --list | --end dir\n"
"  -a, --artifacts dir      transcripts go here (a new one in TMPDIR)\n"
"  -i, --interactive        connect this terminal; ~. at a line's start ends\n"
"  -k, --kernel file        the kernel (environment: VKERNEL)\n"
"  -s, --script file.exp    drive the console with this expect script\n"
"  -t, --timeout seconds    for the whole run (none with -i, else 300)\n"
"      --allow panic,ddb    states that the script itself deals with\n"
"      --arg text           argument of the script; may be repeated\n"
"      --boot-timeout sec   until the first prompt\n"
"      --echo               copy the console to standard output\n"
"      --exit status        the kernel's exit status expected (0)\n"
"      --gdb                gdb on this terminal, the kernel under it\n"
"      --grace seconds      until SIGTERM must have its effect (20)\n"
"      --json               print the verdict as one JSON line\n"
"      --keep[=seconds]     leave a failed machine up (3600)\n"
"      --no-autopsy         do not examine a hung or panicked kernel\n"
"Machines that run, or were kept after a failure:\n"
"      --attach dir         connect this terminal, with --gdb a gdb; ~. leaves\n"
"      --end dir            end those with artifacts in dir or below\n"
"      --list               list them\n", fp);
}

static int
number(const char *text, const char *what, int max)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || n < 0 || n > max)
		errx(VKT_EX_USAGE, "%s: \"%s\" is not a number up to %d",
		    what, text, max);
	return ((int)n);
}

static unsigned
allow_parse(const char *text)
{
	static const struct {
		const char	*name;
		unsigned	 bit;
	} names[] = { { "panic", VKT_ALLOW_PANIC }, { "ddb", VKT_ALLOW_DDB } };
	unsigned allow = 0, bit;
	size_t i, n;

	for (; *text != '\0'; text += n + (text[n] == ',')) {
		n = strcspn(text, ",");
		for (i = 0, bit = 0; i < 2; i++) {
			if (strlen(names[i].name) == n &&
			    strncmp(text, names[i].name, n) == 0)
				bit = names[i].bit;
		}
		if (bit == 0)
			errx(VKT_EX_USAGE, "--allow: not panic or ddb: %s",
			    text);
		allow |= bit;
	}
	return (allow);
}

/* The expect procs: VKT_EXPECT, else beside the source we were built from. */
static const char *
expect_dir(void)
{
	const char *dir = getenv("VKT_EXPECT");

	return (dir != NULL ? dir : VKT_SRCDIR "/expect");
}

/* Artifacts directory as an absolute path, made if need be. */
static char *
artifacts_dir(const char *given)
{
	char temp[VKT_TEMP_PATH], *dir;
	int error;

	if (given == NULL) {
		error = vkt_tempdir("vkt", temp);
		given = temp;
	} else
		error = vkt_mkdirs(given);
	if (error != 0)
		errx(VKT_EX_HOST, "%s: %s", given, strerror(error));
	dir = realpath(given, NULL);
	if (dir == NULL)
		err(VKT_EX_HOST, "%s", given);
	return (dir);
}

static void
boot_tell(const struct vkt_boot *b, const struct vkt_result *r, bool json)
{
	char *text;

	if (json) {
		text = vkt_result_json(b, r, NULL);
		fputs(text, stdout);
		free(text);
	} else if (!b->interactive || r->verdict != VKT_PASS) {
		fprintf(stderr, "vkt: %s%s%s (%.1f s, transcript in %s)\n",
		    vkt_verdict_name(r->verdict),
		    r->reason[0] != '\0' ? ": " : "", r->reason, r->seconds,
		    b->dir);
	}
}

int
cmd_boot(int argc, char **argv)
{
	struct vkt_boot b = { .kernel = getenv("VKERNEL"), .grace = 20,
	    .autopsy = true };
	struct vkt_result r;
	char *script_args[MAX_ARGS + 1] = { NULL };
	const char *dir = NULL, *attach = NULL, *end = NULL;
	size_t nargs = 0;
	bool json = false, timed = false, list = false;
	int c, error;

	while ((c = getopt_long(argc, argv, "+a:hik:s:t:", options, NULL)) !=
	    -1) {
		switch (c) {
		case 'a':
			dir = optarg;
			break;
		case 'h':
			usage(stdout);
			return (0);
		case 'i':
			b.interactive = true;
			break;
		case 'k':
			b.kernel = optarg;
			break;
		case 's':
			b.script = optarg;
			break;
		case 't':
			b.timeout = (unsigned)number(optarg, "-t", 1000000);
			timed = true;
			break;
		case OPT_ALLOW:
			b.allow = allow_parse(optarg);
			break;
		case OPT_ARG:
			if (nargs == MAX_ARGS)
				errx(VKT_EX_USAGE, "--arg: too many");
			script_args[nargs++] = optarg;
			break;
		case OPT_ATTACH:
			attach = optarg;
			break;
		case OPT_BOOT_TIMEOUT:
			b.boot_timeout = (unsigned)number(optarg,
			    "--boot-timeout", 1000000);
			break;
		case OPT_ECHO:
			b.echo = true;
			break;
		case OPT_END:
			end = optarg;
			break;
		case OPT_EXIT:
			b.exit = number(optarg, "--exit", 255);
			break;
		case OPT_GDB:
			b.gdb = true;
			break;
		case OPT_GRACE:
			b.grace = (unsigned)number(optarg, "--grace", 100000);
			break;
		case OPT_JSON:
			json = true;
			break;
		case OPT_KEEP:
			b.keep = optarg == NULL ? KEEP :
			    (unsigned)number(optarg, "--keep", 1000000);
			break;
		case OPT_LIST:
			list = true;
			break;
		case OPT_NO_AUTOPSY:
			b.autopsy = false;
			break;
		default:
			return (cmd_misused("vkt boot"));
		}
	}
	if (list + (attach != NULL) + (end != NULL) > 1)
		errx(VKT_EX_USAGE,
		    "--attach, --end and --list exclude each other");
	if (list || attach != NULL || end != NULL) {
		if (optind < argc)
			errx(VKT_EX_USAGE, "%s: no argument is taken here",
			    argv[optind]);
		return (list ? attach_machines() : end != NULL ?
		    attach_end_below(end) : b.gdb ? attach_gdb(attach) :
		    attach_terminal(attach));
	}
	if (b.gdb && b.script != NULL)
		errx(VKT_EX_USAGE, "--gdb and -s exclude each other");
	b.interactive |= b.gdb;
	if (b.kernel == NULL)
		errx(VKT_EX_USAGE, "no kernel: use -k or VKERNEL");
	if (b.interactive && b.script != NULL)
		errx(VKT_EX_USAGE, "-i and -s exclude each other");
	if (b.script != NULL && access(b.script, R_OK) != 0)
		err(VKT_EX_NOINPUT, "%s", b.script);
	if (!timed && !b.interactive)
		b.timeout = 300;
	b.args = argv + optind;
	b.script_args = script_args;
	b.expdir = expect_dir();
	b.dir = artifacts_dir(dir);
	error = vkt_boot_run(&b, &r);
	if (error != 0)
		errx(VKT_EX_HOST, "cannot start a keeper: %s", strerror(error));
	boot_tell(&b, &r, json);
	if (r.kept && !json)
		fprintf(stderr, "vkt: it stays up for %u s: "
		    "vkt boot --attach %s\n", b.keep, b.dir);
	free((char *)(uintptr_t)b.dir);
	return (vkt_result_status(&r, b.script == NULL));
}
