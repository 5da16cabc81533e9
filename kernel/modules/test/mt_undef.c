/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_undef.c: a module that asks for what is nowhere, of cases/modules.
 */
#include "sys/kmodule.h"

extern int mt_nowhere, mt_neither;
int	mt_undef_sum(void);

int
mt_undef_sum(void)
{
	return (mt_nowhere + mt_neither);
}
MODULE(mt_undef, 1, NULL, NULL);
