/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * key.c: values that each thread has for itself.
 */
#include <sys/types.h>
#include <errno.h>

#include "thr_private.h"

struct key {
	bool	used;
	void	(*destructor)(void *);
};

static struct __lock	lock;
static struct key	keys[PTHREAD_KEYS_MAX];

int
pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
	int error = EAGAIN;

	__lock_enter(&lock);
	for (int i = 0; i < PTHREAD_KEYS_MAX; i++) {
		if (keys[i].used)
			continue;
		keys[i] = (struct key){ true, destructor };
		*key = i;
		error = 0;
		break;
	}
	__lock_leave(&lock);
	return (error);
}

int
pthread_key_delete(pthread_key_t key)
{
	int error = EINVAL;

	if (key < 0 || key >= PTHREAD_KEYS_MAX)
		return (EINVAL);
	__lock_enter(&lock);
	if (keys[key].used) {
		keys[key] = (struct key){ false, NULL };
		error = 0;
	}
	__lock_leave(&lock);
	return (error);
}

int
pthread_setspecific(pthread_key_t key, const void *value)
{
	if (key < 0 || key >= PTHREAD_KEYS_MAX || !keys[key].used)
		return (EINVAL);
	pthread_self()->keys[key] = value;
	return (0);
}

void *
pthread_getspecific(pthread_key_t key)
{
	if (key < 0 || key >= PTHREAD_KEYS_MAX)
		return (NULL);
	return (__DECONST(void *, pthread_self()->keys[key]));
}

void
_thr_key_cleanup(pthread_t self)
{
	bool again = true;
	const void *value;

	/* A destructor may set values anew: a few rounds. */
	for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS;
	    round++) {
		again = false;
		for (int i = 0; i < PTHREAD_KEYS_MAX; i++) {
			value = self->keys[i];
			self->keys[i] = NULL;
			if (value == NULL || !keys[i].used ||
			    keys[i].destructor == NULL)
				continue;
			keys[i].destructor(__DECONST(void *, value));
			again = true;
		}
	}
}
