/*
 * h_mod.c: what cases of modules do in the guest.
 *
 *	h_mod call name n ...	call the system call of a module; its results
 *	h_mod number n		call by number; its result
 *	h_mod hold name		stay in a module's system call until killed
 *	h_mod socket		send through a socket of mt_proto, keep it until killed
 *	h_mod note path		watch a device until it can be read, print how much
 *	h_mod sym name [id]	kldsym(2): is the name there
 *	h_mod walk		all files and modules, in both ways; ids
 *	h_mod errors		what the calls answer to wrong arguments
 *	h_mod stamp from to	copy a module, made for another kernel
 *	h_mod hog path		kldload(2) while mt_hog has all memory: its errno
 *	h_mod busy seconds	use device, call and socket as they come and go
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/event.h>
#include <sys/linker.h>
#include <sys/module.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysctl.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MT_DOMAIN	33

static int
number_of(const char *name)
{
	struct module_stat ms = { .version = sizeof(ms) };
	int id = modfind(name);

	if (id < 0 || modstat(id, &ms) != 0)
		err(1, "%s", name);
	return (ms.data.intval);
}

static int
do_call(char **argv)
{
	long n[6] = { 0 }, got;
	int number = number_of(argv[0]);

	for (int i = 0; i < 6 && argv[1 + i] != NULL; i++)
		n[i] = atol(argv[1 + i]);
	got = syscall(number, n[0], n[1], n[2], n[3], n[4], n[5]);
	if (got == -1)
		err(1, "%s", argv[0]);
	printf("%d: %ld\n", number, got);
	return (0);
}

static int
do_number(char **argv)
{
	long got;

	if ((got = syscall(atoi(argv[0]))) == -1)
		err(1, "%s", argv[0]);
	printf("%ld\n", got);
	return (0);
}

static int
do_hold(char **argv)
{
	(void)syscall(number_of(argv[0]));
	err(1, "%s", argv[0]);
}

static int
do_socket(char **argv)
{
	char text[16] = "";
	int s = socket(MT_DOMAIN, SOCK_DGRAM, 0);

	if (s < 0 || send(s, "itself", 7, 0) != 7 ||
	    recv(s, text, sizeof(text), 0) != 7)
		err(1, "socket");
	printf("%s\n", text);
	fflush(stdout);
	for (;;)
		pause();
}

static int
do_note(char **argv)
{
	int fd = open(argv[0], O_RDONLY), kq = kqueue();
	struct kevent ev;

	EV_SET(&ev, fd, EVFILT_READ, EV_ADD, 0, 0, NULL);
	if (fd < 0 || kq < 0 || kevent(kq, &ev, 1, NULL, 0, NULL) != 0)
		err(1, "%s", argv[0]);
	printf("watching\n");
	fflush(stdout);
	if (kevent(kq, NULL, 0, &ev, 1, NULL) != 1)
		err(1, "kevent");
	printf("%ld bytes\n", (long)ev.data);
	return (0);
}

static int
do_sym(char **argv)
{
	struct kld_sym_lookup kl = { .version = sizeof(kl),
	    .symname = argv[0] };

	if (kldsym(argv[1] != NULL ? atoi(argv[1]) : 0, KLDSYM_LOOKUP,
	    &kl) != 0)
		err(1, "%s", argv[0]);
	printf("%s 0x%lx %zu\n", argv[0], kl.symvalue, kl.symsize);
	return (0);
}

/* By files and by modules: the same modules in the same order. */
static int
do_walk(char **argv)
{
	struct kld_file_stat st = { .version = sizeof(st) };
	struct module_stat ms = { .version = sizeof(ms) };
	int file, mod, all = modnext(0), n = 0;

	for (file = kldnext(0); file > 0; file = kldnext(file)) {
		if (kldstat(file, &st) != 0 || kldfind(st.name) != file)
			err(1, "file %d", file);
		mod = kldfirstmod(file);
		do {
			if (mod != all)
				errx(1, "%d is behind %d", mod, all);
			if (modstat(mod, &ms) != 0 || modfind(ms.name) != mod)
				err(1, "module %d", mod);
			if (file != 1)
				printf("%s: %s\n", st.name, ms.name);
			all = modnext(all);
			n++;
		} while ((mod = modfnext(mod)) > 0);
	}
	if (file != 0 || all != 0)
		err(1, "the end");
	return (n > 0 ? 0 : 1);
}

static int failed;

static void
wants(int got, int want, const char *what)
{
	int was = errno;

	if (got != -1 || was != want) {
		warnx("%s: %d, errno %d instead of %d", what, got, was, want);
		failed = 1;
	}
}

static int
do_errors(char **argv)
{
	struct kld_file_stat st = { .version = sizeof(st) };
	struct module_stat ms = { .version = sizeof(ms) };
	struct kld_sym_lookup kl = { .version = sizeof(kl), .symname = "x" };
	const char *bad = (const char *)16;
	char name[MAXPATHLEN + 8];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	wants(kldload(bad), EFAULT, "kldload, address");
	wants(kldload(name), ENAMETOOLONG, "kldload, a long name");
	wants(kldload("nosuch"), ENOENT, "kldload");
	wants(kldunload(99), ENOENT, "kldunload");
	wants(kldunload(-1), ENOENT, "kldunload, negative");
	wants(kldunload(1), EBUSY, "kldunload, the kernel");
	wants(kldfind("nosuch"), ENOENT, "kldfind");
	wants(kldfind(bad), EFAULT, "kldfind, address");
	wants(kldnext(99), ENOENT, "kldnext");
	wants(kldfirstmod(99), ENOENT, "kldfirstmod");
	wants(kldstat(99, &st), ENOENT, "kldstat");
	wants(kldstat(1, (void *)(uintptr_t)bad), EFAULT, "kldstat, address");
	st.version = 1;
	wants(kldstat(1, &st), EINVAL, "kldstat, version");
	wants(modnext(999), ENOENT, "modnext");
	wants(modfnext(999), ENOENT, "modfnext");
	wants(modfind("nosuch"), ENOENT, "modfind");
	wants(modfind(bad), EFAULT, "modfind, address");
	wants(modstat(999, &ms), ENOENT, "modstat");
	ms.version = 1;
	wants(modstat(1, &ms), EINVAL, "modstat, version");
	wants(kldsym(0, KLDSYM_LOOKUP, &kl), ENOENT, "kldsym");
	wants(kldsym(0, 77, &kl), EINVAL, "kldsym, command");
	kl.symname = bad;
	wants(kldsym(0, KLDSYM_LOOKUP, &kl), EFAULT, "kldsym, address");
	kl.version = 1;
	wants(kldsym(0, KLDSYM_LOOKUP, &kl), EINVAL, "kldsym, version");
	return (failed);
}

/* The stamp is the magic, 32 bytes of name, 24 of the sum. */
static int
do_stamp(char **argv)
{
	static char file[1 << 20];
	int fd = open(argv[0], O_RDONLY), n = 0;
	ssize_t size = read(fd, file, sizeof(file));

	if (fd < 0 || size <= 64)
		err(1, "%s", argv[0]);
	for (ssize_t i = 0; i < size - 64; i++)
		if (memcmp(file + i, "vkmod1\0\0", 8) == 0) {
			file[i + 40] ^= 1;
			n++;
		}
	close(fd);
	if ((fd = open(argv[1], O_CREAT | O_TRUNC | O_WRONLY, 0600)) < 0 ||
	    write(fd, file, (size_t)size) != size || n == 0)
		err(1, "%s", argv[1]);
	return (0);
}

static int
do_hog(char **argv)
{
	int all = 1, none = 0, id = 0, error = 0;

	/* The kernel still finds some that was kept for other things. */
	for (int i = 0; i < 200 && id >= 0; i++) {
		if (id > 0 && kldunload(id) != 0)
			err(1, "kldunload");
		if (sysctlbyname("debug.mt_hog", NULL, NULL, &all,
		    sizeof(all)) != 0)
			err(1, "debug.mt_hog");
		id = kldload(argv[0]);
		error = errno;
	}
	if (sysctlbyname("debug.mt_hog", NULL, NULL, &none, sizeof(none)) != 0)
		err(1, "debug.mt_hog");
	printf("%s\n", id >= 0 ? "loaded" : strerror(error));
	return (id >= 0);
}

static void
unless(int got, int error1, int error2, const char *what)
{
	if (got == -1 && errno != error1 && errno != error2)
		err(1, "%s", what);
}

static int
do_busy(char **argv)
{
	time_t end = time(NULL) + atoi(argv[0]);
	int fd, s, used = 0, sum;
	char c;

	signal(SIGSYS, SIG_IGN);
	while (time(NULL) < end) {
		fd = open("/dev/mt", O_WRONLY);
		unless(fd, ENOENT, ENXIO, "open");
		if (fd >= 0 && write(fd, "x", 1) != 1)
			err(1, "write");
		if (fd >= 0)
			close(fd);
		s = socket(MT_DOMAIN, SOCK_DGRAM, 0);
		unless(s, EAFNOSUPPORT, EPROTOTYPE, "socket");
		if (s >= 0 && (send(s, "y", 1, 0) != 1 ||
		    recv(s, &c, 1, 0) != 1 || c != 'y'))
			err(1, "send and recv");
		if (s >= 0)
			close(s);
		sum = syscall(210, 1, 2, 3, 4, 5, 6);
		unless(sum, ENOSYS, ENOSYS, "mt_sum");
		if (sum != -1 && sum != 21)
			errx(1, "mt_sum: %d", sum);
		used += (fd >= 0) + (s >= 0) + (sum == 21);
	}
	printf("used %d times\n", used);
	return (used == 0);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char	*name;
		int		 nargs;
		int		(*fn)(char **);
	} commands[] = {
		{ "call", 1, do_call }, { "number", 1, do_number },
		{ "hold", 1, do_hold }, { "socket", 0, do_socket },
		{ "note", 1, do_note }, { "sym", 1, do_sym },
		{ "walk", 0, do_walk }, { "errors", 0, do_errors },
		{ "stamp", 2, do_stamp }, { "busy", 1, do_busy },
		{ "hog", 1, do_hog },
	};

	for (size_t i = 0; argc > 1 && i < nitems(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0 &&
		    argc - 2 >= commands[i].nargs)
			return (commands[i].fn(argv + 2));
	errx(2, "usage: h_mod command argument ...");
}
