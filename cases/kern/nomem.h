/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * nomem.h: kernel memory runs out at each request in turn (-U,
 * debug.kmalloc_fail.nth), for the helpers that want to see what becomes of it.
 *
 * A probe is a function that does something, undoes it and gives 0, or undoes
 * what it did so far and gives minus an errno.  It is called with the first
 * request failing, then the second, until one call makes fewer.  Each must
 * work or say in a proper way that memory is short; and after all of them
 * the kernel must have as many objects of each type as before.
 */
#ifndef NOMEM_H
#define NOMEM_H

#include "guest.h"
#include <sys/sysctl.h>

#define MOST	400		/* requests that a probe may make */
#define TYPES	128
#define SPARE	24		/* objects that caches may hold more of */

#define TRY(call) do {							\
	if ((r = (call)) < 0)						\
		goto out;						\
} while (0)

struct probe {
	const char	*name;
	long		(*fn)(void);
	int		 inchild;	/* it is a child's end to be tried so */
};

/* What a probe says of the child that it made and that ends with status 3. */
static long G_UNUSED
child_ended(long pid)
{
	int st = 0;

	if (pid < 0)
		return (pid);
	g_wait(pid, &st, 0);
	return (st == 3 << 8 ? 0 : -EPROTO);
}

static long G_UNUSED
forks(void)
{
	long pid = g_fork();

	if (pid == 0)
		g_exit(3);
	return (child_ended(pid));
}

static int nth_mib[CTL_MAXNAME];
static size_t nth_miblen;

static long
mib_of(const char *name, int *mib, size_t *n)
{
	int query[2] = { 0, 3 };
	size_t len = CTL_MAXNAME * sizeof(int);
	long r = sys(SYS___sysctl, query, 2, mib, &len, name, g_len(name));

	*n = len / sizeof(int);
	return (r);
}

/* From now on: the nth fails; 0: none.  How many were still to come. */
static long
arm(int nth)
{
	int was = 0;
	size_t len;
	long r;

	do {
		len = sizeof(was);
		r = sys(SYS___sysctl, nth_mib, nth_miblen, &was, &len, &nth,
		    sizeof(nth));
	} while (r == -ENOMEM);
	return (r < 0 ? r : was);
}

static int
proper(long r)
{
	return (r == 0 || r == -ENOMEM || r == -EAGAIN || r == -ENOBUFS ||
	    r == -ENFILE || r == -ENOSPC || r == -ENOLCK);
}

/* In a child: its status is the errno, and 128 when memory did not fail. */
static long
in_child(long (*fn)(void), int nth, long *left)
{
	int st = 0;
	long pid = g_fork(), r;

	if (pid == 0) {
		arm(nth);
		r = fn();
		*left = arm(0);
		g_exit((int)(-r & 127) | (*left > 0 ? 128 : 0));
	}
	if (pid < 0)
		return (pid);
	g_wait(pid, &st, 0);
	*left = 0;
	/* exec(2) has nothing to go back to when it fails late. */
	if ((st & 0177) == SIGKILL || (st & 0177) == SIGABRT)
		return (-ENOMEM);
	if ((st & 0177) != 0)
		return (-1000 - (st & 0177));
	*left = st >> 8 >= 128;
	return (-(st >> 8 & 127));
}

/* With memory it works; what is cached is so then. */
static void
works(const struct probe *p)
{
	long left, r = p->inchild ? in_child(p->fn, 0, &left) : p->fn();

	if (r != 0) {
		g_puts(p->name);
		g_puts(" ");
	}
	CHECK_EQ(r, 0);
}

static void
try_one(const struct probe *p)
{
	long r, left = 0;
	int nth;

	for (nth = 1; nth < MOST; nth++) {
		if (p->inchild) {
			r = in_child(p->fn, nth, &left);
		} else {
			arm(nth);
			r = p->fn();
			left = arm(0);
		}
		if (left > 0)
			break;
		if (!proper(r)) {
			g_puts(p->name);
			g_puts(", request ");
			g_putn(nth);
			g_puts(": ");
			CHECK_EQ(r, -ENOMEM);
		}
	}
	g_puts(p->name);
	g_puts(" ");
	g_putn(nth - 1);
	g_puts("\n");
	CHECK(nth < MOST);
	works(p);
}

/* vm.kmalloc: name, objects, bytes, calls, failures, a line a type. */
struct type {
	char	name[32];
	long	objects;
};

static int
types(struct type *t)
{
	static char text[16384];
	int mib[CTL_MAXNAME], n = 0, i;
	size_t len, textlen = sizeof(text);
	char *s = text;

	CHECK_EQ(mib_of("vm.kmalloc", mib, &len), 0);
	CHECK_EQ(sys(SYS___sysctl, mib, len, text, &textlen, 0, 0), 0);
	while (*s != '\0' && n < TYPES) {
		for (i = 0; *s != ' '; s++)
			if (i < (int)sizeof(t->name) - 1)
				t[n].name[i++] = *s;
		t[n].name[i] = '\0';
		t[n].objects = 0;
		for (s++; *s >= '0' && *s <= '9'; s++)
			t[n].objects = t[n].objects * 10 + *s - '0';
		while (*s++ != '\n')
			continue;
		n++;
	}
	CHECK(n > 20);
	return (n);
}

static void
compare(const struct type *was, const struct type *is, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (is[i].objects > was[i].objects + SPARE) {
			g_puts(is[i].name);
			g_puts(": ");
			g_putn(was[i].objects);
			CHECK_EQ(is[i].objects, was[i].objects);
		}
}

static inline void __attribute__((noreturn))
nomem_main(const struct probe *probes)
{
	static struct type was[TYPES], is[TYPES];
	const struct probe *p;
	int n;

	g_nocore();
	CHECK_EQ(mib_of("debug.kmalloc_fail.nth", nth_mib, &nth_miblen), 0);
	CHECK_EQ(arm(0), 0);
	if (failures != 0)
		guest_done();
	for (n = 0; n < 3; n++)
		for (p = probes; p->name != 0; p++)
			works(p);
	n = types(was);
	for (p = probes; p->name != 0; p++)
		try_one(p);
	CHECK_EQ(types(is), n);
	compare(was, is, n);
	guest_done();
}

#endif /* !NOMEM_H */
