/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * numbers.c: for the guest's compiler: one line for each kind of number.
 */
#include <complex.h>
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct mixed {
	char		c;
	double		d;
	unsigned	low : 5, high : 27;
	uint64_t	big;
};

static struct mixed
change(struct mixed m, long double factor)
{
	m.d *= (double)factor;
	m.low++;
	m.high--;
	m.big = m.big << 33 | m.c;
	return (m);
}

static double
sum(int n, ...)
{
	double s = 0;
	va_list ap;

	va_start(ap, n);
	while (n-- > 0)
		s += va_arg(ap, double);
	va_end(ap);
	return (s);
}

int
main(void)
{
	struct mixed m = { 7, 1.5, 31, 0, 3 };
	volatile long minus = -9223372036854775807L - 1, seven = 7;
	volatile double third = 1.0 / 3;
	double complex z = 3 + 4 * I, w = z * z / (1 - 2 * I);
	bool t = third;

	m = change(m, 2.5L);
	printf("%zu %zu %d %g %u %u %" PRIu64 "\n", sizeof(m),
	    offsetof(struct mixed, big), m.c, m.d, m.low, m.high, m.big);
	printf("%ld %ld %lu\n", minus / seven, minus % seven,
	    (unsigned long)minus / seven);
	printf("%.17g %.8a %Lg %d\n", third, third, LDBL_MAX, t);
	printf("%g %g %g\n", creal(w), cimag(w), cabs(z));
	printf("%g %.6f %.6Lf\n", sum(3, 0.5, 0.25, 4.0), sqrt(2), sqrtl(3));
	printf("%d %d %d\n", isnan(NAN) != 0, isinf(-INFINITY) != 0,
	    signbit(-0.0) != 0);
	return (0);
}
