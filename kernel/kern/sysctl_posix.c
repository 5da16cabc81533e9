/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sysctl_posix.c: user.* and p1003_1b.*: what sysconf(3) tells of limits of
 * utilities and of the parts of POSIX.1b that this kernel has (200112) or has not
 * (0).
 */
#include "sys/ksysctl.h"
#include <machine/param.h>

static char cs_path[] = "/usr/bin:/bin:/usr/sbin:/sbin:";

SYSCTL_KSTRING(user_cs_path, "user.cs_path", USER_CS_PATH, CTLFLAG_RD, cs_path,
    0, "PATH that finds all standard utilities");

#define USER(name, nr, value, descr)					\
	SYSCTL_DEF(user_##name, "user." #name, nr, CTLTYPE_INT |	\
	    CTLFLAG_RD, NULL, value, NULL, "I", descr)
USER(bc_base_max, USER_BC_BASE_MAX, 99, "Greatest base of bc(1)");
USER(bc_dim_max, USER_BC_DIM_MAX, 2048, "Largest array of bc(1)");
USER(bc_scale_max, USER_BC_SCALE_MAX, 99, "Greatest scale of bc(1)");
USER(bc_string_max, USER_BC_STRING_MAX, 1000, "Longest string of bc(1)");
USER(coll_weights_max, USER_COLL_WEIGHTS_MAX, 0, "Weights of a collation");
USER(expr_nest_max, USER_EXPR_NEST_MAX, 32, "Nested parentheses of expr(1)");
USER(line_max, USER_LINE_MAX, 2048, "Bytes of a line of input");
USER(re_dup_max, USER_RE_DUP_MAX, 255, "Repetitions in a regular expression");
USER(posix2_version, USER_POSIX2_VERSION, 199212, "Version of POSIX.2");
USER(posix2_c_bind, USER_POSIX2_C_BIND, 0, "C bindings of POSIX.2");
USER(posix2_c_dev, USER_POSIX2_C_DEV, 0, "C development utilities");
USER(posix2_char_term, USER_POSIX2_CHAR_TERM, 0, "Terminals for vi(1)");
USER(posix2_fort_dev, USER_POSIX2_FORT_DEV, 0, "FORTRAN development");
USER(posix2_fort_run, USER_POSIX2_FORT_RUN, 0, "FORTRAN runtime");
USER(posix2_localedef, USER_POSIX2_LOCALEDEF, 0, "Locales can be made");
USER(posix2_sw_dev, USER_POSIX2_SW_DEV, 0, "Software development utilities");
USER(posix2_upe, USER_POSIX2_UPE, 0, "User portability utilities");
USER(stream_max, USER_STREAM_MAX, 0, "Open streams, 0: by memory");
USER(tzname_max, USER_TZNAME_MAX, 255, "Bytes of a time zone's name");

#define YES	200112
#define NO	0
#define P1B(name, nr, value, descr)					\
	SYSCTL_DEF(p1003_1b_##name, "p1003_1b." #name,			\
	    CTL_P1003_1B_##nr, CTLTYPE_INT | CTLFLAG_RD, NULL, value,	\
	    NULL, "I", descr)
P1B(asynchronous_io, ASYNCHRONOUS_IO, NO, "aio_read(2)");
P1B(mapped_files, MAPPED_FILES, YES, "mmap(2) of files");
P1B(memlock, MEMLOCK, YES, "mlockall(2)");
P1B(memlock_range, MEMLOCK_RANGE, YES, "mlock(2)");
P1B(memory_protection, MEMORY_PROTECTION, YES, "mprotect(2)");
P1B(message_passing, MESSAGE_PASSING, YES, "mq_open(2)");
P1B(prioritized_io, PRIORITIZED_IO, NO, "Priorities of asynchronous I/O");
P1B(priority_scheduling, PRIORITY_SCHEDULING, YES, "sched_setscheduler(2)");
P1B(realtime_signals, REALTIME_SIGNALS, NO, "Queued signals");
P1B(semaphores, SEMAPHORES, NO, "Semaphores of POSIX in the kernel");
P1B(fsync, FSYNC, YES, "fsync(2)");
P1B(shared_memory_objects, SHARED_MEMORY_OBJECTS, YES, "shm_open(3)");
P1B(synchronized_io, SYNCHRONIZED_IO, YES, "O_SYNC");
P1B(timers, TIMERS, NO, "timer_create(2)");
P1B(aio_listio_max, AIO_LISTIO_MAX, 0, "Requests of lio_listio(2)");
P1B(aio_max, AIO_MAX, 0, "Asynchronous requests");
P1B(aio_prio_delta_max, AIO_PRIO_DELTA_MAX, 0, "Priorities of them");
P1B(delaytimer_max, DELAYTIMER_MAX, 0, "Overruns of a timer");
P1B(pagesize, PAGESIZE, PAGE_SIZE, "Bytes of a page");
P1B(rtsig_max, RTSIG_MAX, 0, "Queued signals");
P1B(sem_nsems_max, SEM_NSEMS_MAX, 0, "Semaphores of a process");
P1B(sigqueue_max, SIGQUEUE_MAX, 0, "Signals queued for a process");
P1B(timer_max, TIMER_MAX, 0, "Timers of a process");
