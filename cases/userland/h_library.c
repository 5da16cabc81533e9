/*
 * h_library.c: the C library where programs of others have found it wanting:
 * mkdtemp(3), barriers that the last to arrive destroys, message queues.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "h_check.h"

#define THREADS	8
#define ROUNDS	200

static void
temporary_directories(void)
{
	char one[] = "/tmp/one.XXXXXX", two[] = "/tmp/one.XXXXXX";
	char nowhere[] = "/none/one.XXXXXX", fixed[] = "/tmp/one";
	struct stat st;

	CHECK(mkdtemp(one) == one && mkdtemp(two) == two);
	CHECK(strcmp(one, two) != 0 && strchr(one, 'X') == NULL);
	CHECK(stat(one, &st) == 0 && S_ISDIR(st.st_mode) &&
	    (st.st_mode & 07777) == 0700);
	CHECK(rmdir(one) == 0 && rmdir(two) == 0);
	CHECK(mkdtemp(nowhere) == NULL && errno == ENOENT);
	CHECK(mkdtemp(fixed) == NULL && errno == EINVAL);
}

static pthread_barrier_t barrier, again;
static int serial;	/* written by one thread, between two barriers */

static void *
meet(void *arg)
{
	int error = pthread_barrier_wait(&barrier);

	/* All have arrived, but some may still be on their way out. */
	if (error == PTHREAD_BARRIER_SERIAL_THREAD) {
		serial++;
		error = pthread_barrier_destroy(&barrier);
	}
	CHECK(error == 0);
	error = pthread_barrier_wait(&again);
	CHECK(error == 0 || error == PTHREAD_BARRIER_SERIAL_THREAD);
	return (arg);
}

static void
barriers(void)
{
	pthread_t t[THREADS];
	int i, round;

	CHECK(pthread_barrier_init(&barrier, NULL, 0) == EINVAL);
	CHECK(pthread_barrier_init(&again, NULL, THREADS) == 0);
	for (round = 0; round < ROUNDS && !failed; round++) {
		CHECK(pthread_barrier_init(&barrier, NULL, THREADS) == 0);
		for (i = 0; i < THREADS; i++)
			CHECK(pthread_create(&t[i], NULL, meet, NULL) == 0);
		for (i = 0; i < THREADS; i++)
			CHECK(pthread_join(t[i], NULL) == 0);
	}
	CHECK(serial == ROUNDS);
	CHECK(pthread_barrier_destroy(&again) == 0);
}

/* As <mqueue.h> alone declares them, an absolute time included. */
static void
message_queues(void)
{
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 16 };
	struct timespec past = { 1, 0 };
	unsigned int prio;
	char buf[16];
	mqd_t q;

	q = mq_open("/library", O_CREAT | O_EXCL | O_RDWR, 0600, &attr);
	CHECK(q != (mqd_t)-1);
	CHECK(mq_send(q, "low", 4, 1) == 0 && mq_send(q, "high", 5, 9) == 0);
	CHECK(mq_getattr(q, &attr) == 0 && attr.mq_curmsgs == 2);
	CHECK(mq_receive(q, buf, sizeof(buf), &prio) == 5 && prio == 9);
	CHECK(mq_receive(q, buf, sizeof(buf), &prio) == 4 && prio == 1);
	CHECK(mq_timedreceive(q, buf, sizeof(buf), NULL, &past) == -1 &&
	    errno == ETIMEDOUT);
	CHECK(mq_close(q) == 0 && mq_unlink("/library") == 0);
	CHECK(mq_open("/library", O_RDONLY) == (mqd_t)-1 && errno == ENOENT);
}

int
main(void)
{
	temporary_directories();
	message_queues();
	barriers();
	if (failed == 0)
		puts("all of it holds");
	return (failed);
}
