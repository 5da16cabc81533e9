/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * localtime.c: tzset(3), localtime(3), gmtime(3), mktime(3).
 *
 * TZ is a name below /usr/share/zoneinfo, the absolute name of a file, either
 * with a colon in front, or a rule; nothing in it or what cannot be understood
 * is UTC.  Without TZ the zone is that of /etc/localtime, or UTC.
 *
 * The zone is kept until TZ changes.  Locks: all of it belongs to tz_lock.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "libc_private.h"
#include "tz.h"

#define ZONEINFO	"/usr/share/zoneinfo/"
#define LOCALTIME	"/etc/localtime"
#define TEXT_MAX	1024

static const struct tz_type utc = { .name = "UTC" };

static struct __lock tz_lock;
static struct tz zone, *current;	/* NULL: UTC */
static char seen[TEXT_MAX];		/* the TZ that current comes from */
static enum { NOTHING_SEEN, NO_TZ, TZ_SEEN } state;
static char names[2][TZ_NAME_MAX + 1] = { "UTC", "UTC" };
static __thread struct tm result;

long	_timezone;
int	_daylight;
char	*_tzname[2] = { names[0], names[1] };

struct tm *__newlib_gmtime_r(const time_t *, struct tm *);

void
__tz_lock(void)
{
	__lock_enter(&tz_lock);
}

void
__tz_unlock(void)
{
	__lock_leave(&tz_lock);
}

/* timezone, daylight and tzname: the last of each kind that was used. */
static void
set_globals(void)
{
	const struct tz_type *std = NULL, *dst = NULL;

	if (current == NULL) {
		std = &utc;
	} else {
		if (current->has_rule) {
			std = &current->rule.std;
			dst = current->rule.has_dst ? &current->rule.dst : NULL;
		}
		for (int i = current->ntimes - 1; i >= 0; i--) {
			const struct tz_type *t =
			    &current->types[current->type[i]];

			if (t->dst && dst == NULL)
				dst = t;
			else if (!t->dst && std == NULL)
				std = t;
		}
		if (std == NULL)
			std = current->ntypes > 0 ? &current->types[0] : &utc;
	}
	_timezone = -(long)std->off;
	_daylight = dst != NULL;
	strlcpy(names[0], std->name, sizeof(names[0]));
	strlcpy(names[1], dst != NULL ? dst->name : std->name,
	    sizeof(names[1]));
}

/* A file by the name that TZ has; only below ZONEINFO for set-id programs. */
static bool
read_named(const char *name)
{
	char path[PATH_MAX];

	if (issetugid() && (name[0] == '/' || strstr(name, "..") != NULL))
		return (false);
	if (name[0] == '/')
		return (__tz_read(name, &zone));
	if (snprintf(path, sizeof(path), ZONEINFO "%s", name) >=
	    (int)sizeof(path))
		return (false);
	return (__tz_read(path, &zone));
}

static bool
read_text(const char *text)
{
	if (text[0] == ':')
		return (read_named(text + 1));
	if (read_named(text))
		return (true);
	zone.ntimes = zone.ntypes = 0;
	return (zone.has_rule = __tz_parse(text, &zone.rule));
}

void
_tzset_unlocked(void)
{
	const char *text = getenv("TZ");

	if (text == NULL) {
		if (state == NO_TZ)
			return;
		state = NO_TZ;
		current = __tz_read(LOCALTIME, &zone) ? &zone : NULL;
	} else {
		if (state == TZ_SEEN && strcmp(text, seen) == 0)
			return;
		state = TZ_SEEN;
		current = NULL;
		if (strlcpy(seen, text, sizeof(seen)) < sizeof(seen) &&
		    text[0] != '\0' && read_text(text))
			current = &zone;
	}
	set_globals();
}

void
tzset(void)
{
	__tz_lock();
	_tzset_unlocked();
	__tz_unlock();
}

void
_tzset_r(struct _reent *r)
{
	(void)r;
	tzset();
}

/* The local time of t.  The lock is held. */
static const struct tz_type *
type_at(int64_t t)
{
	int low = 0, high, mid;

	if (current == NULL)
		return (&utc);
	high = current->ntimes;
	if (current->has_rule && (high == 0 || t >= current->time[high - 1]))
		return (__tz_apply(&current->rule, t));
	/* low: how many times are not after t */
	while (low < high) {
		mid = (low + high) / 2;
		if (current->time[mid] <= t)
			low = mid + 1;
		else
			high = mid;
	}
	return (&current->types[low == 0 ? 0 : current->type[low - 1]]);
}

/* Broken down with the year in int's range, or EOVERFLOW. */
static struct tm *
break_down(int64_t t, int64_t off, struct tm *tm)
{
	/* Years of 365.2425 days; those of struct tm count from 1900. */
	const int64_t most = (INT_MAX + 1900LL - 1970 - 1) * 31556952;
	const int64_t least = (INT_MIN + 1900LL - 1970 + 1) * 31556952;

	if (t > most || t < least) {
		errno = EOVERFLOW;
		return (NULL);
	}
	t += off;
	return (__newlib_gmtime_r(&t, tm));
}

struct tm *
gmtime_r(const time_t *restrict t, struct tm *restrict tm)
{
	if (break_down(*t, 0, tm) == NULL)
		return (NULL);
	tm->tm_gmtoff = 0;
	tm->tm_zone = __DECONST(char *, utc.name);
	return (tm);
}

static struct tm *
local(time_t t, struct tm *tm)
{
	const struct tz_type *type = type_at(t);

	if (break_down(t, type->off, tm) == NULL)
		return (NULL);
	tm->tm_isdst = type->dst;
	tm->tm_gmtoff = type->off;
	tm->tm_zone = __DECONST(char *, type->name);
	return (tm);
}

struct tm *
localtime_r(const time_t *restrict t, struct tm *restrict tm)
{
	struct tm *done;

	__tz_lock();
	_tzset_unlocked();
	done = local(*t, tm);
	__tz_unlock();
	return (done);
}

struct tm *
gmtime(const time_t *t)
{
	return (gmtime_r(t, &result));
}

struct tm *
localtime(const time_t *t)
{
	return (localtime_r(t, &result));
}

/* Some local time of the zone that is, or is not, summer time. */
static const struct tz_type *
type_of_kind(int64_t near, bool dst)
{
	const struct tz_type *t;

	/* Half a year on or back there is the other one, if there is any. */
	for (int i = -2; i <= 2; i++) {
		t = type_at(near + i * 7889238LL);
		if (t->dst == dst)
			return (t);
	}
	return (NULL);
}

/*
 * The time that is `wall' seconds after 1970 on clocks there.  At the end of
 * summer time there are two: isdst chooses, or the first; at its beginning
 * none: the clock is taken to have gone on.
 */
static int64_t
from_wall(int64_t wall, int isdst)
{
	const struct tz_type *before = type_at(wall - 86400 - type_at(wall)->off);
	const struct tz_type *after = type_at(wall + 86400 - type_at(wall)->off);
	const struct tz_type *found = NULL, *other;
	const struct tz_type *const both[] = { before, after };

	for (int i = 0; i < 2; i++) {
		other = type_at(wall - both[i]->off);
		if (other->off != both[i]->off)
			continue;
		if (isdst < 0 || other->dst == (isdst > 0))
			return (wall - other->off);
		if (found == NULL)
			found = other;
	}
	if (isdst >= 0 &&
	    (other = type_of_kind(wall, isdst > 0)) != NULL)
		return (wall - other->off);
	return (wall - (found != NULL ? found : before)->off);
}

/*
 * -1 and EOVERFLOW for what time_t, or the year, cannot hold.
 */
time_t
mktime(struct tm *tm)
{
	struct tm copy = *tm;
	time_t t = -1;
	int64_t wall;

	copy.tm_isdst = 0;
	wall = timegm(&copy);
	__tz_lock();
	_tzset_unlocked();
	t = from_wall(wall, tm->tm_isdst);
	if (local(t, &copy) != NULL)
		*tm = copy;
	else
		t = -1;
	__tz_unlock();
	return (t);
}
