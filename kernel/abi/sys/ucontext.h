/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ucontext.h: a user context: signal mask, registers, stack, successor.
 */
#ifndef _SYS_UCONTEXT_H_
#define _SYS_UCONTEXT_H_

#include <sys/types.h>
#include <sys/_sigset.h>
#include <sys/_stack.h>
#include <machine/ucontext.h>

struct __ucontext {
	sigset_t	uc_sigmask;
	mcontext_t	uc_mcontext;
	struct __ucontext	*uc_link;
	stack_t	uc_stack;
	void	(*uc_cofunc)(struct __ucontext *, void *);
	void	*uc_arg;
	int	__spare__[4];
};

typedef struct __ucontext	ucontext_t;
#define UCF_SWAPPED	0x00000001	/* used by swapcontext(3) */

#ifndef _KERNEL
__BEGIN_DECLS
int	getcontext(ucontext_t *);
int	setcontext(const ucontext_t *);
void	makecontext(ucontext_t *, void (*)(void), int, ...);
int	swapcontext(ucontext_t *, const ucontext_t *);
__END_DECLS
#endif

#endif /* !_SYS_UCONTEXT_H_ */
