/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysconf.c: sysconf(3), confstr(3), and what they and others ask the kernel.
 */
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <sys/utsname.h>
#include <errno.h>
#include <limits.h>
#include <paths.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* An int of the kernel's by number; -1 when there is none. */
static long
kern_int(int a, int b)
{
	int mib[2] = { a, b }, value;
	size_t len = sizeof(value);

	return (sysctl(mib, 2, &value, &len, NULL, 0) != 0 ? -1 : value);
}

static long
limit(int which)
{
	struct rlimit rl;

	if (getrlimit(which, &rl) != 0 || rl.rlim_cur == RLIM_INFINITY)
		return (-1);
	return (rl.rlim_cur);
}

static long
phys_pages(void)
{
	unsigned long bytes;
	size_t len = sizeof(bytes);

	if (sysctlbyname("hw.physmem", &bytes, &len, NULL, 0) != 0)
		return (-1);
	return ((long)(bytes / PAGE_SIZE));
}

long
sysconf(int name)
{
	switch (name) {
	case _SC_ARG_MAX:		return (kern_int(CTL_KERN, KERN_ARGMAX));
	case _SC_CHILD_MAX:		return (limit(RLIMIT_NPROC));
	case _SC_CLK_TCK:		return (CLK_TCK);
	case _SC_NGROUPS_MAX:		return (NGROUPS_MAX);
	case _SC_OPEN_MAX:		return (limit(RLIMIT_NOFILE));
	case _SC_JOB_CONTROL:		return (1);
	case _SC_SAVED_IDS:		return (1);
	case _SC_VERSION:		return (_POSIX_VERSION);
	case _SC_BC_BASE_MAX:		return (BC_BASE_MAX);
	case _SC_BC_DIM_MAX:		return (BC_DIM_MAX);
	case _SC_BC_SCALE_MAX:		return (BC_SCALE_MAX);
	case _SC_BC_STRING_MAX:		return (BC_STRING_MAX);
	case _SC_COLL_WEIGHTS_MAX:	return (COLL_WEIGHTS_MAX);
	case _SC_EXPR_NEST_MAX:		return (EXPR_NEST_MAX);
	case _SC_LINE_MAX:		return (LINE_MAX);
	case _SC_RE_DUP_MAX:		return (RE_DUP_MAX);
	case _SC_2_VERSION:		return (_POSIX2_VERSION);
	case _SC_2_CHAR_TERM:		return (1);
	case _SC_STREAM_MAX:		return (limit(RLIMIT_NOFILE));
	case _SC_TZNAME_MAX:		return (255);
	case _SC_FSYNC:			return (_POSIX_FSYNC);
	case _SC_MAPPED_FILES:		return (_POSIX_MAPPED_FILES);
	case _SC_MEMORY_PROTECTION:	return (_POSIX_MEMORY_PROTECTION);
	case _SC_MONOTONIC_CLOCK:	return (_POSIX_MONOTONIC_CLOCK);
	case _SC_TIMERS:		return (_POSIX_TIMERS);
	case _SC_THREADS:		return (_POSIX_THREADS);
	case _SC_THREAD_SAFE_FUNCTIONS:	return (_POSIX_THREAD_SAFE_FUNCTIONS);
	case _SC_THREAD_STACK_MIN:	return (PTHREAD_STACK_MIN);
	case _SC_THREAD_KEYS_MAX:	return (PTHREAD_KEYS_MAX);
	case _SC_THREAD_DESTRUCTOR_ITERATIONS:
		return (PTHREAD_DESTRUCTOR_ITERATIONS);
	case _SC_READER_WRITER_LOCKS:	return (_POSIX_READER_WRITER_LOCKS);
	case _SC_REGEXP:		return (_POSIX_REGEXP);
	case _SC_SHELL:			return (_POSIX_SHELL);
	case _SC_SPAWN:			return (_POSIX_SPAWN);
	case _SC_SPIN_LOCKS:		return (_POSIX_SPIN_LOCKS);
	case _SC_BARRIERS:		return (_POSIX_BARRIERS);
	case _SC_SEMAPHORES:		return (_POSIX_SEMAPHORES);
	case _SC_PAGESIZE:		return (PAGE_SIZE);
	case _SC_IOV_MAX:		return (IOV_MAX);
	case _SC_GETGR_R_SIZE_MAX:
	case _SC_GETPW_R_SIZE_MAX:	return (8192);
	case _SC_HOST_NAME_MAX:		return (HOST_NAME_MAX);
	case _SC_LOGIN_NAME_MAX:	return (LOGIN_NAME_MAX);
	case _SC_TTY_NAME_MAX:		return (TTY_NAME_MAX);
	case _SC_SYMLOOP_MAX:		return (SYMLOOP_MAX);
	case _SC_ATEXIT_MAX:		return (ATEXIT_MAX);
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:	return (kern_int(CTL_HW, HW_NCPU));
	case _SC_PHYS_PAGES:		return (phys_pages());
	default:
		/* Known, but without a limit or not supported. */
		if (name < _SC_ARG_MAX || name > _SC_LEVEL1_DCACHE_LINESIZE)
			errno = EINVAL;
		return (-1);
	}
}

size_t
confstr(int name, char *buf, size_t len)
{
	if (name != _CS_PATH) {
		errno = EINVAL;
		return (0);
	}
	if (buf != NULL && len > 0)
		strlcpy(buf, _PATH_STDPATH, len);
	return (sizeof(_PATH_STDPATH));
}

/* A string of the kernel's by number, cut to len. */
static int
kern_string(int a, int b, char *buf, size_t len)
{
	int mib[2] = { a, b };

	if (sysctl(mib, 2, buf, &len, NULL, 0) != 0 && errno != ENOMEM)
		return (-1);
	return (0);
}

int
gethostname(char *buf, size_t len)
{
	if (len == 0 || kern_string(CTL_KERN, KERN_HOSTNAME, buf, len) != 0)
		return (-1);
	buf[len - 1] = '\0';
	return (0);
}

int
sethostname(const char *name, int len)
{
	int mib[2] = { CTL_KERN, KERN_HOSTNAME };

	return (sysctl(mib, 2, NULL, NULL, name, (size_t)len));
}

int
getdomainname(char *buf, int len)
{
	return (kern_string(CTL_KERN, KERN_NISDOMAINNAME, buf, (size_t)len));
}

int
setdomainname(const char *name, int len)
{
	int mib[2] = { CTL_KERN, KERN_NISDOMAINNAME };

	return (sysctl(mib, 2, NULL, NULL, name, (size_t)len));
}

long
gethostid(void)
{
	return (kern_int(CTL_KERN, KERN_HOSTID));
}

int
sethostid(long id)
{
	int mib[2] = { CTL_KERN, KERN_HOSTID }, value = (int)id;

	return (sysctl(mib, 2, NULL, NULL, &value, sizeof(value)));
}

int
uname(struct utsname *u)
{
	char version[256], *p;

	memset(u, 0, sizeof(*u));
	if (kern_string(CTL_KERN, KERN_OSTYPE, u->sysname, SYS_NMLN - 1) != 0 ||
	    kern_string(CTL_KERN, KERN_HOSTNAME, u->nodename, SYS_NMLN - 1) != 0 ||
	    kern_string(CTL_KERN, KERN_OSRELEASE, u->release, SYS_NMLN - 1) != 0 ||
	    kern_string(CTL_HW, HW_MACHINE, u->machine, SYS_NMLN - 1) != 0)
		return (-1);
	memset(version, 0, sizeof(version));
	if (kern_string(CTL_KERN, KERN_VERSION, version, sizeof(version) - 1) != 0)
		return (-1);
	for (p = version; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t')
			*p = p[1] != '\0' ? ' ' : '\0';
	strlcpy(u->version, version, SYS_NMLN);
	return (0);
}

int
getloadavg(double load[], int n)
{
	struct loadavg la;
	size_t len = sizeof(la);

	if (n < 0 || sysctlbyname("vm.loadavg", &la, &len, NULL, 0) != 0)
		return (-1);
	if (n > 3)
		n = 3;
	for (int i = 0; i < n; i++)
		load[i] = (double)la.ldavg[i] / (double)la.fscale;
	return (n);
}
