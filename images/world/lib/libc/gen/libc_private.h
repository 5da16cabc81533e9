/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc_private.h: what the parts of the C library know of each other, and what
 * libpthread knows of it.
 */
#ifndef _LIBC_PRIVATE_H_
#define _LIBC_PRIVATE_H_

#include <sys/types.h>
#include <sys/_sigset.h>
#include <machine/elf.h>
#include <machine/tls.h>
#include <stdbool.h>

#include "atomic.h"

struct iovec;
struct timespec;
struct sigaction;

extern char		*__progname;
extern Elf_Auxinfo	*__auxv;

/*
 * Nonzero once a second thread was made; it stays so.  Locks of the library
 * cost nothing before.
 */
extern int		__isthreaded;

/*
 * A lock of the library, recursive: word 0 free, 1 held, 2 held and somebody
 * sleeps.  Owner and depth belong to the holder.
 */
struct __lock {
	volatile int	word;
	unsigned int	depth;
	void		*volatile owner;
};

void	__lock_enter(struct __lock *);
void	__lock_leave(struct __lock *);
/* How many of them the thread holds, those of streams not counted. */
extern __thread int	__lock_depth;
/* Let the streams go whose locks the calling thread holds: it ends. */
void	__stdio_let_go(void);
void	__stdio_unlock(struct __lock *);
/* After fork() in the child: only the caller is left. */
void	__lock_reset(struct __lock *);
/* The allocator around fork() and at the end of a thread. */
void	__malloc_prefork(void);
void	__malloc_postfork(bool child);
void	__malloc_thread_exit(void);

/* Sleep on a word that holds value, at most timeout microseconds (0: forever). */
int	__futex_wait(volatile int *word, int value, int timeout);
void	__futex_wake(volatile int *word, int count);

/*
 * Thread-local storage: __tls_init() for the first thread of a static program,
 * __tls_allocate() and __tls_release() for the others.
 */
void		 __tls_init(const Elf_Auxinfo *);
struct tls_tcb	*__tls_allocate(void);
void		 __tls_release(struct tls_tcb *);
static __inline struct tls_tcb *
__tls_self(void)
{
	struct tls_tcb *tcb;

	__asm__("movq %%fs:0, %0" : "=r" (tcb));
	return (tcb);
}

/* Handlers of pthread_atfork(), run by fork(). */
extern void	(*__atfork_prepare)(void);
extern void	(*__atfork_parent)(void);
extern void	(*__atfork_child)(void);

/* End the calling LWP after unmapping its stack; *word becomes 1 then. */
void	__lwp_vanish(void *stack, size_t size, int how, volatile int *word)
	    __dead2;

/* The plain system calls behind wrappers. */
int	 __sys_open(const char *, int, ...);
int	 __sys_fork(void);
int	 __sys_obreak(void *);
int	 __sys_sigaction(int, const struct sigaction *, struct sigaction *);
int	 __sys_sigprocmask(int, const sigset_t *, sigset_t *);
int	 __sys_umtx_sleep(volatile const int *, int, int);
int	 __sys_umtx_wakeup(volatile const int *, int);
int	 __sys___sysctl(const int *, unsigned int, void *, size_t *,
	    const void *, size_t);
int	 __sys___getcwd(char *, size_t);
int	 __sys_getlogin(char *, size_t);
int	 __sys_usched_set(pid_t, int, void *, int);
ssize_t	 __sys___realpath(const char *, char *, size_t);
void	*__sys_mmap(void *, size_t, int, int, int, int, off_t);
off_t	 __sys_lseek(int, int, off_t, int);
int	 __sys_truncate(const char *, int, off_t);
int	 __sys_ftruncate(int, int, off_t);
ssize_t	 __sys_extpreadv(int, const struct iovec *, int, int, off_t);
ssize_t	 __sys_extpwritev(int, const struct iovec *, int, int, off_t);
int	 __sys_nanosleep(const struct timespec *, struct timespec *);

#endif /* !_LIBC_PRIVATE_H_ */
