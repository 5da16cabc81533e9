/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * module.h: modules of the kernel, modstat(2).
 */
#ifndef _SYS_MODULE_H_
#define _SYS_MODULE_H_

#include <sys/types.h>

#define MAXMODNAME	32

typedef union modspecific {
	int		 intval;
	u_int		 uintval;
	long		 longval;
	u_long		 ulongval;
} modspecific_t;

struct module_stat {
	int		 version;	/* the caller sets it: sizeof() */
	char		 name[MAXMODNAME];
	int		 refs;
	int		 id;
	modspecific_t	 data;
};

#ifndef _KERNEL
__BEGIN_DECLS
int	modnext(int);
int	modfnext(int);
int	modstat(int, struct module_stat *);
int	modfind(const char *);
__END_DECLS
#endif

#endif /* !_SYS_MODULE_H_ */
