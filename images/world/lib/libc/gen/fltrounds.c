/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fltrounds.c: what FLT_ROUNDS of <float.h> stands for.
 */
#include <float.h>

int	__flt_rounds(void);

/* The rounding in force: 0 to zero, 1 to nearest, 2 up, 3 down. */
int
__flt_rounds(void)
{
	static const char meaning[4] = { 1, 3, 2, 0 };
	unsigned short control;

	__asm__ __volatile__("fnstcw %0" : "=m" (control));
	return (meaning[control >> 10 & 3]);
}
