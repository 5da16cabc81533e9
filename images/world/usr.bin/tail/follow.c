/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * follow.c: -f and -F of tail(1).  kqueue(2) tells of changes; with -F names
 * are looked at once a second as well.
 */
#include <sys/types.h>
#include <sys/event.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "tail.h"

static void
copy(struct file *file)
{
	int c;

	clearerr(file->f);
	if ((c = getc(file->f)) == EOF)
		return;
	headline(file);
	do
		putchar(c);
	while ((c = getc(file->f)) != EOF);
	if (fflush(stdout) != 0)
		err(1, "stdout");
}

static void
watch(int kq, const struct file *file)
{
	struct kevent kev;
	struct stat st;
	int fd = fileno(file->f);

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		EV_SET(&kev, fd, EVFILT_VNODE, EV_ADD | EV_CLEAR, NOTE_WRITE |
		    NOTE_EXTEND | NOTE_DELETE | NOTE_RENAME, 0, 0);
	else
		EV_SET(&kev, fd, EVFILT_READ, EV_ADD | EV_CLEAR, 0, 0, 0);
	/* What cannot be watched is looked at by the clock. */
	(void)kevent(kq, &kev, 1, NULL, 0, NULL);
}

/* Has the name got another file, or the file been cut? */
static void
renew(int kq, struct file *file)
{
	struct stat now, was;
	FILE *f;

	if (stat(file->name, &now) != 0)
		return;
	if (file->f != NULL && fstat(fileno(file->f), &was) == 0) {
		if (was.st_ino == now.st_ino && was.st_dev == now.st_dev) {
			if (S_ISREG(was.st_mode) &&
			    was.st_size < ftello(file->f))
				rewind(file->f);
			return;
		}
		copy(file);
	}
	if ((f = fopen(file->name, "re")) == NULL)
		return;
	if (file->f != NULL)
		fclose(file->f);
	file->f = f;
	watch(kq, file);
}

/* A regular file that was cut is shown from its new end on. */
static void
shrunk(struct file *file)
{
	struct stat st;

	if (fstat(fileno(file->f), &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size < ftello(file->f))
		(void)fseeko(file->f, 0, SEEK_END);
}

void
follow(struct file *files, int n, bool names)
{
	struct timespec second = { 1, 0 };
	struct kevent kev;
	int kq = kqueue();

	if (kq < 0)
		err(1, "kqueue");
	for (int i = 0; i < n; i++)
		if (files[i].f != NULL)
			watch(kq, &files[i]);
	for (;;) {
		for (int i = 0; i < n; i++) {
			if (names)
				renew(kq, &files[i]);
			if (files[i].f == NULL)
				continue;
			if (!names)
				shrunk(&files[i]);
			copy(&files[i]);
		}
		if (kevent(kq, NULL, 0, &kev, 1, &second) < 0 && errno != EINTR)
			err(1, "kevent");
	}
}
