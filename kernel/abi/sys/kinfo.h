/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kinfo.h: what sysctl(3) tells about processes, LWPs, files and CPUs.
 */
#ifndef _SYS_KINFO_H_
#define _SYS_KINFO_H_

#include <sys/types.h>
#include <sys/_sigset.h>
#include <sys/proc_common.h>
#include <sys/resource.h>
#include <sys/rtprio.h>
#include <sys/syslimits.h>

#define WMESGLEN	8
#define KI_MAXCOMLEN	16
#define KI_MAXLOGNAME	33

struct kinfo_file {
	size_t	f_size;
	pid_t	f_pid;
	uid_t	f_uid;
	int	f_fd;
	void	*f_file;
	short	f_type;
	int	f_count;
	int	f_msgcount;
	off_t	f_offset;
	void	*f_data;
	u_int	f_flag;
};

struct kinfo_cputime {
	uint64_t	cp_user;
	uint64_t	cp_nice;
	uint64_t	cp_sys;
	uint64_t	cp_intr;
	uint64_t	cp_idle;
	uint64_t	cp_unused01;
	uint64_t	cp_unused02;
	uint64_t	cp_sample_pc;
	uint64_t	cp_sample_sp;
	char	cp_msg[32];
};

struct kinfo_pcheader {
	int	pc_ntrack;
	int	pc_arysize;
};

struct kinfo_pctrack {
	int	pc_index;
	void	*pc_array[32];
};

struct kinfo_clockinfo {
	int	ci_hz;
	int	ci_tick;
	int	ci_tickadj;
	int	ci_stathz;
	int	ci_profhz;
};

struct kinfo_lwp {
	pid_t	kl_pid;
	lwpid_t	kl_tid;
	int	kl_flags;
	enum lwpstat	kl_stat;
	int	kl_lock;
	int	kl_tdflags;
	int	kl_mpcount;
	int	kl_prio;
	int	kl_tdprio;
	struct rtprio	kl_rtprio;
	uint64_t	kl_uticks;
	uint64_t	kl_sticks;
	uint64_t	kl_iticks;
	uint64_t	kl_cpticks;
	u_int	kl_pctcpu;
	u_int	kl_slptime;
	int	kl_origcpu;
	int	kl_estcpu;
	int	kl_cpuid;
	struct rusage	kl_ru;
	sigset_t	kl_siglist;
	sigset_t	kl_sigmask;
	uintptr_t	kl_wchan;
	char	kl_wmesg[WMESGLEN + 1];
	char	kl_comm[17];
};

struct kinfo_proc {
	uintptr_t	kp_paddr;
	int	kp_flags;
	enum procstat	kp_stat;
	int	kp_lock;
	int	kp_acflag;
	int	kp_traceflag;
	uintptr_t	kp_fd;
	sigset_t	kp_siglist;
	sigset_t	kp_sigignore;
	sigset_t	kp_sigcatch;
	int	kp_sigflag;
	struct timeval	kp_start;
	char	kp_comm[17];
	uid_t	kp_uid;
	short	kp_ngroups;
	gid_t	kp_groups[16];
	uid_t	kp_ruid;
	uid_t	kp_svuid;
	gid_t	kp_rgid;
	gid_t	kp_svgid;
	pid_t	kp_pid;
	pid_t	kp_ppid;
	pid_t	kp_pgid;
	int	kp_jobc;
	pid_t	kp_sid;
	char	kp_login[40];
	dev_t	kp_tdev;
	pid_t	kp_tpgid;
	pid_t	kp_tsid;
	u_short	kp_exitstat;
	int	kp_nthreads;
	int	kp_nice;
	unsigned int	kp_swtime;
	size_t	kp_vm_map_size;
	segsz_t	kp_vm_rssize;
	segsz_t	kp_vm_swrss;
	segsz_t	kp_vm_tsize;
	segsz_t	kp_vm_dsize;
	segsz_t	kp_vm_ssize;
	u_int	kp_vm_prssize;
	int	kp_jailid;
	struct rusage	kp_ru;
	struct rusage	kp_cru;
	int	kp_auxflags;
	struct kinfo_lwp	kp_lwp;
	uintptr_t	kp_ktaddr;
	int	kp_spare[2];
};

struct kinfo_sigtramp {
	void	*ksigtramp_start;
	void	*ksigtramp_end;
	void	*ksigtramp_spare[4];
};

#define KI_CTTY		1
#define KI_SLEADER	2
#define PCTRACK_ARYSIZE	0x20
#define PCTRACK_INT	1
#define PCTRACK_SIZE	2
#define PCTRACK_SYS	0

#endif /* !_SYS_KINFO_H_ */
