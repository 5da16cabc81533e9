/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kdefs.h: what every kernel file may assume: fixed-width types, assertions,
 * panic, printing, and small arithmetic.  Includes nothing of the host.
 */
#ifndef _KERN_KDEFS_H_
#define _KERN_KDEFS_H_

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <machine/param.h>

#define PAGE_SHIFT_K	12
#define K_MIN(a, b)	({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); \
			   _a < _b ? _a : _b; })
#define K_MAX(a, b)	({ __typeof__(a) _c = (a); __typeof__(b) _d = (b); \
			   _c > _d ? _c : _d; })
#define NELEM(a)	(sizeof(a) / sizeof((a)[0]))
#define container_of(p, type, member)					\
	((type *)(void *)((char *)(p) - offsetof(type, member)))
#define __DECONST_K(t, p)	((t)(uintptr_t)(const void *)(p))
#define k_unlikely(x)	__builtin_expect(!!(x), 0)
#define k_likely(x)	__builtin_expect(!!(x), 1)

#define NS_PER_S	1000000000LL
#define NS_PER_MS	1000000LL
#define NS_PER_US	1000LL

/*
 * Ticks a second, by the tunable kern.hz: what old interfaces count time in.
 * Sleeps and timers do not wait for them.  Fixed before threads run.
 */
extern int hz;

/* Report a defect of the kernel itself and stop in ddb.  Never returns. */
void	panic(const char *fmt, ...)
	    __attribute__((noreturn, format(printf, 1, 2)));

/*
 * From the first panic on the CPU that panicked, plus 1; printing then avoids
 * locks.  And the CPU, plus 1, whose debugger prompts: the others stand still.
 */
extern volatile int panicked, debugging;

/*
 * KKASSERT: a claim about our own code, always compiled in.
 * KASSERT:  the same, with a message.  INVARIANT: only under INVARIANTS.
 */
#define KKASSERT(c) do {						\
	if (k_unlikely(!(c)))						\
		panic("assertion \"%s\" failed in %s at %s:%d", #c,	\
		    __func__, __FILE__, __LINE__);			\
} while (0)
#define KASSERT(c, msg) do {						\
	if (k_unlikely(!(c)))						\
		panic msg;						\
} while (0)
#ifdef INVARIANTS
#define INVARIANT(c)	KKASSERT(c)
#else
#define INVARIANT(c)	((void)sizeof((c) ? 1 : 0))
#endif

/*
 * Print to the message buffer and the console.  Any context; takes only the
 * message buffer's spin lock.  kprintf formats as printf(3) without floats;
 * %pS prints an address as symbol+offset.
 */
int	kprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int	kvprintf(const char *fmt, va_list ap);

/* Linker sets: tables that are gathered from all files at link time. */
#define SET_ENTRY(set, sym)						\
	static const void *const K_CONCAT(__set_##set##_, __COUNTER__)	\
	    __attribute__((used, section("set_" #set))) = &(sym)
#define K_CONCAT(a, b)	K_CONCAT_(a, b)
#define K_CONCAT_(a, b)	a##b
#define SET_DECLARE(set, type)						\
	extern type *__start_set_##set[], *__stop_set_##set[]
#define SET_FOREACH(pv, set)						\
	for ((pv) = __start_set_##set; (pv) < __stop_set_##set; (pv)++)

#endif /* !_KERN_KDEFS_H_ */
