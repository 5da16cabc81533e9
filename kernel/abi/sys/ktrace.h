/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ktrace.h: ktrace(2), utrace(2) and the file that they write: a header and
 * ktr_len bytes a record.
 */
#ifndef _SYS_KTRACE_H_
#define _SYS_KTRACE_H_

#include <sys/types.h>
#include <sys/_timeval.h>
#include <sys/param.h>
#include <sys/signal.h>

#define KTROP_SET	0	/* trace these, too */
#define KTROP_CLEAR	1	/* do not trace these any more */
#define KTROP_CLEARFILE	2	/* nobody traces to that file any more */
#define KTROP(o)	((o) & 3)
#define KTRFLAG_DESCEND	4	/* the process and what descends from it */

struct ktr_header {
	int	ktr_len;		/* bytes behind the header */
	short	ktr_type;
	short	ktr_flags;		/* KTRH_THREADED, the CPU */
	pid_t	ktr_pid;
	lwpid_t	ktr_tid;
	char	ktr_comm[MAXCOMLEN + 1];
	struct timeval ktr_time;
	char	*ktr_buf;
};
#define KTRH_THREADED	0x0001
#define KTRH_CPUID_ENCODE(c)	(((c) & 0xff) << 8)
#define KTRH_CPUID_DECODE(f)	(((f) >> 8) & 0xff)

#define KTR_SYSCALL	1
struct ktr_syscall {
	short		ktr_code;
	short		ktr_narg;
	register_t	ktr_args[8];	/* ktr_narg of them are there */
};
#define KTR_SYSRET	2
struct ktr_sysret {
	short		ktr_code;
	short		ktr_eosys;
	int		ktr_error;
	register_t	ktr_retval;
};
#define KTR_NAMEI	3	/* a path without NUL */
#define KTR_GENIO	4	/* this, and data behind it */
struct ktr_genio {
	int		ktr_fd;
	int		ktr_rw;	/* 0: read, 1: written */
};
#define KTR_PSIG	5
struct ktr_psig {
	int		signo;
	sig_t		action;
	int		code;
	sigset_t	mask;
};
#define KTR_CSW		6
struct ktr_csw {
	int		out;
	int		user;
};
#define KTR_USER	7	/* of utrace(2) */
#define KTR_USER_MAXLEN	2048

#define KTRFAC_MASK	0x00ffffff
#define KTRFAC_SYSCALL	(1 << KTR_SYSCALL)
#define KTRFAC_SYSRET	(1 << KTR_SYSRET)
#define KTRFAC_NAMEI	(1 << KTR_NAMEI)
#define KTRFAC_GENIO	(1 << KTR_GENIO)
#define KTRFAC_PSIG	(1 << KTR_PSIG)
#define KTRFAC_CSW	(1 << KTR_CSW)
#define KTRFAC_USER	(1 << KTR_USER)
#define KTRFAC_ACTIVE	0x20000000
#define KTRFAC_INHERIT	0x40000000	/* children are traced as well */
#define KTRFAC_ROOT	0x80000000	/* root's trace: others cannot change it */

#ifndef _KERNEL
__BEGIN_DECLS
int	ktrace(const char *, int, int, pid_t);
int	utrace(const void *, size_t);
__END_DECLS
#endif

#endif /* !_SYS_KTRACE_H_ */
