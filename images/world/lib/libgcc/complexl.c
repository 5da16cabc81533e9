/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * complexl.c: complex arithmetic in long double.
 */
#define REAL		long double
#define MUL		__mulxc3
#define DIV		__divxc3

#include "complexd.c"
