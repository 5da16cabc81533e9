/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * complexd.c: complex arithmetic in double.
 */
#define REAL		double
#define INFINITE	((REAL)(1e308 * 10))
#define MUL		__muldc3
#define DIV		__divdc3

#include "complex_arith.h"
