/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * popcount.c: the count of set bits that compilers call for when they may not
 * use the processor's instruction.
 */
#include "lib/libkern.h"

int	__popcountdi2(unsigned long);

/* How many bits of x are set. */
int
__popcountdi2(unsigned long x)
{
	x -= x >> 1 & 0x5555555555555555UL;
	x = (x & 0x3333333333333333UL) + (x >> 2 & 0x3333333333333333UL);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fUL;
	return ((int)(x * 0x0101010101010101UL >> 56));
}
