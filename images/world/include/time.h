/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * time.h: calendar times and clocks.
 */
#ifndef _TIME_H_
#define _TIME_H_

#include <sys/cdefs.h>
#include <sys/_locale.h>
#include <sys/types.h>
#include <sys/timespec.h>
#include <stddef.h>

#define CLOCKS_PER_SEC		128
#define _CLOCKS_PER_SEC_	CLOCKS_PER_SEC
#define CLK_TCK			128
#define TIME_UTC		1

#ifndef CLOCK_REALTIME
#define CLOCK_REALTIME			0
#define CLOCK_VIRTUAL			1
#define CLOCK_PROF			2
#define CLOCK_MONOTONIC			4
#define CLOCK_UPTIME			5
#define CLOCK_UPTIME_PRECISE		7
#define CLOCK_UPTIME_FAST		8
#define CLOCK_REALTIME_PRECISE		9
#define CLOCK_REALTIME_FAST		10
#define CLOCK_MONOTONIC_PRECISE		11
#define CLOCK_MONOTONIC_FAST		12
#define CLOCK_SECOND			13
#define CLOCK_THREAD_CPUTIME_ID		14
#define CLOCK_PROCESS_CPUTIME_ID	15
#define TIMER_RELTIME			0
#define TIMER_ABSTIME			1
#endif

struct tm {
	int	tm_sec;
	int	tm_min;
	int	tm_hour;
	int	tm_mday;
	int	tm_mon;
	int	tm_year;
	int	tm_wday;
	int	tm_yday;
	int	tm_isdst;
	long	tm_gmtoff;	/* seconds east of UTC */
	char	*tm_zone;
};

struct _reent;
struct sigevent;

__BEGIN_DECLS
extern long	_timezone;
extern int	_daylight;
extern char	*_tzname[2];
#define timezone	_timezone
#define daylight	_daylight
#define tzname		_tzname

char		*asctime(const struct tm *);
char		*asctime_r(const struct tm *__restrict, char *__restrict);
clock_t		 clock(void);
int		 clock_getcpuclockid(pid_t, clockid_t *);
int		 clock_getres(clockid_t, struct timespec *);
int		 clock_gettime(clockid_t, struct timespec *);
int		 clock_nanosleep(clockid_t, int, const struct timespec *,
		    struct timespec *);
int		 clock_settime(clockid_t, const struct timespec *);
char		*ctime(const time_t *);
char		*ctime_r(const time_t *, char *);
double		 difftime(time_t, time_t);
struct tm	*gmtime(const time_t *);
struct tm	*gmtime_r(const time_t *__restrict, struct tm *__restrict);
struct tm	*localtime(const time_t *);
struct tm	*localtime_r(const time_t *__restrict, struct tm *__restrict);
time_t		 mktime(struct tm *);
int		 nanosleep(const struct timespec *, struct timespec *);
size_t		 strftime(char *__restrict, size_t, const char *__restrict,
		    const struct tm *__restrict);
size_t		 strftime_l(char *__restrict, size_t, const char *__restrict,
		    const struct tm *__restrict, locale_t);
char		*strptime(const char *__restrict, const char *__restrict,
		    struct tm *__restrict);
char		*strptime_l(const char *__restrict, const char *__restrict,
		    struct tm *__restrict, locale_t);
time_t		 time(time_t *);
time_t		 timegm(struct tm *);
time_t		 timelocal(struct tm *);
void		 tzset(void);
int		 timespec_get(struct timespec *, int);

/* newlib's own. */
char		*_asctime_r(const struct tm *, char *);
void		 _tzset_r(struct _reent *);

__END_DECLS

#endif /* !_TIME_H_ */
