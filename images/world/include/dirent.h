/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dirent.h: directories.
 */
#ifndef _DIRENT_H_
#define _DIRENT_H_

#include <sys/types.h>
#include <sys/dirent.h>

typedef struct __dirdesc	DIR;
#define DIRBLKSIZ	1024
#define DTF_HIDEW	0x0001
#define DTF_NODUP	0x0002
#define DTF_REWIND	0x0004

#ifndef _KERNEL
__BEGIN_DECLS
int		 alphasort(const struct dirent **, const struct dirent **);
int		 closedir(DIR *);
int		 dirfd(DIR *);
int		 fdclosedir(DIR *);
DIR		*fdopendir(int);
int		 getdents(int, char *, size_t);
int		 getdirentries(int, char *, size_t, long *);
DIR		*opendir(const char *);
struct dirent	*readdir(DIR *);
int		 readdir_r(DIR *, struct dirent *, struct dirent **);
void		 rewinddir(DIR *);
int		 scandir(const char *, struct dirent ***,
		    int (*)(const struct dirent *),
		    int (*)(const struct dirent **, const struct dirent **));
void		 seekdir(DIR *, long);
long		 telldir(DIR *);
int		 versionsort(const struct dirent **, const struct dirent **);
__END_DECLS
#endif

#endif /* !_DIRENT_H_ */
