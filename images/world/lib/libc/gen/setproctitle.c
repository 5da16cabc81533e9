/*
 * setproctitle.c: what ps(1) shows as a process's arguments.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/types.h>
#include <sys/sysctl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TITLE_MAX	2048

static void
set_args(const void *args, size_t len)
{
	int mib[4] = { CTL_KERN, KERN_PROC, KERN_PROC_ARGS, getpid() };

	(void)sysctl(mib, 4, NULL, NULL, args, len);
}

/*
 * Show the formatted text after the program's name and a colon; a format that
 * begins with '-' shows the text alone, NULL the program's name.  See
 * setproctitle(3).
 */
void
setproctitle(const char *fmt, ...)
{
	char title[TITLE_MAX];
	size_t len = 0;
	va_list ap;

	if (fmt == NULL) {
		strlcpy(title, getprogname(), sizeof(title));
		set_args(title, strlen(title) + 1);
		return;
	}
	if (fmt[0] == '-')
		fmt++;
	else {
		snprintf(title, sizeof(title), "%s: ", getprogname());
		len = strlen(title);
	}
	va_start(ap, fmt);
	vsnprintf(title + len, sizeof(title) - len, fmt, ap);
	va_end(ap);
	set_args(title, strlen(title) + 1);
}
