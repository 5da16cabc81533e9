/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * time.h: clocks, interval timers and arithmetic on times.
 */
#ifndef _SYS_TIME_H_
#define _SYS_TIME_H_

#include <sys/types.h>
#include <sys/_timeval.h>
#include <sys/timespec.h>

struct timezone {
	int	tz_minuteswest;
	int	tz_dsttime;
};

struct itimerval {
	struct timeval	it_interval;
	struct timeval	it_value;
};

struct clockinfo {
	int	hz;
	int	tick;
	int	tickadj;
	int	stathz;
	int	profhz;
};

#define CLOCK_MONOTONIC	4
#define CLOCK_MONOTONIC_FAST	12
#define CLOCK_MONOTONIC_PRECISE	11
#define CLOCK_PROCESS_CPUTIME_ID	15
#define CLOCK_PROF	2
#define CLOCK_REALTIME	0
#define CLOCK_REALTIME_FAST	10
#define CLOCK_REALTIME_PRECISE	9
#define CLOCK_SECOND	13
#define CLOCK_THREAD_CPUTIME_ID	14
#define CLOCK_UPTIME	5
#define CLOCK_UPTIME_FAST	8
#define CLOCK_UPTIME_PRECISE	7
#define CLOCK_VIRTUAL	1
#define DST_AUST	2
#define DST_CAN		6
#define DST_EET		5
#define DST_MET		4
#define DST_NONE	0
#define DST_USA		1
#define DST_WET		3
#define ITIMER_PROF	2
#define ITIMER_REAL	0
#define ITIMER_VIRTUAL	1
#define TIMER_ABSTIME	1
#define TIMER_RELTIME	0

#define timerclear(tvp)		((tvp)->tv_sec = (tvp)->tv_usec = 0)
#define timerisset(tvp)		((tvp)->tv_sec != 0 || (tvp)->tv_usec != 0)
#define timercmp(a, b, cmp)						\
	((a)->tv_sec == (b)->tv_sec ? (a)->tv_usec cmp (b)->tv_usec :	\
	    (a)->tv_sec cmp (b)->tv_sec)
#define timeradd(a, b, r) do {						\
	(r)->tv_sec = (a)->tv_sec + (b)->tv_sec;			\
	(r)->tv_usec = (a)->tv_usec + (b)->tv_usec;			\
	if ((r)->tv_usec >= 1000000) {					\
		(r)->tv_sec++;						\
		(r)->tv_usec -= 1000000;				\
	}								\
} while (0)
#define timersub(a, b, r) do {						\
	(r)->tv_sec = (a)->tv_sec - (b)->tv_sec;			\
	(r)->tv_usec = (a)->tv_usec - (b)->tv_usec;			\
	if ((r)->tv_usec < 0) {						\
		(r)->tv_sec--;						\
		(r)->tv_usec += 1000000;				\
	}								\
} while (0)
#define timespecclear(tsp)	((tsp)->tv_sec = (tsp)->tv_nsec = 0)
#define timespecisset(tsp)	((tsp)->tv_sec != 0 || (tsp)->tv_nsec != 0)
#define timespeccmp(a, b, cmp)						\
	((a)->tv_sec == (b)->tv_sec ? (a)->tv_nsec cmp (b)->tv_nsec :	\
	    (a)->tv_sec cmp (b)->tv_sec)
#define timespecadd(a, b, r) do {					\
	(r)->tv_sec = (a)->tv_sec + (b)->tv_sec;			\
	(r)->tv_nsec = (a)->tv_nsec + (b)->tv_nsec;			\
	if ((r)->tv_nsec >= 1000000000L) {				\
		(r)->tv_sec++;						\
		(r)->tv_nsec -= 1000000000L;				\
	}								\
} while (0)
#define timespecsub(a, b, r) do {					\
	(r)->tv_sec = (a)->tv_sec - (b)->tv_sec;			\
	(r)->tv_nsec = (a)->tv_nsec - (b)->tv_nsec;			\
	if ((r)->tv_nsec < 0) {						\
		(r)->tv_sec--;						\
		(r)->tv_nsec += 1000000000L;				\
	}								\
} while (0)

#ifndef _KERNEL
__BEGIN_DECLS
int	adjtime(const struct timeval *, struct timeval *);
int	futimes(int, const struct timeval *);
int	futimesat(int, const char *, const struct timeval *);
int	getitimer(int, struct itimerval *);
int	gettimeofday(struct timeval *__restrict, void *__restrict);
int	lutimes(const char *, const struct timeval *);
int	setitimer(int, const struct itimerval *__restrict,
	    struct itimerval *__restrict);
int	settimeofday(const struct timeval *, const struct timezone *);
int	utimes(const char *, const struct timeval *);
#include <sys/select.h>
__END_DECLS
#endif

#endif /* !_SYS_TIME_H_ */
