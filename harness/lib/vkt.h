/*
 * vkt.h: the harness's library: boot a kernel on a pseudo-terminal, watch
 * its console and say in one typed verdict how it went.
 *
 * The library knows a kernel only from outside: a binary, a command line, a
 * console, an exit status.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VKT_H
#define VKT_H

#include <sys/types.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Exit statuses of a kernel.  They follow sysexits(3); README.md has the
 * table for users.
 */
#define VKT_EX_OK	0	/* halted or powered off */
#define VKT_EX_USAGE	64	/* bad option or argument */
#define VKT_EX_NOINPUT	66	/* a disk, CD or memory image cannot be used */
#define VKT_EX_POLICY	69	/* the host's policy forbids vkernels */
#define VKT_EX_PANIC	70	/* panic or crash */
#define VKT_EX_HOST	71	/* the host failed the kernel */

/* How a run went.  Everything that reports (ATF, JUnit, JSON) starts here. */
enum vkt_verdict {
	VKT_PASS,
	VKT_TEST_FAIL,		/* the kernel works, the case's claim does not */
	VKT_PANIC,		/* panic, failed assertion or crash */
	VKT_DDB_STOP,		/* stopped in the debugger without a panic */
	VKT_HANG,		/* no progress until the deadline */
	VKT_NO_OUTPUT,		/* not one byte until the deadline */
	VKT_BOOT_FAIL,		/* ended, not by a panic, before a prompt */
	VKT_IMAGE_FAIL,		/* no root image */
	VKT_BUILD_FAIL,		/* no kernel */
	VKT_INFRA,		/* the host or the harness itself */
	VKT_SKIP,		/* the script found that it does not apply */
	VKT_NVERDICTS
};

/* The verdict's name as printed, "test-fail" for instance. */
const char	*vkt_verdict_name(enum vkt_verdict);

/* The verdict called name through *vp.  Returns 0 or EINVAL. */
int		 vkt_verdict_parse(const char *name, enum vkt_verdict *vp);

/*
 * The verdict for a kernel that ended by itself with wait status wstatus
 * where exit status want was expected.  booted: a prompt had been seen.
 * reason receives one line unless the verdict is pass.
 */
enum vkt_verdict vkt_verdict_exit(int wstatus, int want, bool booted,
		    char *reason, size_t size);

/* vkt_boot.allow: states that the script itself deals with. */
#define VKT_ALLOW_PANIC	0x1
#define VKT_ALLOW_DDB	0x2

/* What to boot, and how.  Zero a struct, then fill in. */
struct vkt_boot {
	const char	*kernel;	/* path of the binary */
	char *const	*args;		/* its arguments, NULL-ended */
	char *const	*env;		/* extra NAME=value, NULL-ended */
	const char	*script;	/* expect script, or NULL */
	char *const	*script_args;	/* its arguments, NULL-ended, or NULL */
	const char	*expdir;	/* where vkt.exp lies */
	const char	*dir;		/* artifacts; exists */
	const char	*workdir;	/* kernel's directory; NULL: current */
	unsigned	 timeout;	/* seconds for the whole run; 0: none */
	unsigned	 boot_timeout;	/* seconds to a prompt; 0: none */
	unsigned	 grace;		/* seconds to obey SIGTERM */
	unsigned	 rows, cols;	/* size of the console; 0: 24 by 80 */
	int		 exit;		/* exit status expected */
	unsigned	 allow;		/* VKT_ALLOW_* */
	bool		 interactive;	/* connect this terminal */
	bool		 echo;		/* copy the console to stdout */
	bool		 autopsy;	/* examine a hung or panicked kernel */
	bool		 gdb;		/* this terminal is gdb's; interactive */
	unsigned	 keep;		/* seconds to stay up after a failure */
};

/* How it went. */
struct vkt_result {
	enum vkt_verdict verdict;
	char		 reason[256];	/* one line, empty on pass */
	int		 status;	/* wait(2) status, -1: none */
	bool		 booted;	/* a prompt was seen */
	unsigned	 killed;	/* processes that had to be killed */
	bool		 kept;		/* it failed and is still up */
	double		 boot_seconds;	/* to the first prompt */
	double		 seconds;
	unsigned long long bytes;	/* console output */
};

/*
 * Run the kernel of b to its end and judge it.  On return none of its
 * processes exists, but for a failed machine that b->keep leaves up: it has
 * r->kept set, lives until b->keep seconds are over, its kernel ends or
 * attach_end() ends it, and its directory holds the file "kept".  Leaves in
 * b->dir: console.cast (asciicast v2), console.txt, expect.log with a
 * script, ddb.txt and gdb.txt after an autopsy, and verdict.json; while the
 * machine is up, console.sock.
 *
 * Forks a keeper, which also tears everything down when the caller dies.
 * Returns 0 with *r filled in, whatever the verdict.  Errors: those of
 * pipe(2) and fork(2).
 */
int		 vkt_boot_run(const struct vkt_boot *b, struct vkt_result *r);

/* The JSON line for r; free(3) it.  label names the case, may be NULL. */
char		*vkt_result_json(const struct vkt_boot *b,
		    const struct vkt_result *r, const char *label);

/*
 * The exit status of the vkt program for r: the kernel's own when a person
 * drove it, else 0 for pass, 1 for a failed claim and a sysexits(3) value.
 */
int		 vkt_result_status(const struct vkt_result *r, bool own);

/*
 * Kill every process of this user that carries VKT_BOOT=id in its
 * environment, except the caller.  Returns how many there were.
 */
unsigned	 vkt_reap_marked(const char *id);

/* Make a directory and its parents.  Returns 0 or an errno. */
int		 vkt_mkdirs(const char *path);

/*
 * Make a new directory name.XXXXXX in that of the environment variable
 * TMPDIR, or in /tmp when that is unset or too long; its name into path.
 * Returns 0 or an errno.
 */
#define VKT_TEMP_PATH	128
int		 vkt_tempdir(const char *name, char path[VKT_TEMP_PATH]);

/* Append text to a file in one write, with a lock.  Returns 0 or an errno. */
int		 vkt_append(const char *path, const char *text);

/* Copy a file sharing its blocks, or leaving holes.  0 or an errno. */
int		 vkt_clone(const char *from, const char *to);

#endif
