/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pwd.h: the password file.
 */
#ifndef _PWD_H_
#define _PWD_H_

#include <sys/types.h>

struct passwd {
	char	*pw_name;
	char	*pw_passwd;
	uid_t	pw_uid;
	gid_t	pw_gid;
	time_t	pw_change;
	char	*pw_class;
	char	*pw_gecos;
	char	*pw_dir;
	char	*pw_shell;
	time_t	pw_expire;
	int	pw_fields;
};

#define _PASSWORD_EFMT1	95
#define _PASSWORD_LEN	0x80
#define _PWF_CHANGE	0x10
#define _PWF_CLASS	0x20
#define _PWF_DIR	0x80
#define _PWF_EXPIRE	0x200
#define _PWF_FILES	0x1000
#define _PWF_GECOS	0x40
#define _PWF_GID	8
#define _PWF_HESIOD	0x3000
#define _PWF_NAME	1
#define _PWF_NIS	0x2000
#define _PWF_PASSWD	2
#define _PWF_SHELL	0x100
#define _PWF_SOURCE	0x3000
#define _PWF_UID	4

#define _PATH_PWD		"/etc"
#define _PATH_PASSWD		"/etc/passwd"
#define _PASSWD			"passwd"
#define _PATH_MASTERPASSWD	"/etc/master.passwd"
#define _MASTERPASSWD		"master.passwd"

#ifndef _KERNEL
__BEGIN_DECLS
void		 endpwent(void);
struct passwd	*getpwent(void);
struct passwd	*getpwnam(const char *);
int		 getpwnam_r(const char *, struct passwd *, char *, size_t,
		    struct passwd **);
struct passwd	*getpwuid(uid_t);
int		 getpwuid_r(uid_t, struct passwd *, char *, size_t,
		    struct passwd **);
int		 setpassent(int);
void		 setpwent(void);
char		*user_from_uid(uid_t, int);
__END_DECLS
#endif

#endif /* !_PWD_H_ */
