/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dd.c: dd(1): copy in blocks.  SIGINFO (^T) tells how far it is.
 */
#include <sys/types.h>
#include <sys/stat.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dd.h"

struct done done;

static struct job job = { .ibs = 512, .obs = 512, .files = 1, .fill = -1 };
static int in, out;
static bool out_seeks, out_regular, hole;	/* hole: the end was skipped */
static unsigned char *ibuf, *obuf;
static size_t obuf_used;
static struct timespec began;
static volatile sig_atomic_t asked, ended;

static void
summary(void)
{
	struct timespec now;
	double secs;

	if (job.report == NONE)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	secs = (double)(now.tv_sec - began.tv_sec) +
	    (double)(now.tv_nsec - began.tv_nsec) * 1e-9;
	if (secs < 1e-6)
		secs = 1e-6;
	fprintf(stderr, "%ju+%ju records in\n%ju+%ju records out\n",
	    done.in_full, done.in_part, done.out_full, done.out_part);
	if (done.odd > 0)
		fprintf(stderr, "%ju odd length swab %s\n", done.odd,
		    done.odd == 1 ? "block" : "blocks");
	if (done.truncated > 0)
		fprintf(stderr, "%ju truncated %s\n", done.truncated,
		    done.truncated == 1 ? "block" : "blocks");
	if (job.report != NOXFER)
		fprintf(stderr, "%ju bytes transferred in %.6f secs "
		    "(%.0f bytes/sec)\n", done.bytes, secs,
		    (double)done.bytes / secs);
}

static void
signaled(int sig)
{
	if (sig == SIGINFO)
		asked = 1;
	else
		ended = sig;
}

/* What signals asked for, when it can be done. */
static void
attend(void)
{
	if (asked) {
		asked = 0;
		summary();
	}
	if (ended) {
		summary();
		signal(ended, SIG_DFL);
		kill(getpid(), ended);
	}
}

static const char *
out_name(void)
{
	return (job.out != NULL ? job.out : "stdout");
}

static const char *
in_name(void)
{
	return (job.in != NULL ? job.in : "stdin");
}

static void __dead2
fail(const char *name)
{
	int error = errno;

	summary();
	errno = error;
	err(1, "%s", name);
}

static bool
zeros(const unsigned char *p, size_t n)
{
	return (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

static void
write_block(const unsigned char *p, size_t n)
{
	size_t left = n;
	ssize_t w;

	if ((job.conv & C_SPARSE) != 0 && out_seeks && zeros(p, n)) {
		if (lseek(out, (off_t)n, SEEK_CUR) < 0)
			fail(out_name());
		hole = true;
		left = 0;
	}
	for (; left > 0; p += w, left -= (size_t)w) {
		hole = false;
		w = write(out, p, left);
		if (w < 0 && errno == EINTR) {
			w = 0;
			attend();
		} else if (w <= 0) {
			if (w == 0)
				errno = ENOSPC;
			done.bytes += n - left;
			if (left < n)
				done.out_part++;
			fail(out_name());
		}
	}
	done.bytes += n;
	if (n == job.obs)
		done.out_full++;
	else
		done.out_part++;
}

/* Gather blocks of obs bytes. */
static void
sink(const unsigned char *p, size_t n)
{
	size_t part;

	for (; n > 0; p += part, n -= part) {
		part = job.obs - obuf_used;
		if (part > n)
			part = n;
		memcpy(obuf + obuf_used, p, part);
		obuf_used += part;
		if (obuf_used == job.obs) {
			write_block(obuf, obuf_used);
			obuf_used = 0;
		}
	}
}

static void
open_files(void)
{
	struct stat st;

	if (job.in != NULL && (in = open(job.in, O_RDONLY)) < 0)
		err(1, "%s", job.in);
	out = STDOUT_FILENO;
	if (job.out != NULL) {
		int flags = O_CREAT | (job.seek > 0 ||
		    (job.conv & C_NOTRUNC) != 0 ? 0 : O_TRUNC);

		/* Reading as well helps to skip on what cannot seek. */
		if ((out = open(job.out, O_RDWR | flags, DEFFILEMODE)) < 0 &&
		    (out = open(job.out, O_WRONLY | flags, DEFFILEMODE)) < 0)
			err(1, "%s", job.out);
	}
	if (fstat(out, &st) != 0)
		err(1, "%s", out_name());
	out_regular = S_ISREG(st.st_mode);
	out_seeks = lseek(out, 0, SEEK_CUR) >= 0;
}

/* Come to where the input begins. */
static void
skip_input(void)
{
	struct stat st;
	ssize_t n;

	if (job.skip == 0)
		return;
	if (fstat(in, &st) == 0 && !S_ISFIFO(st.st_mode) &&
	    lseek(in, job.skip * (off_t)job.ibs, SEEK_CUR) >= 0)
		return;
	for (off_t i = 0; i < job.skip; i++) {
		size_t have = 0;

		while (have < job.ibs) {
			n = read(in, ibuf, job.ibs - have);
			if (n < 0 && errno == EINTR) {
				attend();
				continue;
			}
			if (n < 0)
				err(1, "%s", in_name());
			if (n == 0)
				return;
			have += (size_t)n;
		}
	}
}

/* And to where the output does. */
static void
seek_output(void)
{
	off_t at = job.seek * (off_t)job.obs;
	struct stat st;

	if (job.seek == 0)
		return;
	if (out_seeks) {
		if (lseek(out, at, SEEK_SET) < 0)
			err(1, "%s", out_name());
		if (out_regular && (job.conv & C_NOTRUNC) == 0 &&
		    fstat(out, &st) == 0 && ftruncate(out, at) != 0)
			err(1, "truncating %s", out_name());
		return;
	}
	for (off_t i = 0; i < job.seek; i++)
		if (read(out, obuf, job.obs) < 0)
			err(1, "%s", out_name());
}

/* A block of input in ibuf; its length, 0 at the end. */
static size_t
read_block(void)
{
	int fill = job.fill >= 0 ? job.fill :
	    (job.conv & (C_BLOCK | C_UNBLOCK)) != 0 ? ' ' : 0;
	ssize_t n;

	for (;;) {
		attend();
		n = read(in, ibuf, job.ibs);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			if ((job.conv & C_NOERROR) == 0)
				fail(in_name());
			warn("%s", in_name());
			summary();
			/* Go past the bad block, if that is possible. */
			if (lseek(in, (off_t)job.ibs, SEEK_CUR) < 0 &&
			    errno != ESPIPE)
				warn("%s", in_name());
			if ((job.conv & C_SYNC) == 0)
				continue;
			n = 0;
			done.in_part++;
		} else if (n == 0) {
			if (--job.files == 0)
				return (0);
			continue;
		} else if ((size_t)n == job.ibs) {
			done.in_full++;
		} else {
			done.in_part++;
		}
		if ((job.conv & C_SYNC) != 0 && (size_t)n < job.ibs) {
			memset(ibuf + n, fill, job.ibs - (size_t)n);
			n = (ssize_t)job.ibs;
		}
		return ((size_t)n);
	}
}

static void
copy(void)
{
	size_t n;

	while (!job.counted || done.in_full + done.in_part < job.count) {
		if ((n = read_block()) == 0)
			break;
		if (job.one)
			write_block(ibuf, n);
		else
			convert(&job, ibuf, n, sink);
	}
	if (!job.one)
		convert(&job, NULL, 0, sink);
	if ((job.conv & C_OSYNC) != 0 && obuf_used > 0) {
		memset(obuf + obuf_used, job.fill < 0 ? 0 : job.fill,
		    job.obs - obuf_used);
		obuf_used = job.obs;
	}
	if (obuf_used > 0)
		write_block(obuf, obuf_used);
	/* A file that ends in a hole is as long as what was read. */
	if (hole && out_regular &&
	    ftruncate(out, lseek(out, 0, SEEK_CUR)) != 0)
		fail(out_name());
	if ((job.conv & C_FSYNC) != 0 && fsync(out) != 0)
		fail(out_name());
}

int
main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = signaled };

	(void)argc;
	setlocale(LC_CTYPE, "");
	parse(&job, argv + 1 + (argc > 1 && strcmp(argv[1], "--") == 0));
	ibuf = malloc(job.ibs);
	obuf = malloc(job.obs);
	if (ibuf == NULL || obuf == NULL)
		err(1, NULL);
	open_files();
	clock_gettime(CLOCK_MONOTONIC, &began);
	sigaction(SIGINFO, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	skip_input();
	seek_output();
	copy();
	if (job.out != NULL && close(out) != 0)
		err(1, "%s", out_name());
	attend();
	summary();
	return (0);
}
