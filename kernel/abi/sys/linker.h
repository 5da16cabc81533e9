/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linker.h: files of kernel modules, kldload(2), kldstat(2), kldsym(2).
 */
#ifndef _SYS_LINKER_H_
#define _SYS_LINKER_H_

#include <sys/types.h>
#include <sys/param.h>

struct kld_file_stat {
	int		 version;	/* the caller sets it: sizeof() */
	char		 name[MAXPATHLEN];
	int		 refs;
	int		 id;
	caddr_t		 address;
	size_t		 size;
};

struct kld_sym_lookup {
	int		 version;	/* the caller sets it: sizeof() */
	const char	*symname;
	u_long		 symvalue;
	size_t		 symsize;
};
#define KLDSYM_LOOKUP	1

#ifndef _KERNEL
__BEGIN_DECLS
int	kldload(const char *);
int	kldunload(int);
int	kldfind(const char *);
int	kldnext(int);
int	kldstat(int, struct kld_file_stat *);
int	kldfirstmod(int);
int	kldsym(int, int, void *);
__END_DECLS
#endif

#endif /* !_SYS_LINKER_H_ */
