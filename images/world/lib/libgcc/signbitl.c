/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * signbitl.c: what the compiler calls for signbit() of a long double.
 */
int	__signbitl(long double);

/* 1 if the sign is minus, of zeros and NaNs too. */
int
__signbitl(long double x)
{
	union {
		long double	value;
		unsigned short	word[sizeof(long double) / 2];
	} u;

	u.value = x;
	return (u.word[4] >> 15);
}
