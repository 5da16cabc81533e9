/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ux_space.c: making, emptying and giving back spaces.
 *
 * A stub that has run a program is used for another one only when it is clean
 * for certain: nothing mapped (the mapper's word, which a guest cannot forge),
 * no guest thread left (Linux's word: the thread's number is gone), and the
 * pages shared with us zeroed.  Only the mapper is left then, and it has no
 * state that a guest could have touched.
 */
#include <errno.h>

#include "ux_int.h"

int
ux_space_create(struct ux_space **space)
{

	return (pool_take(space));
}

/*
 * Clean it.  ESRCH: dead, or it resisted and is being killed.
 * A thread's number is gone also when the whole stub is about to die and nobody
 * has told us yet; the mapper's answer to what is asked after that says that
 * the stub lives.
 */
static int
space_clean(struct ux_space *space)
{
	static const struct ux_mapop all = {
		UX_VA_MIN, UX_VA_MAX - UX_VA_MIN, 0, 0
	};
	unsigned n;
	bool used;
	int error, gone;

	used = false;
	error = 0;
	for (n = 0; n < vcpu_count; n++) {
		used = used || space->slots[n].tid != 0;
		gone = slot_exit(&space->slots[n]);
		if (error == 0)
			error = gone;
	}
	if (error == 0)
		error = ux_unmap(space, &all, 1, NULL);
	if (error == 0 && used)
		error = pool_zero(space);
	return (error);
}

int
ux_space_reset(struct ux_space *space)
{
	int error;

	error = space_clean(space);
	if (error != 0)
		pool_kill(space);
	return (error);
}

void
ux_space_destroy(struct ux_space *space)
{

	if (space_clean(space) == 0)
		pool_give(space);
	else
		pool_drop(space, true);
}
