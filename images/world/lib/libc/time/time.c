/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * time.c: sleeping, alarms and the time of day.
 */
#include <sys/types.h>
#include <sys/time.h>
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

time_t
time(time_t *t)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_SECOND, &ts) != 0 &&
	    clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return ((time_t)-1);
	if (t != NULL)
		*t = ts.tv_sec;
	return (ts.tv_sec);
}

int
timespec_get(struct timespec *ts, int base)
{
	if (base != TIME_UTC || clock_gettime(CLOCK_REALTIME, ts) != 0)
		return (0);
	return (base);
}

unsigned int
sleep(unsigned int seconds)
{
	struct timespec ts = { .tv_sec = seconds };

	if (nanosleep(&ts, &ts) == 0)
		return (0);
	return ((unsigned int)ts.tv_sec + (ts.tv_nsec > 0));
}

int
usleep(useconds_t us)
{
	struct timespec ts = {
		.tv_sec = us / 1000000,
		.tv_nsec = (long)(us % 1000000) * 1000
	};

	return (nanosleep(&ts, NULL));
}

/*
 * Returns an error number, as POSIX has it.
 */
int
clock_nanosleep(clockid_t clock, int flags, const struct timespec *req,
    struct timespec *rem)
{
	struct timespec now, delta;
	int saved = errno, error = 0;

	delta = *req;
	if ((flags & TIMER_ABSTIME) != 0) {
		if (clock_gettime(clock, &now) != 0)
			goto fail;
		timespecsub(req, &now, &delta);
		if (delta.tv_sec < 0)
			return (0);
		rem = NULL;
	}
	if (nanosleep(&delta, rem) == 0)
		return (0);
fail:
	error = errno;
	errno = saved;
	return (error);
}

unsigned int
ualarm(unsigned int us, unsigned int interval)
{
	struct itimerval it = {
		.it_value = { us / 1000000, us % 1000000 },
		.it_interval = { interval / 1000000, interval % 1000000 }
	}, old;

	if (setitimer(ITIMER_REAL, &it, &old) != 0)
		return ((unsigned int)-1);
	return ((unsigned int)(old.it_value.tv_sec * 1000000 +
	    old.it_value.tv_usec));
}

unsigned int
alarm(unsigned int seconds)
{
	struct itimerval it = { .it_value = { .tv_sec = seconds } }, old;

	if (setitimer(ITIMER_REAL, &it, &old) != 0)
		return (0);
	return ((unsigned int)old.it_value.tv_sec +
	    (old.it_value.tv_usec > 0));
}

int
pause(void)
{
	sigset_t mask;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	return (sigsuspend(&mask));
}

/* Calendar time in UTC, and in the local zone. */
time_t
timegm(struct tm *tm)
{
	static const int days[] = {
		0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334
	};
	long year = tm->tm_year + 1900L + tm->tm_mon / 12, n;
	int mon = tm->tm_mon % 12;
	time_t t;

	if (mon < 0) {
		mon += 12;
		year--;
	}
	/* Days since 1970: leap days are counted before March of the year. */
	n = mon < 2 ? year - 1 : year;
	t = (year - 1970) * 365 + (n / 4 - n / 100 + n / 400) - 477 +
	    days[mon] + tm->tm_mday - 1;
	t = ((t * 24 + tm->tm_hour) * 60 + tm->tm_min) * 60 + tm->tm_sec;
	gmtime_r(&t, tm);
	return (t);
}

time_t
timelocal(struct tm *tm)
{
	return (mktime(tm));
}

int
clock_getcpuclockid(pid_t pid, clockid_t *id)
{
	int saved = errno, error = 0;
	extern int getcpuclockid(pid_t, lwpid_t, clockid_t *);

	if (getcpuclockid(pid, -1, id) != 0)
		error = errno;
	errno = saved;
	return (error);
}
