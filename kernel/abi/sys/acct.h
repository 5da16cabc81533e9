/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * acct.h: records of accounting.
 */
#ifndef _SYS_ACCT_H_
#define _SYS_ACCT_H_

#include <sys/types.h>

typedef u_int16_t	comp_t;

struct acct {
	char	ac_comm[16];
	comp_t	ac_utime;
	comp_t	ac_stime;
	comp_t	ac_etime;
	time_t	ac_btime;
	uid_t	ac_uid;
	gid_t	ac_gid;
	u_int16_t	ac_mem;
	comp_t	ac_io;
	dev_t	ac_tty;
	u_int8_t	ac_flag;
};

#define ACOMPAT		4
#define ACORE		8
#define AFORK		1
#define ASU		2
#define AXSIG		0x10

#define AC_COMM_LEN	16
#define AHZ		64

#ifndef _KERNEL
__BEGIN_DECLS
int	acct(const char *);
__END_DECLS
#endif

#endif /* !_SYS_ACCT_H_ */
