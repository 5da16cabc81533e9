/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * line.h: what the files of the Linux line share.
 *
 * Threads of the kernel process: one a vCPU, and the line's own (console
 * reader and writer, I/O cothreads, the zygote's listener), which block all
 * signals and talk to vCPUs by host_cpu_post() alone.
 *
 * Lock letters: a atomic, o written once before other threads read it,
 * v the vCPU's own thread only.
 */
#ifndef LINUX_LINE_H
#define LINUX_LINE_H

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "../host.h"
#include "../host_blk.h"
#include "../host_console.h"
#include "../host_cpu.h"
#include "../host_debug.h"
#include "../host_mem.h"
#include "../host_net.h"

#define NSEC	1000000000ull

enum vcpu_state { VC_KERNEL, VC_USER, VC_IDLE };

struct slot;

struct vcpu {
	_Atomic uint32_t pending;	/* a HOST_PEND_* and the kernel's */
	_Atomic uint32_t state;		/* a enum vcpu_state */
	_Atomic uint64_t kick;		/* a guest thread: tgid << 32 | tid */
	unsigned	 number;		/* o */
	pthread_t	 thread;		/* o */
	pid_t		 tid;			/* o */
	timer_t		 timer;			/* o */
	bool		 started;		/* o */
	void		*sigstack;		/* o for signal handlers */
	_Atomic int	 wantpin;	/* a host CPU by -l, -1: placed by us */
	int		 hostcpu;	/* v where it is pinned, -1: nowhere */
	int		 homecpu;	/* v where it was before it came to rest */
	uint64_t	 looked_ns;	/* v when its neighbours were looked at */
	uint64_t	 placed_ns;	/* v when its waiting was looked at */
	uint64_t	 waited_ns;	/* v time it waited for a CPU, then */
	int		 statfd;	/* v its schedstat, -1: not to be had */
	_Atomic bool	 spinning;	/* a hands off by spinning, on two host CPUs */
	int		 spincpu;	/* v the guest thread's, meanwhile */
	struct slot *_Atomic last;	/* a of the guest thread that ran last */
	unsigned	 runs;		/* v in this window, ... */
	unsigned	 shorts;	/* v of them short ones, ... */
	unsigned	 misses;	/* v and spins in vain */
	unsigned	 poor;		/* v windows in a row not worth spinning */
	unsigned	 plainrate;	/* v hand-offs in a window without */
	uint64_t	 window_ns;	/* v since when */
	uint64_t	 left_ns;	/* v last return from guest code */
	uint64_t	 guest_ns;	/* v how long that took */
	uint64_t	 retry_ns;	/* v no spinning before this */
	uint64_t	 backoff_ns;	/* v */
	_Atomic uint32_t freeze;	/* a it is to wait in on_freeze() */
	_Atomic uint32_t frozen;	/* a and does; regs are valid */
	volatile unsigned locks;	/* v mutexes held by line_lock() */
	unsigned	 watched;	/* v a watch to tell of, + 1 */
	struct host_regs regs;
	pthread_mutex_t	 donelock;
	struct host_blkreq *done, **donetail;	/* donelock: finished I/O */
} __attribute__((__aligned__(128)));

extern struct vcpu	 vcpus[HOST_MAXCPU];
extern unsigned		 vcpu_count;
extern _Atomic unsigned	 vcpu_busy;	/* vCPUs that are not idle */
extern _Atomic uint64_t	 vcpu_kicks;	/* signals sent to guest threads */
extern __thread struct vcpu *vcpu_self;	/* NULL on a foreign thread */

/* net.c: part of host_exit(). */
void	 net_end(void);

/*
 * net_keep.c, for the supervisor.  keep_init before, keep_parent after it
 * starts the kernel process; keep_again before it executes itself.
 */
void	 keep_init(void);
void	 keep_parent(void);
void	 keep_again(void);

/* errno.c */
#define LINE_EFTYPE	79		/* a number of BSD that Linux has not */
int	 line_errno(int linux_error);
int	 line_diag(struct host_diag *diag, int linux_error, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 3, 4)));
void	 line_die(int status, const char *fmt, ...)
	    __attribute__((__format__(__printf__, 2, 3), __noreturn__));

/* main.c: shared with the supervisor. */
struct shared {
	_Atomic uint32_t reboot;	/* a the kernel process asks for it */
	pid_t		 supervisor;	/* o */
	char		 pidfile[PATH_MAX];	/* k to remove at the end, or "" */
};
extern struct shared	*line_shared;
void	 line_mind_terminal(void);	/* restore it when the supervisor dies */
void	 line_orphaned(void);		/* end it all if the supervisor died */
extern _Atomic bool	 line_ending;	/* a host_exit() is at work */

/*
 * supervisor.c.  begin: keep the terminal's state and the signals' actions, and
 * set ours.  inherit: the kernel process has those of the first that are its.
 */
void	 super_begin(void);
void	 super_inherit(void);
/* Not when the shell has given the terminal to somebody else. */
void	 super_restore_terminal(void);
void	 super_restore_signals(void);
/*
 * Wait for the kernel process, as waitpid(2) tells of its end; hand it each
 * SIGTERM that comes, and each SIGQUIT that the terminal has not sent to both.
 */
int	 super_wait(pid_t pid);

/* zygote.c */
extern int		 zygote_socket;	/* o the line's end, or -1 */
extern pid_t		 zygote_pid;	/* o */
int	 zygote_start(struct host_diag *diag);

/* cpu_signal.c */
#define VCPU_SIGSTACK	(256 * 1024)	/* bytes that handlers run on */
void	 cpu_signals(void);		/* once: what the process takes */
void	 cpu_thread_signals(struct vcpu *vc);
bool	 cpu_hup_ignored(void);		/* SIGHUP was, at the start */

/* cpu.c */
int	 line_thread(pthread_t *thread, void *(*fn)(void *), void *arg);

/* place.c: which host CPU a vCPU and its guest threads use. */
void	 place_init(void);
unsigned place_ncpus(void);
void	 place_anywhere(pthread_attr_t *attr);	/* for a new thread */
void	 place_begin(struct vcpu *vc);		/* where it is bound to */
bool	 place_restless(const struct vcpu *vc);	/* we have pinned it */
void	 place_rest(struct vcpu *vc);		/* idle for long: let it go */
void	 place_vcpu(struct vcpu *vc, uint64_t now);	/* look again */
void	 place_thread(pid_t tid, int hostcpu);	/* -1: anywhere */
int	 place_free(const struct vcpu *vc);	/* one that no vCPU uses, or -1 */
unsigned place_running(void);	/* threads on the host, 0: unknown */
bool	 place_spins(const struct vcpu *vc);
bool	 place_spin(void);		/* there are host CPUs to spin on */

/* ram.c */
extern struct host_ram	 ram_image;
int	 ram_reopen(void);		/* a descriptor without the lock, or -1 */
void	 ram_unmake(void);		/* a start failed: remove the file */

/* console.c, file.c: parts of host_exit(). */
void	 console_drain(void);
void	 pidfile_remove(void);
void	 console_resume(void);		/* SIGCONT */

/* console_out.c: once; an error as of pthread_create(3). */
int	 console_out_start(void);

/* console_tty.c */
void	 console_tty_open(void);
void	 console_tty_resume(void);	/* set our modes, when in the foreground */
bool	 console_tty_away(void);
bool	 console_tty_alive(void);
bool	 console_tty_cooked(void);
void	 console_tty_orphan(void);	/* the supervisor is gone */

/* fault.c */
void	 fault_init(void);

/* debug.c; line_lock() for mutexes that vCPUs and the debugger take. */
void	 debug_signals(void);
void	 debug_leave(void);	/* what was typed at the debugger is over */
void	 debug_mask(sigset_t *set);	/* all but the traps of our own code */
void	 debug_regs(struct host_regs *hr, const void *ucontext);
void	 debug_recover(const struct host_fault *hf);
/* Does this SIGTRAP come of a watch?  Then which one. */
bool	 watch_of(const siginfo_t *si, unsigned *index);
void	 line_lock(pthread_mutex_t *mutex);
void	 line_unlock(pthread_mutex_t *mutex);

/* futex on a word; shared with other processes or private to this one. */
int	 futex_wait(_Atomic uint32_t *word, uint32_t value, const struct timespec *rel,
	    bool shared);
void	 futex_wake(_Atomic uint32_t *word, int count, bool shared);

#endif
