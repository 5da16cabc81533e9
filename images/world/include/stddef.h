/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stddef.h: common definitions, for compilers that bring no headers of their
 * own.
 *
 * A header that wants one type only defines __need_NAME before it includes
 * this one, as the headers of the C library do.
 */
#if defined(__need_size_t) || defined(__need_wchar_t) || \
    defined(__need_ptrdiff_t) || defined(__need_NULL) || \
    defined(__need_wint_t)
#define _STDDEF_PART	1
#elif !defined(_STDDEF_H_)
#define _STDDEF_H_
#define _STDDEF_WHOLE	1
#endif

#if (defined(__need_size_t) || defined(_STDDEF_WHOLE)) && \
    !defined(_SIZE_T_DECLARED) && !defined(__size_t_defined) && \
    !defined(_STDDEF_SIZE_T)
#define _STDDEF_SIZE_T
#define _SIZE_T_DECLARED
#define __size_t_defined
typedef __SIZE_TYPE__	size_t;
#endif
#undef __need_size_t

#if (defined(__need_ptrdiff_t) || defined(_STDDEF_WHOLE)) && \
    !defined(_STDDEF_PTRDIFF_T)
#define _STDDEF_PTRDIFF_T
typedef __PTRDIFF_TYPE__ ptrdiff_t;
#endif
#undef __need_ptrdiff_t

#if (defined(__need_wchar_t) || defined(_STDDEF_WHOLE)) && \
    !defined(_WCHAR_T_DECLARED) && !defined(_STDDEF_WCHAR_T)
#define _STDDEF_WCHAR_T
#define _WCHAR_T_DECLARED
#ifndef __cplusplus
typedef __WCHAR_TYPE__	wchar_t;
#endif
#endif
#undef __need_wchar_t

#if defined(__need_wint_t) && !defined(_WINT_T_DECLARED) && \
    !defined(_STDDEF_WINT_T)
#define _STDDEF_WINT_T
#define _WINT_T_DECLARED
typedef __WINT_TYPE__	wint_t;
#endif
#undef __need_wint_t

#if defined(__need_NULL) || defined(_STDDEF_WHOLE)
#undef NULL
#ifdef __cplusplus
#define NULL		__null
#else
#define NULL		((void *)0)
#endif
#endif
#undef __need_NULL

#ifdef _STDDEF_WHOLE
#define offsetof(type, member)	__builtin_offsetof(type, member)

typedef struct {
	long long	__ll __attribute__((__aligned__(8)));
	long double	__ld __attribute__((__aligned__(16)));
} max_align_t;
#endif

#undef _STDDEF_PART
#undef _STDDEF_WHOLE
