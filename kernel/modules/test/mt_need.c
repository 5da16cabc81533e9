/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_need.c: module NAME, which needs NEED from version MIN to MAX, of
 * cases/modules.
 */
#include "sys/kmodule.h"

MODULE(NAME, 1, NULL, NULL);
#define NEEDS(name)	MODULE_NEEDS(name, MIN, MAX)
NEEDS(NEED);
