/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * show.c: the body of each kind of record, as a line, data in lines below it.
 */
#include <sys/types.h>
#include <sys/ioccom.h>
#include <sys/ktrace.h>
#include <sys/syscall.h>
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "kdump.h"

#define COLUMNS	78		/* of a line of data */

static void
name_of_call(int code)
{
	if (code >= 0 && code < ncalls && call_names[code] != NULL)
		printf("%s", call_names[code]);
	else
		printf("[%d]", code);
}

static void
name_of_signal(int sig)
{
	if (sig > 0 && sig < NSIG && sys_signame[sig] != NULL) {
		printf("SIG");
		for (const char *p = sys_signame[sig]; *p != '\0'; p++)
			putchar(toupper((unsigned char)*p));
	} else
		printf("SIG %d", sig);
}

/* The command of an ioctl, by its parts. */
static void
ioctl_command(unsigned long cmd)
{
	unsigned long dir = cmd & IOC_DIRMASK;
	int group = (int)IOCGROUP(cmd);

	printf("_IO%s('%c',%lu", dir == IOC_INOUT ? "WR" : dir == IOC_OUT ?
	    "R" : dir == IOC_IN ? "W" : "", isprint(group) ? group : '?',
	    cmd & 0xff);
	if (dir != IOC_VOID)
		printf(",%lu", IOCPARM_LEN(cmd));
	putchar(')');
}

static int
show_syscall(const struct ktr_header *kh, const struct ktr_syscall *ks,
    const struct style *st)
{
	size_t head = offsetof(struct ktr_syscall, ktr_args);
	const char *sep = "(";

	if ((size_t)kh->ktr_len < head || ks->ktr_narg < 0 ||
	    (size_t)kh->ktr_len < head + (size_t)ks->ktr_narg *
	    sizeof(register_t))
		return (0);
	name_of_call(ks->ktr_code);
	for (int i = 0; i < ks->ktr_narg; i++, sep = ",") {
		unsigned long v = (unsigned long)ks->ktr_args[i];

		printf("%s", sep);
		if (!st->plain && ks->ktr_code == SYS_ioctl && i == 1)
			ioctl_command(v & 0xffffffff);
		else if (!st->plain && ks->ktr_code == SYS_kill && i == 1)
			name_of_signal((int)v);
		else if (st->decimal)
			printf("%ld", (long)v);
		else if (v < 10)
			printf("%lu", v);
		else
			printf("%#lx", v);
	}
	printf("%s\n", ks->ktr_narg > 0 ? ")" : "");
	return (1);
}

static int
show_sysret(const struct ktr_header *kh, const struct ktr_sysret *kr,
    const struct style *st)
{
	if ((size_t)kh->ktr_len < sizeof(*kr))
		return (0);
	name_of_call(kr->ktr_code);
	switch (kr->ktr_error) {
	case 0:
		printf(" %ld", (long)kr->ktr_retval);
		if (!st->decimal && (kr->ktr_retval < 0 ||
		    kr->ktr_retval > 9))
			printf("/%#lx", (unsigned long)kr->ktr_retval);
		break;
	case -1:
		printf(" RESTART");
		break;
	case -2:
		printf(" JUSTRETURN");
		break;
	default:
		printf(" -1 errno %d", kr->ktr_error);
		if (!st->plain)
			printf(" %s", strerror(kr->ktr_error));
	}
	putchar('\n');
	return (1);
}

/* Bytes as vis(3) would have them, in lines between double quotes. */
static void
show_data(const unsigned char *p, size_t n)
{
	int col = 7;

	printf("       \"");
	for (; n > 0; n--, p++) {
		char text[8];
		int len;

		if (*p == '\n')
			len = snprintf(text, sizeof(text), "\\n");
		else if (*p == '\t')
			len = snprintf(text, sizeof(text), "\\t");
		else if (*p == '\\' || *p == '"')
			len = snprintf(text, sizeof(text), "\\%c", *p);
		else if (isprint(*p))
			len = snprintf(text, sizeof(text), "%c", *p);
		else
			len = snprintf(text, sizeof(text), "\\%03o", *p);
		if (col + len > COLUMNS) {
			printf("\\\n        ");
			col = 8;
		}
		printf("%s", text);
		col += len;
		if (*p == '\n' && n > 1) {
			printf("\n        ");
			col = 8;
		}
	}
	printf("\"\n");
}

static int
show_genio(const struct ktr_header *kh, const struct ktr_genio *kg,
    const struct style *st)
{
	size_t n;

	if ((size_t)kh->ktr_len < sizeof(*kg))
		return (0);
	n = (size_t)kh->ktr_len - sizeof(*kg);
	printf("fd %d %s %zu byte%s\n", kg->ktr_fd, kg->ktr_rw ? "wrote" :
	    "read", n, n == 1 ? "" : "s");
	if (st->maxdata > 0 && n > (size_t)st->maxdata)
		n = (size_t)st->maxdata;
	show_data((const unsigned char *)(kg + 1), n);
	return (1);
}

static int
show_psig(const struct ktr_header *kh, const struct ktr_psig *kp)
{
	if ((size_t)kh->ktr_len < sizeof(*kp))
		return (0);
	name_of_signal(kp->signo);
	if (kp->action == SIG_DFL)
		printf(" SIG_DFL\n");
	else
		printf(" caught handler=%p mask=0x%x code=0x%x\n",
		    (void *)(uintptr_t)kp->action, kp->mask.__bits[0],
		    (unsigned)kp->code);
	return (1);
}

static int
show_csw(const struct ktr_header *kh, const struct ktr_csw *kc)
{
	if ((size_t)kh->ktr_len < sizeof(*kc))
		return (0);
	printf("%s %s\n", kc->out ? "stop" : "resume", kc->user ? "user" :
	    "kernel");
	return (1);
}

int
show(const struct ktr_header *kh, const void *body, const struct style *st)
{
	switch (kh->ktr_type) {
	case KTR_SYSCALL:
		return (show_syscall(kh, body, st));
	case KTR_SYSRET:
		return (show_sysret(kh, body, st));
	case KTR_NAMEI:
		printf("\"%.*s\"\n", kh->ktr_len, (const char *)body);
		return (1);
	case KTR_GENIO:
		return (show_genio(kh, body, st));
	case KTR_PSIG:
		return (show_psig(kh, body));
	case KTR_CSW:
		return (show_csw(kh, body));
	case KTR_USER:
		printf("%d byte%s\n", kh->ktr_len, kh->ktr_len == 1 ? "" :
		    "s");
		show_data(body, (size_t)kh->ktr_len);
		return (1);
	default:
		printf("%d bytes\n", kh->ktr_len);
		return (1);
	}
}
