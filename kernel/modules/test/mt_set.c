/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_set.c: a module with an entry of a set that the kernel does not have, of
 * cases/modules.
 */
#include "sys/kmodule.h"

static const int mt_entry = 1;
SET_ENTRY(mt_strange, mt_entry);
MODULE(mt_set, 1, NULL, NULL);
