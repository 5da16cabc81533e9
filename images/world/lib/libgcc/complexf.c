/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * complexf.c: complex arithmetic in float.
 */
#define REAL		float
#define MUL		__mulsc3
#define DIV		__divsc3

#include "complexd.c"
