/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_dyn.c: execve of programs with PT_INTERP.  h_interp and the programs judge how
 * they are started; here are the paths to the dynamic linker that lead nowhere and
 * the files that are none.
 *
 * Those are executed by this process itself: an execve that fails leaves it as
 * it was, one that succeeds ends the run without a score.
 */
#include "guest.h"
#include "h_dyn.h"
#include <sys/param.h>
#include <sys/stat.h>
#include <machine/elf.h>

#define INTERP		"/tmp/interp"
#define NAME_OFF	2560		/* room in a first page */

struct image {
	long		 im_size;
	char		 im_data[1 << 18] __attribute__((aligned(64)));
};

static struct image interp, prog, pie, bad;
static char *noenv[] = { 0 };
static volatile int caught;
static long marked;			/* a close-on-exec descriptor */

static void
load(struct image *im, const char *path)
{
	long fd = sys(SYS_open, path, O_RDONLY), n;

	CHECK(fd >= 0);
	while ((n = sys(SYS_read, fd, im->im_data + im->im_size,
	    sizeof(im->im_data) - (size_t)im->im_size)) > 0)
		im->im_size += n;
	sys(SYS_close, fd);
	CHECK(im->im_size > 4096 && im->im_size < (long)sizeof(im->im_data));
}

static void
put(const char *path, const struct image *im)
{
	g_putfile(path, im->im_data, (size_t)im->im_size, 0755);
}

static Elf64_Phdr *
header(struct image *im, unsigned int type)
{
	Elf64_Ehdr *eh = (Elf64_Ehdr *)im->im_data;
	Elf64_Phdr *ph = (Elf64_Phdr *)(im->im_data + eh->e_phoff);

	for (int i = 0; i < eh->e_phnum; i++)
		if (ph[i].p_type == type)
			return (&ph[i]);
	CHECK(!"there is such a header");
	return (ph);
}

static void
copy(struct image *to, const struct image *from)
{
	for (long i = 0; i < from->im_size; i++)
		to->im_data[i] = from->im_data[i];
	to->im_size = from->im_size;
}

/* The program, asking for name, n bytes with what ends it, as its linker. */
static void
put_asking(const struct image *from, const char *name, size_t n)
{
	Elf64_Phdr *ph;

	copy(&bad, from);
	ph = header(&bad, PT_INTERP);
	for (size_t i = 0; i < n && i <= MAXPATHLEN; i++)
		bad.im_data[NAME_OFF + i] = name[i];
	ph->p_vaddr += NAME_OFF - ph->p_offset;
	ph->p_offset = NAME_OFF;
	ph->p_filesz = ph->p_memsz = n;
	put("/tmp/bad", &bad);
}

static long
run_path(const char *path, const char *execpath)
{
	char *av[] = { (char *)path, (char *)"dyn", (char *)execpath, 0 };

	return (g_run(path, av, noenv));
}

static void
handler(int sig G_UNUSED)
{
	caught++;
}

/* Execution fails with error, and this process is the one that it was. */
static void
fails(const char *path, int error)
{
	char *av[] = { (char *)path, (char *)"dyn", (char *)path, 0 };
	int before = caught;
	sigset_t mask;

	CHECK_EQ(sys(SYS_execve, path, av, noenv), -error);
	CHECK_EQ(sys(SYS_fcntl, marked, F_GETFD, 0), FD_CLOEXEC);
	sys(SYS_sigprocmask, SIG_BLOCK, 0, &mask);
	CHECK_EQ(mask.__bits[0], 1u << (SIGHUP - 1));
	sys(SYS_kill, g_getpid(), SIGUSR1);
	CHECK_EQ(caught, before + 1);
}

static void
t_started(void)
{
	CHECK_EQ(run_path("/tmp/prog", "/tmp/prog"), DYN_STATUS);
	CHECK_EQ(run_path("/tmp/pie", "/tmp/pie"), DYN_STATUS);
	/* A relative path becomes an absolute one for AT_EXECPATH. */
	CHECK_EQ(sys(SYS_chdir, "/tmp"), 0);
	CHECK_EQ(run_path("./prog", "/tmp/prog"), DYN_STATUS);
	CHECK_EQ(run_path("pie", "/tmp/pie"), DYN_STATUS);
}

/* What is found under the linker's path. */
static void
t_no_linker(void)
{
	Elf64_Ehdr *eh = (Elf64_Ehdr *)bad.im_data;
	const Elf64_Phdr *text = header(&interp, PT_LOAD) + 1;
	long fd;

	sys(SYS_unlink, INTERP);
	fails("/tmp/prog", ENOENT);
	fails("/tmp/pie", ENOENT);
	CHECK_EQ(sys(SYS_mkdir, INTERP, 0755), 0);
	fails("/tmp/prog", EACCES);
	sys(SYS_rmdir, INTERP);
	CHECK_EQ(sys(SYS_symlink, "/dev/null", INTERP), 0);
	fails("/tmp/prog", EACCES);
	sys(SYS_unlink, INTERP);
	CHECK_EQ(sys(SYS_symlink, INTERP, INTERP), 0);
	fails("/tmp/prog", ELOOP);
	sys(SYS_unlink, INTERP);
	CHECK_EQ(sys(SYS_symlink, "/tmp/interp2", INTERP), 0);
	fails("/tmp/prog", ENOENT);
	put("/tmp/interp2", &interp);
	CHECK_EQ(run_path("/tmp/prog", "/tmp/prog"), DYN_STATUS);
	sys(SYS_unlink, "/tmp/interp2");

	g_putfile(INTERP, interp.im_data, (size_t)interp.im_size, 0644);
	fails("/tmp/prog", EACCES);
	g_putfile(INTERP, "", 0, 0755);
	fails("/tmp/prog", ENOEXEC);
	g_putfile(INTERP, "#!/bin/sh\nexit 42\n", 18, 0755);
	fails("/tmp/prog", ENOEXEC);
	/* Cut off: in its headers, its text. */
	for (size_t n = 1; n < text->p_offset + text->p_filesz;
	    n += n < 800 ? 61 : 1999) {
		g_putfile(INTERP, interp.im_data, n, 0755);
		fails("/tmp/pie", ENOEXEC);
	}
	/* A linker with fixed addresses would fall on what it links. */
	put(INTERP, &prog);
	fails("/tmp/prog", ENOEXEC);
	copy(&bad, &interp);
	eh->e_machine = EM_386;
	put(INTERP, &bad);
	fails("/tmp/prog", ENOEXEC);
	copy(&bad, &interp);
	header(&bad, PT_LOAD)->p_memsz = 1ul << 47;
	put(INTERP, &bad);
	fails("/tmp/prog", ENOEXEC);
	copy(&bad, &interp);
	eh->e_entry = 1ul << 30;
	put(INTERP, &bad);
	fails("/tmp/prog", ENOEXEC);

	put(INTERP, &interp);
	fd = sys(SYS_open, INTERP, O_WRONLY);
	CHECK(fd >= 0);
	fails("/tmp/prog", ETXTBSY);
	sys(SYS_close, fd);
	CHECK_EQ(run_path("/tmp/prog", "/tmp/prog"), DYN_STATUS);
}

/* What the program says of its linker's path. */
static void
t_paths(void)
{
	static const char slash[] = INTERP "/x", linux_[] = "/lib64/"
	    "ld-linux-x86-64.so.2";
	static char name[MAXPATHLEN + 1];
	Elf64_Phdr *ph;
	size_t n = 0;

	put(INTERP, &interp);
	put_asking(&prog, slash, sizeof(slash));
	fails("/tmp/bad", ENOTDIR);
	put_asking(&prog, linux_, sizeof(linux_));
	fails("/tmp/bad", ENOEXEC);
	put_asking(&prog, INTERP, sizeof(INTERP));
	CHECK_EQ(run_path("/tmp/bad", "/tmp/bad"), DYN_STATUS);
	put_asking(&pie, "interp", 7);
	CHECK_EQ(run_path("/tmp/bad", "/tmp/bad"), DYN_STATUS);
	/* Without its end; nothing; the end alone; no name. */
	put_asking(&prog, INTERP, sizeof(INTERP) - 1);
	fails("/tmp/bad", ENOEXEC);
	put_asking(&prog, INTERP, 0);
	fails("/tmp/bad", ENOEXEC);
	put_asking(&prog, "", 1);
	fails("/tmp/bad", ENOEXEC);
	put_asking(&prog, "\0", 2);
	fails("/tmp/bad", ENOENT);
	/* The longest path that there can be, and one byte more. */
	for (; n < MAXPATHLEN - sizeof(INTERP); n += 2) {
		name[n] = '/';
		name[n + 1] = '.';
	}
	for (size_t i = 0; i < sizeof(INTERP); i++)
		name[n++] = INTERP[i];
	CHECK_EQ(n, MAXPATHLEN);
	put_asking(&prog, name, MAXPATHLEN);
	CHECK_EQ(run_path("/tmp/bad", "/tmp/bad"), DYN_STATUS);
	put_asking(&prog, name, MAXPATHLEN + 1);
	fails("/tmp/bad", ENOEXEC);
	for (n = 1; n < MAXPATHLEN - 1; n++)
		name[n] = 'a';
	put_asking(&prog, name, MAXPATHLEN);
	fails("/tmp/bad", ENAMETOOLONG);
	/* Places that are not in the file's first page. */
	copy(&bad, &prog);
	ph = header(&bad, PT_INTERP);
	ph->p_offset = 4096 - 4;
	put("/tmp/bad", &bad);
	fails("/tmp/bad", ENOEXEC);
	ph->p_offset = ~0ul;
	put("/tmp/bad", &bad);
	fails("/tmp/bad", ENOEXEC);
	ph->p_offset = 8;
	ph->p_filesz = ~0ul;
	put("/tmp/bad", &bad);
	fails("/tmp/bad", ENOEXEC);
	/* Two linkers. */
	copy(&bad, &prog);
	*header(&bad, PT_PHDR) = *header(&bad, PT_INTERP);
	put("/tmp/bad", &bad);
	fails("/tmp/bad", ENOEXEC);
}

int
main(void)
{
	g_nocore();
	load(&interp, "/mnt/h_interp");
	load(&prog, "/mnt/h_dynprog");
	load(&pie, "/mnt/h_dynpie");
	put(INTERP, &interp);
	put("/tmp/prog", &prog);
	put("/tmp/pie", &pie);
	marked = sys(SYS_open, "/dev/null", O_RDONLY);
	sys(SYS_fcntl, marked, F_SETFD, FD_CLOEXEC);
	g_action(SIGUSR1, handler, 0);
	g_mask(SIG_BLOCK, SIGHUP);
	RUN(t_started);
	RUN(t_no_linker);
	RUN(t_paths);
	guest_done();
}
