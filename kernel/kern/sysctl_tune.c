/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl_tune.c: tunables: a writable variable of the sysctl tree takes its
 * first value from the kernel environment (-e) when that has its name.
 *
 * Only plain variables: one with a handler may want what does not run yet (but
 * behind those that jails have of their own there is the machine's), and what
 * sizes tables reads the environment itself, where it starts.
 */
#include "sys/ksysctl.h"
#include "sys/kmalloc.h"
#include "lib/libkern.h"
#include <sys/errno.h>
#include <sys/kenv.h>

SET_DECLARE(sysctl, struct sysctl_oid);

/* Set it from the text; false: that is no value of its kind. */
static bool
tune(struct sysctl_oid *oid, const char *text)
{
	int64_t quad;
	int value;

	switch (oid->oid_kind & CTLTYPE) {
	case CTLTYPE_INT: case CTLTYPE_UINT: case CTLTYPE_S32:
	case CTLTYPE_U32:
		if (!kenv_getint(oid->oid_path, &value))
			return (false);
		*(int *)oid->oid_arg1 = value;
		return (true);
	case CTLTYPE_LONG: case CTLTYPE_ULONG: case CTLTYPE_QUAD:
	case CTLTYPE_UQUAD:
		if (!kenv_getquad(oid->oid_path, &quad))
			return (false);
		*(int64_t *)oid->oid_arg1 = quad;
		return (true);
	case CTLTYPE_STRING:
		if (strlen(text) >= (size_t)oid->oid_arg2)
			return (false);
		strlcpy(oid->oid_arg1, text, (size_t)oid->oid_arg2);
		return (true);
	}
	return (false);
}

void
sysctl_tune(struct sysctl_oid *oid)
{
	char text[KENV_MVALLEN];

	if ((oid->oid_handler == NULL ||
	    (oid->oid_kind & CTLFLAG_PRISON) != 0) && oid->oid_arg1 != NULL &&
	    ((unsigned)oid->oid_kind & CTLFLAG_WR) != 0 &&
	    (oid->oid_kind & CTLFLAG_TUN) == 0 &&
	    kenv_get(oid->oid_path, text, sizeof(text)) && !tune(oid, text))
		kprintf("warning: %s=%s: not a value of this variable, "
		    "ignored\n", oid->oid_path, text);
}

void
sysctl_tunables(void)
{
	struct sysctl_oid **op;

	for (op = __start_set_sysctl; op < __stop_set_sysctl; op++)
		sysctl_tune(*op);
}
