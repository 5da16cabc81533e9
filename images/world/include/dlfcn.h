/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dlfcn.h: the run-time linker.
 */
#ifndef _DLFCN_H_
#define _DLFCN_H_

#include <sys/types.h>

#define RTLD_LAZY	1
#define RTLD_NOW	2
#define RTLD_GLOBAL	0x100
#define RTLD_LOCAL	0
#define RTLD_TRACE	0x200
#define RTLD_NODELETE	0x01000
#define RTLD_NOLOAD	0x02000
#define RTLD_NEXT	((void *)-1)
#define RTLD_DEFAULT	((void *)-2)
#define RTLD_SELF	((void *)-3)

typedef struct dl_info {
	const char	*dli_fname;
	void		*dli_fbase;
	const char	*dli_sname;
	void		*dli_saddr;
} Dl_info;

struct __dlfunc_arg {
	int	__dlfunc_dummy;
};
typedef void (*dlfunc_t)(struct __dlfunc_arg);

__BEGIN_DECLS
int		 dladdr(const void *, Dl_info *);
int		 dlclose(void *);
const char	*dlerror(void);
dlfunc_t	 dlfunc(void *, const char *);
void		*dlopen(const char *, int);
void		*dlsym(void *, const char *);
__END_DECLS

#endif /* !_DLFCN_H_ */
