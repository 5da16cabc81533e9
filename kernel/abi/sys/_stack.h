/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * _stack.h: description of a signal stack, stack_t.
 */
#ifndef _SYS__STACK_H_
#define _SYS__STACK_H_

#include <sys/types.h>

struct sigaltstack {
	void	*ss_sp;
	size_t	ss_size;
	int	ss_flags;
};
typedef struct sigaltstack	stack_t;

#endif /* !_SYS__STACK_H_ */
