/*
 * h_desc.h: a frame for guest helpers that test many small things: each test
 * runs in a process of its own with a time limit, and says what failed where.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef H_DESC_H
#define H_DESC_H

#include <sys/types.h>
#include <sys/wait.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct test {
	const char	*name;
	void		(*fn)(void);
};

#define CHECK(c) do {							\
	if (!(c)) {							\
		printf("%s:%d: %s fails (errno %d)\n", __func__,	\
		    __LINE__, #c, errno);				\
		fflush(stdout);						\
		_exit(1);						\
	}								\
} while (0)

/* The call must give want. */
#define GIVES(call, want) do {						\
	long got_ = (long)(call), want_ = (long)(want);			\
	if (got_ != want_) {						\
		printf("%s:%d: %s is %ld, not %ld (errno %d)\n",	\
		    __func__, __LINE__, #call, got_, want_, errno);	\
		fflush(stdout);						\
		_exit(1);						\
	}								\
} while (0)

/* The call must fail with errno want. */
#define FAILS(call, want) do {						\
	errno = 0;							\
	long got_ = (long)(call);					\
	int err_ = errno;						\
	if (got_ != -1 || err_ != (want)) {				\
		printf("%s:%d: %s is %ld, errno %d, not %d\n",		\
		    __func__, __LINE__, #call, got_, err_, (want));	\
		fflush(stdout);						\
		_exit(1);						\
	}								\
} while (0)

static inline long
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (ts.tv_sec * 1000L + ts.tv_nsec / 1000000);
}

static inline void
sleep_ms(int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

/* Wait for pid; it must have ended with status 0. */
static inline int
child_ok(pid_t pid)
{
	int status;

	return (waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0);
}

/* Run the tests, or those named; the last line counts the failures. */
static inline int
run_tests(const struct test *t, int argc, char **argv)
{
	int i, bad = 0, n = 0, status;
	pid_t pid;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (; t->name != NULL; t++) {
		for (i = 1; i < argc && strcmp(argv[i], t->name) != 0; i++)
			;
		if (argc > 1 && i == argc)
			continue;
		n++;
		pid = fork();
		if (pid == 0) {
			alarm(30);
			t->fn();
			_exit(0);
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			status = -1;
		if (status != 0) {
			printf("%s: failed, status 0x%x\n", t->name, status);
			bad++;
		}
	}
	printf("tests %d, failures: %d\n", n, bad);
	return (bad != 0 || n == 0);
}

#endif /* !H_DESC_H */
