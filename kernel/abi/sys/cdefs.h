/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cdefs.h: compiler and language helpers that every other header may use.
 * Names with two leading underscores only, so that a program's own names
 * stay its own.
 */
#ifndef _SYS_CDEFS_H_
#define _SYS_CDEFS_H_

/* The C library's own view of the same, where there is a C library. */
#ifndef _KERNEL
#ifndef __has_include
#define __CLIBRARY		1
#elif __has_include(<sys/features.h>)
#define __CLIBRARY		1
#endif
#ifdef __CLIBRARY
#include <sys/features.h>
#include <machine/_default_types.h>
#endif
#endif

/* What a program asked to see; without a wish it sees everything. */
#ifndef __BSD_VISIBLE
#define __BSD_VISIBLE		1
#endif
#ifndef __POSIX_VISIBLE
#define __POSIX_VISIBLE		200809
#endif
#ifndef __XSI_VISIBLE
#define __XSI_VISIBLE		700
#endif
#ifndef __ISO_C_VISIBLE
#define __ISO_C_VISIBLE		2011
#endif

#ifdef __cplusplus
#define __BEGIN_DECLS		extern "C" {
#define __END_DECLS		}
#else
#define __BEGIN_DECLS
#define __END_DECLS
#endif

#define __P(protos)		protos
#define __CONCAT1(x, y)		x ## y
#define __CONCAT(x, y)		__CONCAT1(x, y)
#define __STRING(x)		#x
#define __XSTRING(x)		__STRING(x)

#define __GNUC_PREREQ__(ma, mi)						\
	(__GNUC__ > (ma) || (__GNUC__ == (ma) && __GNUC_MINOR__ >= (mi)))
#define __GNUC_PREREQ(ma, mi)	__GNUC_PREREQ__(ma, mi)

#define __GNUCLIKE_ASM			3
#define __GNUCLIKE___TYPEOF		1
#define __GNUCLIKE___OFFSETOF		1
#define __GNUCLIKE___SECTION		1
#define __GNUCLIKE_BUILTIN_CONSTANT_P	1
#define __GNUCLIKE_BUILTIN_VARARGS	1
#define __CC_SUPPORTS___INLINE__	1

#define __dead2			__attribute__((__noreturn__))
#define __dead			__dead2
#define __pure			__attribute__((__pure__))
#define __pure2			__attribute__((__const__))
#define __unused		__attribute__((__unused__))
#define __used			__attribute__((__used__))
#define __packed		__attribute__((__packed__))
#define __aligned(x)		__attribute__((__aligned__(x)))
#define __section(x)		__attribute__((__section__(x)))
#define __weak			__attribute__((__weak__))
#define __always_inline		__inline__ __attribute__((__always_inline__))
#define __noinline		__attribute__((__noinline__))
#define __malloc_like		__attribute__((__malloc__))
#define __nonnull(x)		__attribute__((__nonnull__ x))
#define __nonnull_all		__attribute__((__nonnull__))
#define __returns_twice		__attribute__((__returns_twice__))
#define __result_use_check	__attribute__((__warn_unused_result__))
#define __exported		__attribute__((__visibility__("default")))
#define __hidden		__attribute__((__visibility__("hidden")))
#define __printflike(f, v)						\
	__attribute__((__format__(__printf__, f, v)))
#define __printf0like(f, v)	__printflike(f, v)
#define __scanflike(f, v)						\
	__attribute__((__format__(__scanf__, f, v)))
#define __strftimelike(f, v)						\
	__attribute__((__format__(__strftime__, f, v)))
#define __format_arg(f)		__attribute__((__format_arg__(f)))
#ifdef __clang__
#define __alloc_size(x)		__attribute__((__alloc_size__(x)))
#define __alloc_size2(n, x)	__attribute__((__alloc_size__(n, x)))
#define __alloc_align(x)	__attribute__((__alloc_align__(x)))
#elif defined(__PCC__)
#define __alloc_size(x)		__attribute__((__alloc_size__(x)))
#define __alloc_size2(n, x)	__attribute__((__alloc_size__(n, x)))
#define __alloc_align(x)
#else
#define __alloc_size(...)	__attribute__((__alloc_size__(__VA_ARGS__)))
#define __alloc_size2(n, x)	__attribute__((__alloc_size__(n, x)))
#define __alloc_align(x)	__attribute__((__alloc_align__(x)))
#endif

#define __predict_true(exp)	__builtin_expect((exp) != 0, 1)
#define __predict_false(exp)	__builtin_expect((exp) != 0, 0)
#define __offsetof(type, field)	__builtin_offsetof(type, field)
#define __rangeof(type, first, last)					\
	(__offsetof(type, last) - __offsetof(type, first))
#define __containerof(x, s, m)						\
	((s *)(void *)((char *)(x) - __offsetof(s, m)))
#define __arysize(ary)		(sizeof(ary) / sizeof((ary)[0]))

#define __DECONST(type, var)	((type)(__UINTPTR_TYPE__)(const void *)(var))
#define __DEVOLATILE(type, var)	((type)(__UINTPTR_TYPE__)(volatile void *)(var))
#define __DEQUALIFY(type, var)						\
	((type)(__UINTPTR_TYPE__)(const volatile void *)(var))

#define __weak_reference(sym, alias)					\
	__asm__(".weak " #alias); __asm__(".equ " #alias ", " #sym)
#define __strong_reference(sym, alias)					\
	extern __typeof(sym) alias __attribute__((__alias__(#sym)))
#define __warn_references(sym, msg)

/* Source identifiers and copyright strings leave no trace in binaries. */
#define __FBSDID(s)		struct __hack
#define __RCSID(s)		struct __hack
#define __COPYRIGHT(s)		struct __hack
#define __IDSTRING(name, s)	struct __hack

#ifdef __cplusplus
#define __signed		signed
#define __restrict		__restrict__
#else
#define __const			const
#define __signed		signed
#define __volatile		volatile
#ifndef __inline
#define __inline		__inline__
#endif
#ifndef __restrict
#define __restrict		restrict
#endif
#endif

#define __ASMNAME(cname)	__XSTRING(__USER_LABEL_PREFIX__) cname

#define __THROW
#define __ptr_t			void *
#define __long_double_t		long double
#define __flexarr		[]
#define __bounded
#define __unbounded
#define __attribute_malloc__	__malloc_like
#define __attribute_pure__	__pure
#define __attribute_format_strfmon__(a, b)
#define __min_size(x)		static (x)
#define __datatype_type_tag(kind, type)
#define __lock_annotate(x)
#define __nosanitizeaddress
#define __nosanitizethread

#endif /* !_SYS_CDEFS_H_ */
