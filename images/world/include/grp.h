/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * grp.h: the group file.
 */
#ifndef _GRP_H_
#define _GRP_H_

#include <sys/types.h>

struct group {
	char	*gr_name;
	char	*gr_passwd;
	gid_t	gr_gid;
	char	**gr_mem;
};

#define _PATH_GROUP	"/etc/group"

#ifndef _KERNEL
__BEGIN_DECLS
void		 endgrent(void);
struct group	*getgrent(void);
struct group	*getgrgid(gid_t);
int		 getgrgid_r(gid_t, struct group *, char *, size_t,
		    struct group **);
struct group	*getgrnam(const char *);
int		 getgrnam_r(const char *, struct group *, char *, size_t,
		    struct group **);
char		*group_from_gid(gid_t, int);
int		 setgroupent(int);
void		 setgrent(void);
__END_DECLS
#endif

#endif /* !_GRP_H_ */
