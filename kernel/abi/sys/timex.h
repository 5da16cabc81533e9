/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timex.h: ntp_adjtime(2): the state of the clock's discipline.
 */
#ifndef _SYS_TIMEX_H_
#define _SYS_TIMEX_H_

#include <sys/types.h>
#include <sys/_timespec.h>

struct timex {
	unsigned int	modes;		/* MOD_*: what is set */
	long	offset;			/* us, or ns with STA_NANO */
	long	freq;			/* ppm << 16 */
	long	maxerror;		/* us */
	long	esterror;		/* us */
	int	status;			/* STA_* */
	long	constant;		/* log2 s */
	long	precision;		/* us or ns */
	long	tolerance;		/* ppm << 16 */
	long	ppsfreq;
	long	jitter;
	int	shift;
	long	stabil;
	long	jitcnt;
	long	calcnt;
	long	errcnt;
	long	stbcnt;
};

struct ntptimeval {
	struct timespec	time;
	long	maxerror;		/* us */
	long	esterror;		/* us */
	long	tai;
	int	time_state;		/* TIME_* */
};

#define MOD_OFFSET	0x0001
#define MOD_FREQUENCY	0x0002
#define MOD_MAXERROR	0x0004
#define MOD_ESTERROR	0x0008
#define MOD_STATUS	0x0010
#define MOD_TIMECONST	0x0020

#define STA_PLL		0x0001
#define STA_UNSYNC	0x0040
#define STA_NANO	0x2000
#define STA_RONLY	0xff00	/* bits that only the kernel sets */

#define TIME_OK		0
#define TIME_ERROR	5

#ifndef _KERNEL
__BEGIN_DECLS
int	ntp_adjtime(struct timex *);
int	ntp_gettime(struct ntptimeval *);
__END_DECLS
#endif

#endif /* !_SYS_TIMEX_H_ */
