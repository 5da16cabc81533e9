/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_twin.c: module NAME, whose global name others may use is the same in another,
 * of cases/modules.
 */
#include "sys/kmodule.h"

extern const int mt_twin_value;
const int mt_twin_value = VALUE;
MODULE(NAME, 1, NULL, NULL);
