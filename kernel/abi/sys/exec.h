/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exec.h: ps_strings: where ps(1) finds a program's arguments.
 */
#ifndef _SYS_EXEC_H_
#define _SYS_EXEC_H_

#include <sys/types.h>

struct ps_strings {
	char	**ps_argvstr;
	int	ps_nargvstr;
	char	**ps_envstr;
	int	ps_nenvstr;
};

/* It lies at the very end of the stack. */
#define PS_STRINGS	(USRSTACK - sizeof(struct ps_strings))

#endif /* !_SYS_EXEC_H_ */
