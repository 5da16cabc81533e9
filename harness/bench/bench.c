/*
 * bench.c: the microbenchmarks of make bench; the same source for the host,
 * for User-Mode Linux and for the guest of this kernel.
 *
 * usage: bench [-d directory] [-e executable] [-s seconds] [name ...]
 *
 * Each benchmark prints "name value unit" on a line of its own.  Runs as
 * process 1 too, and then powers the machine off at its end; "prompt" as
 * the only name starts a shell instead.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/mount.h>
#include <sys/reboot.h>
#endif

#define MEMORY	(64UL << 20)
#define PAGE	4096UL

static const char *self;	/* what the exec benchmark runs: this program */
static const char *dir = ".";
static double least = 0.3;	/* seconds that a measurement lasts at least */

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((double)ts.tv_sec + (double)ts.tv_nsec / 1e9);
}

static void
die(const char *what)
{
	printf("bench: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	exit(1);
}

/* Repeat op until it took long enough; microseconds for one. */
static double
repeat(void (*op)(void))
{
	double start, took;
	long n, i;

	op();
	for (n = 1;; n *= took < least / 20 ? 10 : 2) {
		start = now();
		for (i = 0; i < n; i++)
			op();
		took = now() - start;
		if (took >= least)
			return (took * 1e6 / (double)n);
	}
}

static void
op_getppid(void)
{
	(void)getppid();
}

static double
run_getppid(void)
{
	return (repeat(op_getppid));
}

/* One fault: the first touch of a page of fresh anonymous memory. */
static double
run_fault(void)
{
	double start, took;
	size_t at;
	char *p;

	p = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANON, -1, 0);
	if (p == MAP_FAILED)
		die("mmap");
#ifdef MADV_NOHUGEPAGE
	/* One page at a time, as everywhere. */
	madvise(p, MEMORY, MADV_NOHUGEPAGE);
#endif
	start = now();
	for (at = 0; at < MEMORY; at += PAGE)
		((volatile char *)p)[at] = 1;
	took = now() - start;
	munmap(p, MEMORY);
	return (took * 1e6 / (double)(MEMORY / PAGE));
}

static void
reap(pid_t pid)
{
	int status;

	if (pid < 0)
		die("fork");
	if (waitpid(pid, &status, 0) != pid || status != 0)
		die("wait");
}

static void
op_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	reap(pid);
}

static double
run_fork(void)
{
	return (repeat(op_fork));
}

static void
op_exec(void)
{
	pid_t pid = vfork();

	if (pid == 0) {
		execl(self, self, "nothing", (char *)NULL);
		_exit(1);
	}
	reap(pid);
}

static double
run_exec(void)
{
	return (repeat(op_exec));
}

/* A shell script that starts a small program LOOPS times, one after the other. */
#define LOOPS	50
#define STR(x)	#x
#define STRING(x) STR(x)

static void
op_shloop(void)
{
	pid_t pid = vfork();

	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", "i=0; while [ $i -lt "
		    STRING(LOOPS) " ]; do \"$0\" nothing; i=$((i + 1)); done",
		    self, (char *)NULL);
		_exit(1);
	}
	reap(pid);
}

static double
run_shloop(void)
{
	return (repeat(op_shloop) / LOOPS);
}

static int there[2], back[2];

static void
op_pipe(void)
{
	char c = 'x';

	if (write(there[1], &c, 1) != 1 || read(back[0], &c, 1) != 1)
		die("pipe");
}

/* A byte to another process and back. */
static double
run_pipe(void)
{
	double result;
	pid_t pid;
	char c;

	if (pipe(there) != 0 || pipe(back) != 0)
		die("pipe");
	pid = fork();
	if (pid == 0) {
		close(there[1]);
		close(back[0]);
		while (read(there[0], &c, 1) == 1) {
			if (write(back[1], &c, 1) != 1)
				break;
		}
		_exit(0);
	}
	close(there[0]);
	close(back[1]);
	result = repeat(op_pipe);
	close(there[1]);
	close(back[0]);
	reap(pid);
	return (result);
}

static int file;

static void
op_pread(void)
{
	static char page[PAGE];

	if (pread(file, page, sizeof(page), 0) != (ssize_t)sizeof(page))
		die("pread");
}

static double
run_pread(void)
{
	static const char page[PAGE];
	char path[512];
	double result;

	snprintf(path, sizeof(path), "%s/bench.data", dir);
	file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (file < 0 || write(file, page, sizeof(page)) != (ssize_t)sizeof(page))
		die(path);
	result = repeat(op_pread);
	close(file);
	unlink(path);
	return (result);
}

static void
op_create(void)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/bench.file", dir);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0 || close(fd) != 0 || unlink(path) != 0)
		die(path);
}

static double
run_create(void)
{
	return (repeat(op_create));
}

/* Work that stays in the processor. */
static void
spin(void)
{
	volatile unsigned long keep;
	unsigned long x = 88172645463325252UL;
	long i;

	for (i = 0; i < 200000000L; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	keep = x;
	(void)keep;
}

static double
run_cpu(void)
{
	double start = now();

	spin();
	return ((now() - start) * 1e3);
}

/* How much more two processes do than one in the same time. */
static double
run_cpu2(void)
{
	double start, one, two;
	pid_t pid;

	start = now();
	spin();
	one = now() - start;
	start = now();
	pid = fork();
	if (pid == 0) {
		spin();
		_exit(0);
	}
	spin();
	reap(pid);
	two = now() - start;
	return (2 * one / two);
}

static const struct {
	const char	*name;
	double		(*run)(void);
	const char	*unit;
} benches[] = {
	{ "getppid", run_getppid, "us" },
	{ "fault", run_fault, "us" },
	{ "fork", run_fork, "us" },
	{ "exec", run_exec, "us" },
	{ "shloop", run_shloop, "us" },
	{ "pipe", run_pipe, "us" },
	{ "pread", run_pread, "us" },
	{ "create", run_create, "us" },
	{ "cpu", run_cpu, "ms" },
	{ "cpu2", run_cpu2, "x" },
};

/* As process 1: what an init would have done. */
static void
init_begin(void)
{
#ifdef __linux__
	mount("proc", "/proc", "proc", 0, NULL);
#endif
	setenv("PATH", "/sbin:/bin:/usr/sbin:/usr/bin", 1);
	setenv("PS1", "# ", 1);
}

static void
init_end(void)
{
	fflush(stdout);
	sync();
#ifdef __linux__
	reboot(RB_POWER_OFF);
#endif
}

static void
shell(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		execl("/bin/sh", "sh", "-i", (char *)NULL);
		_exit(1);
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

/*
 * Is this benchmark asked for?  User-Mode Linux adds words of its own for the
 * kernel, name=value, behind process 1's.
 */
static int
wanted(const char *name, int argc, char **argv)
{
	int i, names = 0;

	for (i = 0; i < argc; i++) {
		if (strcmp(argv[i], name) == 0)
			return (1);
		names += strchr(argv[i], '=') == NULL;
	}
	return (names == 0);
}

int
main(int argc, char **argv)
{
	size_t i;
	int c;

	if (argc == 2 && strcmp(argv[1], "nothing") == 0)
		return (0);
	self = argv[0];
	if (getpid() == 1)
		init_begin();
	while ((c = getopt(argc, argv, "d:s:e:")) != -1) {
		switch (c) {
		case 'd':
			dir = optarg;
			break;
		case 'e':
			self = optarg;
			break;
		case 's':
			least = atof(optarg);
			break;
		default:
			printf("usage: bench [-d directory] [-e executable] "
			    "[-s seconds] [name ...]\n");
			return (64);
		}
	}
	if (optind < argc && strcmp(argv[optind], "prompt") == 0)
		shell();
	else {
		for (i = 0; i < sizeof(benches) / sizeof(benches[0]); i++) {
			if (!wanted(benches[i].name, argc - optind,
			    argv + optind))
				continue;
			printf("%s %.4f %s\n", benches[i].name,
			    benches[i].run(), benches[i].unit);
			fflush(stdout);
		}
		printf("bench: done\n");
	}
	if (getpid() == 1)
		init_end();
	return (0);
}
