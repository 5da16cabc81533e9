/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * complexd.c: the product and the quotient of complex numbers, as annex G of
 * C11 wants them, in double; complexf.c and complexl.c make of it the same for
 * other types.  REAL is the type, INFINITE its infinity, MUL and DIV are the
 * names that compilers call.
 *
 * Nothing here calls libm, which programs need not be linked with.
 */
#ifndef REAL
#define REAL		double
#define MUL		__muldc3
#define DIV		__divdc3
#endif
#define INFINITE	((REAL)(1e308 * 10))

typedef _Complex REAL	complex_t;

complex_t	MUL(REAL, REAL, REAL, REAL);
complex_t	DIV(REAL, REAL, REAL, REAL);

#define ISNAN(x)	((x) != (x))
#define ISFINITE(x)	((x) - (x) == 0)
#define ISINF(x)	(!ISNAN(x) && !ISFINITE(x))
#define NEGATIVE(x)	((x) < 0 || ((x) == 0 && 1 / (x) < 0))

union parts {
	complex_t	z;
	REAL		part[2];
};

/* A number of size 1 for an infinity and 0 for all else, with x's sign. */
static REAL
unit(REAL x)
{
	REAL u = ISINF(x) ? 1 : 0;

	return (NEGATIVE(x) ? -u : u);
}

/* 0 with the sign of x in place of a NaN. */
static REAL
number(REAL x)
{
	return (ISNAN(x) ? 0 : x);
}

static REAL
absolute(REAL x)
{
	return (NEGATIVE(x) ? -x : x);
}

complex_t
MUL(REAL a, REAL b, REAL c, REAL d)
{
	REAL ac = a * c, bd = b * d, ad = a * d, bc = b * c;
	union parts r;
	int again = 0;

	r.part[0] = ac - bd;
	r.part[1] = ad + bc;
	if (!ISNAN(r.part[0]) || !ISNAN(r.part[1]))
		return (r.z);
	if (ISINF(a) || ISINF(b)) {
		a = unit(a);
		b = unit(b);
		c = number(c);
		d = number(d);
		again = 1;
	}
	if (ISINF(c) || ISINF(d)) {
		c = unit(c);
		d = unit(d);
		a = number(a);
		b = number(b);
		again = 1;
	}
	if (!again && (ISINF(ac) || ISINF(bd) || ISINF(ad) || ISINF(bc))) {
		a = number(a);
		b = number(b);
		c = number(c);
		d = number(d);
		again = 1;
	}
	if (again) {
		r.part[0] = INFINITE * (a * c - b * d);
		r.part[1] = INFINITE * (a * d + b * c);
	}
	return (r.z);
}

/* Divide numerator and denominator by the denominator's greater part. */
complex_t
DIV(REAL a, REAL b, REAL c, REAL d)
{
	REAL ratio, scale;
	union parts r;

	if (absolute(c) >= absolute(d)) {
		ratio = d / c;
		scale = c + d * ratio;
		r.part[0] = (a + b * ratio) / scale;
		r.part[1] = (b - a * ratio) / scale;
	} else {
		ratio = c / d;
		scale = c * ratio + d;
		r.part[0] = (a * ratio + b) / scale;
		r.part[1] = (b * ratio - a) / scale;
	}
	if (!ISNAN(r.part[0]) || !ISNAN(r.part[1]))
		return (r.z);
	if (c == 0 && d == 0 && (!ISNAN(a) || !ISNAN(b))) {
		scale = NEGATIVE(c) ? -INFINITE : INFINITE;
		r.part[0] = scale * a;
		r.part[1] = scale * b;
	} else if ((ISINF(a) || ISINF(b)) && ISFINITE(c) && ISFINITE(d)) {
		a = unit(a);
		b = unit(b);
		r.part[0] = INFINITE * (a * c + b * d);
		r.part[1] = INFINITE * (b * c - a * d);
	} else if ((ISINF(c) || ISINF(d)) && ISFINITE(a) && ISFINITE(b)) {
		c = unit(c);
		d = unit(d);
		r.part[0] = 0 * (a * c + b * d);
		r.part[1] = 0 * (b * c - a * d);
	}
	return (r.z);
}
