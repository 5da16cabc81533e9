/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * makecontext.c: contexts that begin with a function.
 */
#include <sys/types.h>
#include <stdarg.h>
#include <stdlib.h>
#include <ucontext.h>

#define IN_REGISTERS	6

void	__context_over(void);
void	__context_next(ucontext_t *) __dead2;

/* The function of a context has returned: its successor's turn, if any. */
void
__context_next(ucontext_t *uc)
{
	if (uc->uc_link == NULL)
		exit(0);
	(void)setcontext(uc->uc_link);
	abort();
}

/*
 * uc, from getcontext(), shall call fn with n arguments on its uc_stack.  The
 * arguments are taken as longs, so that pointers arrive whole.
 */
void
makecontext(ucontext_t *uc, void (*fn)(void), int n, ...)
{
	mcontext_t *mc = &uc->uc_mcontext;
	__register_t *reg[IN_REGISTERS] = { &mc->mc_rdi, &mc->mc_rsi,
	    &mc->mc_rdx, &mc->mc_rcx, &mc->mc_r8, &mc->mc_r9 };
	uintptr_t top = (uintptr_t)uc->uc_stack.ss_sp + uc->uc_stack.ss_size;
	int over = n > IN_REGISTERS ? n - IN_REGISTERS : 0;
	__register_t *sp;
	va_list ap;

	/* As if fn was called: %rsp + 8 is a multiple of 16. */
	sp = (__register_t *)((top - sizeof(*sp) * (size_t)over) & ~15UL);
	va_start(ap, n);
	for (int i = 0; i < n; i++) {
		__register_t arg = va_arg(ap, long);

		if (i < IN_REGISTERS)
			*reg[i] = arg;
		else
			sp[i - IN_REGISTERS] = arg;
	}
	va_end(ap);
	*--sp = (__register_t)__context_over;
	mc->mc_rsp = (__register_t)sp;
	mc->mc_rip = (__register_t)fn;
	mc->mc_rbx = (__register_t)uc;
	mc->mc_rbp = 0;
}
