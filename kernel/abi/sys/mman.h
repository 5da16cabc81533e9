/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mman.h: memory mappings.
 */
#ifndef _SYS_MMAN_H_
#define _SYS_MMAN_H_

#include <sys/types.h>

#define MAP_FAILED	((void *)-1)
#define MAP_ANONYMOUS	MAP_ANON
#define MAP_COPY	MAP_PRIVATE

#define INHERIT_SHARE	0
#define INHERIT_COPY	1
#define INHERIT_NONE	2

#define MADV_AUTOSYNC	7
#define MADV_CORE	9
#define MADV_DONTNEED	4
#define MADV_FREE	5
#define MADV_INVAL	10
#define MADV_NOCORE	8
#define MADV_NORMAL	0
#define MADV_NOSYNC	6
#define MADV_RANDOM	1
#define MADV_SEQUENTIAL	2
#define MADV_SETMAP	11
#define MADV_WILLNEED	3
#define MAP_ANON	0x1000
#define MAP_FILE	0
#define MAP_FIXED	0x10
#define MAP_HASSEMAPHORE	0x200
#define MAP_INHERIT	0x80
#define MAP_NOCORE	0x20000
#define MAP_NOEXTEND	0x100
#define MAP_NORESERVE	0x40
#define MAP_NOSYNC	0x800
#define MAP_PRIVATE	2
#define MAP_RENAME	0x20
#define MAP_SHARED	1
#define MAP_SIZEALIGN	0x40000
#define MAP_STACK	0x400
#define MAP_TRYFIXED	0x10000
#define MAP_VPAGETABLE	0x2000
#define MCL_CURRENT	1
#define MCL_FUTURE	2
#define MINCORE_INCORE	1
#define MINCORE_MODIFIED	4
#define MINCORE_MODIFIED_OTHER	0x10
#define MINCORE_REFERENCED	2
#define MINCORE_REFERENCED_OTHER	8
#define MINCORE_SUPER	0x20
#define MS_ASYNC	1
#define MS_INVALIDATE	2
#define MS_SYNC		0
#define POSIX_MADV_DONTNEED	4
#define POSIX_MADV_NORMAL	0
#define POSIX_MADV_RANDOM	1
#define POSIX_MADV_SEQUENTIAL	2
#define POSIX_MADV_WILLNEED	3
#define PROT_EXEC	4
#define PROT_NONE	0
#define PROT_READ	1
#define PROT_WRITE	2

#ifndef _KERNEL
__BEGIN_DECLS
int	madvise(void *, size_t, int);
int	mcontrol(void *, size_t, int, off_t);
int	mincore(const void *, size_t, char *);
int	minherit(void *, size_t, int);
int	mlock(const void *, size_t);
int	mlockall(int);
void	*mmap(void *, size_t, int, int, int, off_t);
int	mprotect(const void *, size_t, int);
int	msync(void *, size_t, int);
int	munlock(const void *, size_t);
int	munlockall(void);
int	munmap(void *, size_t);
int	posix_madvise(void *, size_t, int);
int	shm_open(const char *, int, mode_t);
int	shm_unlink(const char *);
__END_DECLS
#endif

#endif /* !_SYS_MMAN_H_ */
