/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * atomic.h: GNU C's __atomic operations that the libraries use, on words of
 * four or eight bytes, for compilers which lack them.  Every one is a full
 * barrier; the processor orders plain loads and stores as acquire and release
 * ask.
 */
#ifndef ATOMIC_H
#define ATOMIC_H

#ifdef __PCC__

#define __ATOMIC_RELAXED	0
#define __ATOMIC_ACQUIRE	2
#define __ATOMIC_RELEASE	3
#define __ATOMIC_ACQ_REL	4
#define __ATOMIC_SEQ_CST	5

#define __atomic_load_n(p, order) __extension__ ({			\
	__typeof__(*(p)) __now = *(volatile __typeof__(*(p)) *)(p);	\
	__asm__ __volatile__("" : : : "memory");			\
	__now;								\
})

#define __atomic_store_n(p, value, order) __extension__ ({		\
	__typeof__(*(p)) __new = (value);				\
	__asm__ __volatile__("xchg %0, %1"				\
	    : "+r" (__new), "+m" (*(p)) : : "memory");			\
	(void)0;							\
})

#define __atomic_exchange_n(p, value, order) __extension__ ({		\
	__typeof__(*(p)) __new = (value);				\
	__asm__ __volatile__("xchg %0, %1"				\
	    : "+r" (__new), "+m" (*(p)) : : "memory");			\
	__new;								\
})

#define __atomic_fetch_add(p, value, order) __extension__ ({		\
	__typeof__(*(p)) __sum = (value);				\
	__asm__ __volatile__("lock; xadd %0, %1"			\
	    : "+r" (__sum), "+m" (*(p)) : : "memory");			\
	__sum;								\
})

#define __atomic_add_fetch(p, value, order)				\
	(__atomic_fetch_add(p, value, order) + (value))
#define __atomic_sub_fetch(p, value, order)				\
	(__atomic_fetch_add(p, -(value), order) - (value))

#define __atomic_compare_exchange_n(p, old, value, weak, order, fail)	\
__extension__ ({							\
	unsigned char __same;						\
	__typeof__(*(p)) __want = (value), __seen = *(old);		\
	__asm__ __volatile__("lock; cmpxchg %3, %1; sete %2"		\
	    : "+a" (__seen), "+m" (*(p)), "=q" (__same)			\
	    : "r" (__want) : "memory");					\
	if (!__same)							\
		*(old) = __seen;					\
	__same;								\
})

#endif

#endif
