/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * syscall_module.c: system calls of modules, in the numbers that the table keeps
 * for them.
 *
 * A call keeps its module while it runs.
 *
 * Locks: m modsys_spin.
 */
#include <sys/errno.h>
#include "lib/libkern.h"
#include "sys/kmodule.h"
#include "sys/ksysent.h"
#include "sys/lock.h"

#define NMODSYS		16

static struct modsys {
	const struct module_syscall *volatile ms_call;	/* [m] NULL: free */
	int		 ms_number;	/* [m] */
} modsys[NMODSYS];
static struct spinlock modsys_spin = SPINLOCK_INITIALIZER("modsys",
    LR_SPINMISC);

/* [m] */
static struct modsys *
modsys_find(int number)
{
	for (size_t i = 0; i < NELEM(modsys); i++)
		if (modsys[i].ms_call != NULL && modsys[i].ms_number == number)
			return (&modsys[i]);
	return (NULL);
}

/* [m] May number be given to a module now? */
static bool
number_free(int number)
{
	return (number >= 0 && number < nsysent && sysent[number].sy_module &&
	    modsys_find(number) == NULL);
}

/* [m] */
static int
number_choose(int *number)
{
	if (*number != NO_SYSCALL)
		return (number_free(*number) ? 0 : EEXIST);
	for (int i = 0; i < nsysent; i++)
		if (number_free(i)) {
			*number = i;
			return (0);
		}
	return (ENFILE);
}

int
syscall_register(const struct module_syscall *my)
{
	int number = *my->my_number, error;
	struct modsys *ms;

	if (my->my_narg < 0 || my->my_narg > 6)
		return (EINVAL);
	spin_lock(&modsys_spin);
	error = number_choose(&number);
	for (ms = modsys; error == 0 && ms->ms_call != NULL;)
		if (++ms == &modsys[NELEM(modsys)])
			error = ENFILE;
	if (error == 0) {
		*my->my_number = ms->ms_number = number;
		atomic_store(&ms->ms_call, my);
	}
	spin_unlock(&modsys_spin);
	return (error);
}

void
syscall_unregister(const struct module_syscall *my)
{
	struct modsys *ms;

	spin_lock(&modsys_spin);
	ms = modsys_find(*my->my_number);
	KKASSERT(ms != NULL && ms->ms_call == my);
	atomic_store(&ms->ms_call, NULL);
	spin_unlock(&modsys_spin);
}

const struct module_syscall *
syscall_module(uint64_t number)
{
	const struct module_syscall *my = NULL;
	struct modsys *ms;

	if (number >= (uint64_t)nsysent || !sysent[number].sy_module)
		return (NULL);
	spin_lock(&modsys_spin);
	if ((ms = modsys_find((int)number)) != NULL)
		my = ms->ms_call;
	if (my != NULL && !module_get(my))
		my = NULL;
	spin_unlock(&modsys_spin);
	return (my);
}

const char *
syscall_name(int number)
{
	const struct module_syscall *my;
	struct modsys *ms = modsys_find(number);

	if (ms != NULL && (my = ms->ms_call) != NULL)
		return (my->my_name);
	return (number > 0 && number < nsysent ? sysent[number].sy_name :
	    NULL);
}
