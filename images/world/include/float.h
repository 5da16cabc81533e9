/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * float.h: the floating types of x86-64: IEEE 754 single and double, and the
 * 80-bit extended format as long double.
 */
#ifndef _FLOAT_H_
#define _FLOAT_H_

#define FLT_RADIX		2
#define FLT_EVAL_METHOD		0
#define DECIMAL_DIG		21

extern int	__flt_rounds(void);
#define FLT_ROUNDS		(__flt_rounds())

#define FLT_MANT_DIG		24
#define FLT_DIG			6
#define FLT_DECIMAL_DIG		9
#define FLT_HAS_SUBNORM		1
#define FLT_MIN_EXP		(-125)
#define FLT_MIN_10_EXP		(-37)
#define FLT_MAX_EXP		128
#define FLT_MAX_10_EXP		38
#define FLT_MAX			0x1.fffffep+127F
#define FLT_MIN			0x1.0p-126F
#define FLT_EPSILON		0x1.0p-23F
#define FLT_TRUE_MIN		0x1.0p-149F

#define DBL_MANT_DIG		53
#define DBL_DIG			15
#define DBL_DECIMAL_DIG		17
#define DBL_HAS_SUBNORM		1
#define DBL_MIN_EXP		(-1021)
#define DBL_MIN_10_EXP		(-307)
#define DBL_MAX_EXP		1024
#define DBL_MAX_10_EXP		308
#define DBL_MAX			0x1.fffffffffffffp+1023
#define DBL_MIN			0x1.0p-1022
#define DBL_EPSILON		0x1.0p-52
#define DBL_TRUE_MIN		0x1.0p-1074

#define LDBL_MANT_DIG		64
#define LDBL_DIG		18
#define LDBL_DECIMAL_DIG	21
#define LDBL_HAS_SUBNORM	1
#define LDBL_MIN_EXP		(-16381)
#define LDBL_MIN_10_EXP		(-4931)
#define LDBL_MAX_EXP		16384
#define LDBL_MAX_10_EXP		4932
#define LDBL_MAX		0xf.fffffffffffffffp+16380L
#define LDBL_MIN		0x1.0p-16382L
#define LDBL_EPSILON		0x1.0p-63L
#define LDBL_TRUE_MIN		0x1.0p-16445L

#endif
