/*
 * h_posix.c: interfaces of POSIX and the BSDs that programs of others use now
 * and then: contexts, vis(3), sorts, searches, what a static program knows of
 * itself.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/stat.h>
#include <sys/time.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <glob.h>
#include <link.h>
#include <search.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>
#include <vis.h>

#include "h_check.h"

static ucontext_t home, away, last;
static char said[64];

/* Six arguments are in registers, the others on the stack. */
static void
visit(char *a, long b, long c, long d, long e, long f, long g, char *h)
{
	CHECK(((uintptr_t)__builtin_frame_address(0) & 15) == 0);
	CHECK(b == 2 && c == 3 && d == 4 && e == 5 && f == 6 && g == 7);
	strlcat(said, a, sizeof(said));
	CHECK(swapcontext(&away, &home) == 0);
	strlcat(said, h, sizeof(said));
}

static void
contexts(void)
{
	static char stack[32768], other[32768];
	volatile double x = 1.5;
	volatile int times = 0;
	sigset_t set, now;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK(getcontext(&last) == 0 && getcontext(&away) == 0);
	away.uc_stack.ss_sp = stack;
	away.uc_stack.ss_size = sizeof(stack);
	away.uc_link = &last;
	makecontext(&away, (void (*)(void))visit, 8, "there ", 2L, 3L, 4L, 5L,
	    6L, 7L, "and back");
	last.uc_stack.ss_sp = other;
	last.uc_stack.ss_size = sizeof(other);
	last.uc_link = &home;
	makecontext(&last, (void (*)(void))strlcat, 3, said, " again",
	    sizeof(said));
	CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
	CHECK(swapcontext(&home, &away) == 0);
	strlcat(said, "here ", sizeof(said));
	/* away has the mask of before; home has ours. */
	CHECK(sigprocmask(SIG_BLOCK, NULL, &now) == 0 &&
	    sigismember(&now, SIGUSR1));
	CHECK(swapcontext(&home, &away) == 0);
	CHECK(strcmp(said, "there here and back again") == 0);
	CHECK(x == 1.5);

	CHECK(getcontext(&home) == 0);
	if (++times < 3)
		setcontext(&home);
	CHECK(times == 3);
}

static void
visible(void)
{
	static const struct {
		const char *in, *out;
		int flags;
	} t[] = {
		{ "a b\tc\n", "a b\tc\n", 0 },
		{ "a b\tc\n", "a\\040b\\^Ic\\^J", VIS_WHITE },
		{ "a b\tc\n", "a\\sb\\tc\\n", VIS_WHITE | VIS_CSTYLE },
		{ "\\ \033\177", "\\\\ \\^[\\^?", 0 },
		{ "\344\201\240", "\\M-d\\M^A\\240", 0 },
		{ "\344\r", "\\344\\015", VIS_OCTAL },
		{ "\r\n", "\r\n", VIS_SAFE },
		{ "*?", "\\052\\077", VIS_GLOB },
		{ "\\\033", "\\^[", VIS_NOSLASH },
	};
	char buf[64], back[64];
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		CHECK(strvis(buf, t[i].in, t[i].flags) ==
		    (int)strlen(t[i].out));
		if (strcmp(buf, t[i].out) == 0 && (t[i].flags & VIS_NOSLASH))
			continue;
		if (strcmp(buf, t[i].out) != 0) {
			printf("vis %zu: %s\n", i, buf);
			failed = 1;
		}
		CHECK(strunvis(back, buf) == (int)strlen(t[i].in));
		CHECK(strcmp(back, t[i].in) == 0);
	}
	CHECK(strvisx(buf, "\0" "1\0", 3, VIS_CSTYLE) == 7 &&
	    strcmp(buf, "\\0001\\0") == 0);
	CHECK(strnvis(buf, 4, "abc", 0) == 3 && strcmp(buf, "abc") == 0);
	CHECK(strnvis(buf, 4, "ab\033", 0) == -1 && errno == ENOSPC);
	CHECK(strunvis(back, "a\\q") == -1);
	CHECK(strunvis(back, "\\12") == 1 && back[0] == '\n');
}

struct pair {
	int key, order;
};

static int
by_key(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	return (x->key < y->key ? -1 : x->key > y->key);
}

static void
sorts(void)
{
	struct pair v[1000], w[1000], one = { 7, 0 };
	size_t i, n = 1000;

	for (i = 0; i < n; i++)
		v[i] = w[i] = (struct pair){ (int)(i * 7919 % 101), (int)i };
	CHECK(heapsort(v, n, sizeof(v[0]), by_key) == 0);
	CHECK(mergesort(w, n, sizeof(w[0]), by_key) == 0);
	for (i = 1; i < n; i++)
		if (v[i - 1].key > v[i].key || w[i - 1].key > w[i].key ||
		    (w[i - 1].key == w[i].key && w[i - 1].order > w[i].order))
			break;
	CHECK(i == n);
	CHECK(mergesort(w, n, 1, by_key) == -1 && errno == EINVAL);

	n = 3;
	v[0].key = 1, v[1].key = 2, v[2].key = 3;
	CHECK(lfind(&one, v, &n, sizeof(v[0]), by_key) == NULL && n == 3);
	CHECK(lsearch(&one, v, &n, sizeof(v[0]), by_key) == &v[3] && n == 4);
	CHECK(lsearch(&one, v, &n, sizeof(v[0]), by_key) == &v[3] && n == 4);
}

struct element {
	struct element *next, *prev;
};

static void
queues(void)
{
	struct element a, b, c;

	insque(&a, NULL);
	insque(&c, &a);
	insque(&b, &a);
	CHECK(a.next == &b && b.next == &c && c.next == NULL &&
	    c.prev == &b && a.prev == NULL);
	remque(&b);
	CHECK(a.next == &c && c.prev == &a);
}

static int
look(struct dl_phdr_info *info, size_t size, void *arg)
{
	const char *self = arg;
	int i;

	CHECK(size >= sizeof(*info) && info->dlpi_phnum > 0);
	for (i = 0; i < info->dlpi_phnum; i++) {
		const Elf_Phdr *ph = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + ph->p_vaddr;

		if (ph->p_type == PT_LOAD && (uintptr_t)self >= start &&
		    (uintptr_t)self < start + ph->p_memsz)
			return (42);
	}
	return (0);
}

static void
static_program(void)
{
	const char *why;

	CHECK(dl_iterate_phdr(look, __DECONST(char *, "text")) == 42);
	CHECK(dlerror() == NULL);
	CHECK(dlopen("libc.so", RTLD_LAZY) == NULL);
	why = dlerror();
	CHECK(why != NULL && strcmp(why, "Service unavailable") == 0);
	CHECK(dlerror() == NULL);
}

static void
files(void)
{
	char *const roots[] = { __DECONST(char *, "/etc"), NULL };
	struct timeval tv[2] = { { 1000, 0 }, { 2000, 500000 } };
	struct stat st;
	FTS *fts;
	FTSENT *e;
	char *name;
	int fd;

	name = tempnam("/tmp", "posix");
	CHECK(name != NULL && strncmp(name, "/tmp/posix", 10) == 0);
	fd = open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
	CHECK(fd >= 0);
	CHECK(ftruncate(fd, 100000) == 0 && pwrite(fd, "x", 1, 50000) == 1);
	CHECK(posix_fallocate(fd, 0, 200000) == 0);
	CHECK(fstat(fd, &st) == 0 && st.st_size == 200000 &&
	    st.st_blocks * 512 >= 200000);
	CHECK(posix_fallocate(fd, 0, 0) == EINVAL);
	CHECK(futimesat(AT_FDCWD, name, tv) == 0 && stat(name, &st) == 0 &&
	    st.st_mtim.tv_sec == 2000);
	CHECK(unlink(name) == 0 && close(fd) == 0);
	free(name);

	fts = fts_open(roots, FTS_PHYSICAL, NULL);
	fts_set_clientptr(fts, roots[0]);
	CHECK((e = fts_read(fts)) != NULL && (fts_get_stream)(e) == fts &&
	    (fts_get_clientptr)(fts) == roots[0]);
	fts_close(fts);
}

static ssize_t
answer(void *cookie, char *buf, size_t n)
{
	int *left = cookie;

	if (n == 0 || *left == 0)
		return (0);
	*buf = (char)('0' + (*left)--);
	return (1);
}

static void
globs(void)
{
	glob_t g = { .gl_pathc = 0 };

	CHECK(glob("/etc/[p]asswd", 0, NULL, &g) == 0 && g.gl_pathc == 1 &&
	    strcmp(g.gl_pathv[0], "/etc/passwd") == 0);
	CHECK(glob("/etc/nothing*", GLOB_APPEND, NULL, &g) == GLOB_NOMATCH &&
	    g.gl_pathc == 1);
	CHECK(glob("/etc/nothing*", GLOB_APPEND | GLOB_NOCHECK, NULL,
	    &g) == 0 && g.gl_pathc == 2 && strcmp(g.gl_pathv[1], "/etc/nothing*") == 0);
	globfree(&g);
	CHECK(glob("/etc/\\[p]asswd", 0, NULL, &g) == GLOB_NOMATCH);
	CHECK(glob("/etc/{passwd,group}", GLOB_BRACE, NULL, &g) == 0 &&
	    g.gl_pathc == 2);
	globfree(&g);
}

/* What is declared without asking for another system's names. */
static void
declared(void)
{
	cookie_io_functions_t io = { .read = answer };
	char buf[8] = "", name[] = "/tmp/posix.XXXXXX";
	int left = 3, fd;
	FILE *fp;

	CHECK(memmem("kernel", 6, "rne", 3) != NULL);
	CHECK(*(char *)memrchr("abca", 'a', 4) == 'a');
	CHECK(strcasestr("VKERNEL", "kern") != NULL);
	CHECK(*strchrnul("abc", 'x') == '\0');
	fp = fopencookie(&left, "r", io);
	CHECK(fp != NULL && fgets(buf, sizeof(buf), fp) != NULL &&
	    strcmp(buf, "321") == 0);
	fclose(fp);
	fd = mkostemp(name, O_CLOEXEC);
	CHECK(fd >= 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	CHECK(unlink(name) == 0);
	CHECK(strcmp(strerror_l(ENOENT, NULL), strerror(ENOENT)) == 0);
}

int
main(void)
{
	contexts();
	visible();
	sorts();
	queues();
	static_program();
	files();
	globs();
	declared();
	if (failed == 0)
		puts("all of it holds");
	return (failed);
}
