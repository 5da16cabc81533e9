/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * threads.c: for the guest's compiler: threads that count together under a
 * mutex, each in a variable of its own too, and wake each other in turn.
 */
#include <pthread.h>
#include <stdio.h>

#define THREADS	8
#define TURNS	2000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int shared, turn;
static __thread int own = 1;
static int owns[THREADS];

static void *
work(void *arg)
{
	static __thread int inside = 10;
	int me = *(int *)arg, i;

	for (i = 0; i < TURNS; i++) {
		pthread_mutex_lock(&lock);
		shared++;
		pthread_mutex_unlock(&lock);
		own++;
		inside++;
	}
	pthread_mutex_lock(&lock);
	while (turn != me)
		pthread_cond_wait(&changed, &lock);
	turn++;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	owns[me] = own + inside;
	return (arg);
}

int
main(void)
{
	pthread_t t[THREADS];
	int id[THREADS], i, wrong = 0;
	void *end;

	for (i = 0; i < THREADS; i++) {
		id[i] = i;
		if (pthread_create(&t[i], NULL, work, &id[i]) != 0)
			return (1);
	}
	for (i = 0; i < THREADS; i++)
		if (pthread_join(t[i], &end) != 0 || end != &id[i])
			return (1);
	for (i = 0; i < THREADS; i++)
		wrong += owns[i] != 2 * TURNS + 11;
	printf("shared %d turn %d wrong %d own %d\n", shared, turn, wrong,
	    own);
	return (0);
}
