/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_exec.c: execve: the first stack, scripts, what survives, and files that are
 * no programs.
 */
#include "guest.h"
#include <sys/elf64.h>
#include <sys/exec.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <machine/elf.h>

#define USRSTACK_	0x7fffffe00000ul

static char image[1 << 20];
static long image_size;
static char *self;
static char *noenv[] = { 0 };
static char tiny[4096 + 64] __attribute__((aligned(64)));

/*
 * A program that exits with 7, small and harmless however it is damaged: text at
 * 0x400000, data with zeroes behind it at 0x601000.
 */
static void
make_tiny(void)
{
	static const unsigned char code[] = { 0xb8, 1, 0, 0, 0, 0xbf, 7, 0, 0,
	    0, 0x0f, 0x05, 0xeb, 0xfe };
	Elf64_Ehdr *eh = (Elf64_Ehdr *)tiny;
	Elf64_Phdr *ph = (Elf64_Phdr *)(tiny + sizeof(*eh));

	eh->e_ident[0] = 0x7f;
	eh->e_ident[1] = 'E';
	eh->e_ident[2] = 'L';
	eh->e_ident[3] = 'F';
	eh->e_ident[EI_CLASS] = ELFCLASS64;
	eh->e_ident[EI_DATA] = ELFDATA2LSB;
	eh->e_ident[EI_VERSION] = EV_CURRENT;
	eh->e_type = ET_EXEC;
	eh->e_machine = EM_X86_64;
	eh->e_version = EV_CURRENT;
	eh->e_entry = 0x400200;
	eh->e_phoff = sizeof(*eh);
	eh->e_ehsize = sizeof(*eh);
	eh->e_phentsize = sizeof(*ph);
	eh->e_phnum = 3;
	ph[0] = (Elf64_Phdr){ PT_LOAD, PF_R | PF_X, 0, 0x400000, 0x400000,
	    0x300, 0x300, 4096 };
	ph[1] = (Elf64_Phdr){ PT_LOAD, PF_R | PF_W, 4096, 0x601000, 0x601000,
	    64, 0x3000, 4096 };
	ph[2] = (Elf64_Phdr){ PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 0, 16 };
	for (size_t i = 0; i < sizeof(code); i++)
		tiny[0x200 + i] = (char)code[i];
}

static long
run_file(const char *path)
{
	char *av[] = { (char *)path, (char *)"exit7", 0 };

	return (g_run(path, av, noenv));
}

/* -- in the new image ------------------------------------------------------ */

static int
check_stack(int argc, char **argv)
{
	struct ps_strings *ps = (struct ps_strings *)(USRSTACK_ - sizeof(*ps));
	char **envp = argv + argc + 1, **e = envp;
	int n = 0, got = 0;
	Elf64_Auxinfo *aux;

	CHECK_EQ(argc, 4);
	CHECK(g_same(argv[1], "stack", 6));
	CHECK(g_same(argv[2], "", 1));
	CHECK(g_same(argv[3], "a b", 4));
	CHECK(argv[4] == 0);
	CHECK_EQ(ps->ps_nargvstr, argc);
	CHECK(ps->ps_argvstr == argv);
	CHECK(ps->ps_envstr == envp);
	while (*e != 0) {
		e++;
		n++;
	}
	CHECK_EQ(n, 2);
	CHECK_EQ(ps->ps_nenvstr, 2);
	CHECK(g_same(envp[0], "A=1", 4));
	CHECK_EQ((long)argv % 8, 0);
	for (aux = (Elf64_Auxinfo *)(e + 1); aux->a_type != AT_NULL; aux++)
		switch (aux->a_type) {
		case AT_PAGESZ:
			CHECK_EQ(aux->a_un.a_val, 4096);
			got |= 1;
			break;
		case AT_PHENT:
			CHECK_EQ(aux->a_un.a_val, 56);
			got |= 2;
			break;
		case AT_PHDR:
			CHECK(((Elf64_Phdr *)aux->a_un.a_ptr)->p_align != 0);
			got |= 4;
			break;
		case AT_EXECPATH:
			CHECK(((char *)aux->a_un.a_ptr)[0] == '/');
			got |= 8;
			break;
		case AT_ENTRY:
		case AT_BASE:
		case AT_FLAGS:
		case AT_PHNUM:
		case AT_OSRELDATE:
			got += 16;
			break;
		}
	CHECK_EQ(got, 15 + 5 * 16);
	return (failures);
}

/* What exec keeps and what it resets; fd 9 was close-on-exec, 8 not. */
static int
check_kept(void)
{
	struct sigaction sa;
	sigset_t mask;
	stack_t ss;

	CHECK_EQ(sys(SYS_fcntl, 9, F_GETFD, 0), -EBADF);
	CHECK(sys(SYS_fcntl, 8, F_GETFD, 0) >= 0);
	sys(SYS_sigaction, SIGUSR1, 0, &sa);
	CHECK(sa.sa_handler == SIG_DFL);
	sys(SYS_sigaction, SIGUSR2, 0, &sa);
	CHECK(sa.sa_handler == SIG_IGN);
	sys(SYS_sigprocmask, SIG_BLOCK, 0, &mask);
	CHECK_EQ(mask.__bits[0], 1u << (SIGHUP - 1));
	sys(SYS_sigaltstack, 0, &ss);
	CHECK_EQ(ss.ss_flags, SS_DISABLE);
	return (failures);
}

static int
check_ids(unsigned want)
{
	uid_t r, e, s;

	sys(SYS_getresuid, &r, &e, &s);
	CHECK(r == 500 && e == want && s == want);
	CHECK_EQ(sys(SYS_issetugid), want != 500);
	return (failures);
}

/* -- in the old one -------------------------------------------------------- */

static void
t_stack(void)
{
	char *av[] = { self, (char *)"stack", (char *)"", (char *)"a b", 0 };
	char *ev[] = { (char *)"A=1", (char *)"B=22", 0 };

	CHECK_EQ(g_run(self, av, ev), 0);
	CHECK_EQ(g_run(self, (char **)8, ev), -EFAULT);
	CHECK_EQ(g_run((char *)8, av, ev), -EFAULT);
	CHECK_EQ(g_run("/no/such", av, ev), -ENOENT);
	CHECK_EQ(g_run("/", av, ev), -EACCES);
	CHECK_EQ(g_run("/dev/null", av, ev), -EACCES);
}

static void
handler(int sig G_UNUSED)
{
}

static void
t_kept(void)
{
	char *av[] = { self, (char *)"kept", 0 };
	static char stack[16384];
	stack_t ss = { stack, sizeof(stack), 0 };
	long pid = g_fork();
	int st = 0;

	if (pid == 0) {
		sys(SYS_dup2, 1, 8);
		sys(SYS_dup2, 1, 9);
		sys(SYS_fcntl, 9, F_SETFD, FD_CLOEXEC);
		g_action(SIGUSR1, handler, SA_ONSTACK);
		g_action(SIGUSR2, (void *)1, 0);
		g_mask(SIG_BLOCK, SIGHUP);
		sys(SYS_sigaltstack, &ss, 0);
		sys(SYS_execve, self, av, noenv);
		g_exit(99);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
}

static void
t_setid(void)
{
	char *av[] = { (char *)"/tmp/suid", (char *)"ids", 0 };
	long pid;
	int st = 0;

	g_putfile("/tmp/suid", image, (size_t)image_size, 0755);
	CHECK_EQ(sys(SYS_chown, "/tmp/suid", 600, 0), 0);
	CHECK_EQ(sys(SYS_chmod, "/tmp/suid", 04755), 0);
	if ((pid = g_fork()) == 0) {
		sys(SYS_setresuid, 500, 500, 500);
		sys(SYS_execve, "/tmp/suid", av, noenv);
		g_exit(99);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
	sys(SYS_unlink, "/tmp/suid");
}

/* Where set-id files are not honoured, one runs as who started it. */
static void
t_nosuid(void)
{
	char *av[] = { (char *)"/tmp/nosuid/suid", (char *)"noids", 0 };
	long pid;
	int st = 0;

	CHECK_EQ(sys(SYS_mkdir, "/tmp/nosuid", 0755), 0);
	CHECK_EQ(sys(SYS_mount, "tmpfs", "/tmp/nosuid", MNT_NOSUID, 0), 0);
	CHECK_EQ(sys(SYS_chmod, "/tmp/nosuid", 0755), 0);
	g_putfile(av[0], image, (size_t)image_size, 0755);
	CHECK_EQ(sys(SYS_chown, av[0], 600, 0), 0);
	CHECK_EQ(sys(SYS_chmod, av[0], 06755), 0);
	if ((pid = g_fork()) == 0) {
		sys(SYS_setresuid, 500, 500, 500);
		sys(SYS_execve, av[0], av, noenv);
		g_exit(99);
	}
	g_wait(pid, &st, 0);
	CHECK_EQ(st, 0);
	CHECK_EQ(sys(SYS_unmount, "/tmp/nosuid", 0), 0);
	CHECK_EQ(sys(SYS_rmdir, "/tmp/nosuid"), 0);
}

static void
script(const char *path, const char *text)
{
	g_putfile(path, text, g_len(text), 0755);
}

/* The script's interpreter is this program: "#! self script ..." */
static void
t_scripts(void)
{
	char line[200], *p = line;
	const char *s;
	char *av[] = { (char *)"ignored", (char *)"x", 0 };

	*p++ = '#';
	*p++ = '!';
	*p++ = ' ';
	for (s = self; *s != '\0';)
		*p++ = *s++;
	for (s = " script two # comment\nrest"; *s != '\0';)
		*p++ = *s++;
	*p = '\0';
	script("/tmp/s", line);
	CHECK_EQ(g_run("/tmp/s", av, noenv), 0);
	script("/tmp/s2", "#!/tmp/s\n");
	CHECK_EQ(g_run("/tmp/s2", av, noenv), -ENOEXEC);
	script("/tmp/s2", "#!\n");
	CHECK_EQ(g_run("/tmp/s2", av, noenv), -ENOEXEC);
	script("/tmp/s2", "#!   ");
	CHECK_EQ(g_run("/tmp/s2", av, noenv), -ENOEXEC);
	script("/tmp/s2", "#!/no/such/thing\n");
	CHECK_EQ(g_run("/tmp/s2", av, noenv), -ENOENT);
	script("/tmp/s2", "echo hello\n");
	CHECK_EQ(g_run("/tmp/s2", av, noenv), -ENOEXEC);
	script("/tmp/s2", "#");
	CHECK_EQ(g_run("/tmp/s2", av, noenv), -ENOEXEC);
	g_putfile("/tmp/s2", "", 0, 0755);
	CHECK_EQ(g_run("/tmp/s2", av, noenv), -ENOEXEC);
	g_putfile("/tmp/s2", image, 64, 0644);
	CHECK_EQ(g_run("/tmp/s2", av, noenv), -EACCES);
}

static int
check_script(int argc, char **argv)
{
	CHECK_EQ(argc, 5);
	CHECK(g_same(argv[1], "script", 7));
	CHECK(g_same(argv[2], "two", 4));
	CHECK(g_same(argv[3], "/tmp/s", 7));
	CHECK(g_same(argv[4], "x", 2));
	return (failures);
}

#define TINY_SIZE	sizeof(tiny)

/* One change of the image, and what executing it gives. */
static void
bad(long want, size_t off, const void *data, size_t n)
{
	char save[64];
	long got;

	for (size_t i = 0; i < n; i++) {
		save[i] = tiny[off + i];
		tiny[off + i] = ((const char *)data)[i];
	}
	g_putfile("/tmp/bad", tiny, TINY_SIZE, 0755);
	got = run_file("/tmp/bad");
	if (got != want) {
		g_puts("bad at ");
		g_putn((long)off);
		g_puts("\n");
	}
	CHECK_EQ(got, want);
	for (size_t i = 0; i < n; i++)
		tiny[off + i] = save[i];
}
#define BAD_EH(m, ...) do {						\
	__typeof__(((Elf64_Ehdr *)0)->m) v_ = __VA_ARGS__;		\
	bad(-ENOEXEC, __builtin_offsetof(Elf64_Ehdr, m), &v_, sizeof(v_));	\
} while (0)
#define BAD_PH(i, m, ...) do {						\
	__typeof__(((Elf64_Phdr *)0)->m) v_ = __VA_ARGS__;		\
	bad(-ENOEXEC, phoff + (i) * sizeof(Elf64_Phdr) +			\
	    __builtin_offsetof(Elf64_Phdr, m), &v_, sizeof(v_));	\
} while (0)

static void
t_malformed(void)
{
	Elf64_Ehdr *eh = (Elf64_Ehdr *)tiny;
	size_t phoff = eh->e_phoff;
	Elf64_Phdr *ph = (Elf64_Phdr *)(tiny + phoff);
	size_t load = 0, last = 0;
	unsigned char c;

	g_putfile("/tmp/good", tiny, TINY_SIZE, 0755);
	CHECK_EQ(run_file("/tmp/good"), 7);
	for (size_t i = eh->e_phnum; i-- > 0;)
		if (ph[i].p_type == PT_LOAD)
			load = i;
	for (size_t i = 0; i < eh->e_phnum; i++)
		if (ph[i].p_type == PT_LOAD)
			last = i;
	for (size_t i = 0; i < 4; i++)
		bad(-ENOEXEC, i, "x", 1);
	c = ELFCLASS32;
	bad(-ENOEXEC, EI_CLASS, &c, 1);
	c = ELFDATA2MSB;
	bad(-ENOEXEC, EI_DATA, &c, 1);
	c = 9;
	bad(-ENOEXEC, EI_VERSION, &c, 1);
	c = ELFOSABI_LINUX;
	bad(-ENOEXEC, EI_OSABI, &c, 1);
	c = ELFOSABI_FREEBSD;
	bad(-ENOEXEC, EI_OSABI, &c, 1);
	BAD_EH(e_type, ET_REL);
	BAD_EH(e_type, ET_CORE);
	BAD_EH(e_machine, EM_386);
	BAD_EH(e_version, 3);
	BAD_EH(e_phoff, 4096);
	BAD_EH(e_phoff, ~0ul);
	BAD_EH(e_phoff, eh->e_phoff + 1);
	BAD_EH(e_phnum, 0);
	BAD_EH(e_phnum, 0xffff);
	BAD_EH(e_phentsize, 32);
	BAD_EH(e_ehsize, 32);
	BAD_EH(e_entry, 0);
	BAD_EH(e_entry, ~0ul);
	BAD_PH(load, p_offset, ~0ul);
	BAD_PH(load, p_filesz, ~0ul);
	BAD_PH(load, p_filesz, ph[load].p_memsz + 1);
	BAD_PH(load, p_memsz, ~0ul);
	BAD_PH(load, p_memsz, 0);
	BAD_PH(load, p_vaddr, 0);
	BAD_PH(load, p_vaddr, ~0xffful);
	BAD_PH(load, p_vaddr, USRSTACK_ - 4096);
	BAD_PH(load, p_vaddr, 0x7fffffe00000ul);
	BAD_PH(load, p_vaddr, 0x800000000000ul);
	BAD_PH(load, p_vaddr, ph[load].p_vaddr + 8);
	BAD_PH(last, p_vaddr, ph[load].p_vaddr);
	BAD_PH(last, p_offset, TINY_SIZE + 4096);
	BAD_PH(load, p_type, PT_INTERP);
	/* Cut off at every so many bytes. */
	for (long n = 1; n < (long)TINY_SIZE; n += n < 600 ? 13 : 177) {
		long r;

		g_putfile("/tmp/bad", tiny, (size_t)n, 0755);
		r = run_file("/tmp/bad");
		if (n < (long)(ph[last].p_offset + ph[last].p_filesz))
			CHECK_EQ(r, -ENOEXEC);
		else
			CHECK_EQ(r, 7);
	}
}

/* Random bits: nothing but the child may suffer. */
static void
t_fuzz(void)
{
	unsigned long seed = 12345;
	Elf64_Ehdr *eh = (Elf64_Ehdr *)tiny;
	size_t span = eh->e_phoff + eh->e_phnum * sizeof(Elf64_Phdr);

	for (int i = 0; i < 150; i++) {
		size_t off;
		char save;

		seed = seed * 6364136223846793005ul + 1442695040888963407ul;
		off = (seed >> 33) % span;
		save = tiny[off];
		tiny[off] ^= (char)(1 << (seed >> 60) % 8);
		g_putfile("/tmp/fuzz", tiny, TINY_SIZE, 0755);
		(void)run_file("/tmp/fuzz");
		tiny[off] = save;
	}
	CHECK_EQ(run_file("/tmp/good"), 7);
}

static void
t_limits(void)
{
	static char big[200000], *av[8];
	int st = 0;
	long pid;

	g_putfile("/tmp/good", image, (size_t)image_size, 0755);

	for (size_t i = 0; i < sizeof(big) - 1; i++)
		big[i] = 'a';
	av[0] = self;
	av[1] = (char *)"exit7";
	av[2] = big;
	CHECK_EQ(g_run(self, av, noenv), 7);
	av[3] = big;
	CHECK_EQ(g_run(self, av, noenv), -E2BIG);
	av[3] = 0;
	CHECK_EQ(g_run(self, av, av), -E2BIG);
	/* A running program cannot be written to, a written one not run. */
	if ((pid = g_fork()) == 0) {
		char *slow[] = { (char *)"/tmp/good", (char *)"sleep", 0 };

		sys(SYS_execve, "/tmp/good", slow, noenv);
		g_exit(99);
	}
	g_sleep_ms(100);
	CHECK_EQ(sys(SYS_open, "/tmp/good", O_WRONLY), -ETXTBSY);
	sys(SYS_kill, pid, SIGKILL);
	g_wait(pid, &st, 0);
	pid = sys(SYS_open, "/tmp/good", O_WRONLY);
	CHECK(pid >= 0);
	CHECK_EQ(run_file("/tmp/good"), -ETXTBSY);
	sys(SYS_close, pid);
	CHECK_EQ(run_file("/tmp/good"), 7);
}

static void
t_vfork_exec(void)
{
	char *av[] = { self, (char *)"exit7", 0 };
	int st = 0;
	long pid;

	for (int i = 0; i < 50; i++) {
		pid = sys(SYS_vfork);
		if (pid == 0 && sys_rdx == 1) {
			sys(SYS_exit, 128 - sys(SYS_execve, self, av, noenv));
		}
		CHECK(pid > 0);
		CHECK_EQ(g_wait(pid, &st, 0), pid);
		CHECK_EQ(st, 7 << 8);
	}
}

int
main(int argc, char **argv)
{
	long fd, n;

	self = argv[0];
	if (argc > 1 && g_same(argv[1], "stack", 6))
		g_exit(check_stack(argc, argv));
	if (argc > 1 && g_same(argv[1], "kept", 5))
		g_exit(check_kept());
	if (argc > 1 && g_same(argv[1], "noids", 6))
		g_exit(check_ids(500));
	if (argc > 1 && g_same(argv[1], "ids", 4))
		g_exit(check_ids(600));
	if (argc > 1 && g_same(argv[1], "script", 7))
		g_exit(check_script(argc, argv));
	if (argc > 1 && g_same(argv[1], "exit7", 6))
		g_exit(7);
	if (argc > 1 && g_same(argv[1], "sleep", 6))
		for (;;)
			g_sleep_ms(1000);
	g_nocore();
	fd = sys(SYS_open, self, O_RDONLY);
	CHECK(fd >= 0);
	while ((n = sys(SYS_read, fd, image + image_size,
	    sizeof(image) - (size_t)image_size)) > 0)
		image_size += n;
	sys(SYS_close, fd);
	CHECK(image_size > 4096 && image_size < (long)sizeof(image));
	RUN(t_stack);
	RUN(t_kept);
	RUN(t_setid);
	RUN(t_nosuid);
	RUN(t_scripts);
	make_tiny();
	RUN(t_malformed);
	RUN(t_fuzz);
	RUN(t_limits);
	RUN(t_vfork_exec);
	guest_done();
}
