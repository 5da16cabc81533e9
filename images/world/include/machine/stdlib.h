/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stdlib.h: what this system has in <stdlib.h> beyond newlib.
 */
#ifndef _MACHSTDLIB_H_
#define _MACHSTDLIB_H_

#include <sys/types.h>

__BEGIN_DECLS
char		*devname(dev_t, mode_t);
char		*devname_r(dev_t, mode_t, char *, size_t);
char		*fdevname(int);
char		*fdevname_r(int, char *, size_t);
int		 getloadavg(double [], int);
char		*getbsize(int *, long *);
const char	*getprogname(void);
int		 grantpt(int);
int		 heapsort(void *, size_t, size_t,
		    int (*)(const void *, const void *));
int		 mergesort(void *, size_t, size_t,
		    int (*)(const void *, const void *));
int		 posix_openpt(int);
char		*ptsname(int);
void		 setprogname(const char *);
long long	 strtonum(const char *, long long, long long, const char **);
int		 unlockpt(int);
__END_DECLS

#endif /* !_MACHSTDLIB_H_ */
