/*
 * h_shared.c: loads a shared object with the calls that DragonFly's dynamic
 * linker makes, in their order and with their flags: the whole range without
 * access, the segments over it, the bss over those, relocation, the part that
 * is read-only from then on.  The object works, again after fork(2), and
 * nothing is left when it is gone.
 *
 * usage: h_shared object
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <sys/param.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <machine/elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK(c) do {							\
	if (!(c)) {							\
		printf("line %d: %s (errno %d)\n", __LINE__, #c, errno); \
		exit(1);						\
	}								\
} while (0)

struct object {
	char		*base;
	size_t		 size;
	const Elf64_Dyn	*dynamic;
	const Elf64_Sym	*symtab;
	const char	*strtab;
	const unsigned	*hash;
	char		*relro;
	size_t		 relro_size;
};

int outer = 1000;

int
outside(int n)
{
	return (n + outer);
}

static int
protection(unsigned flags)
{
	return ((flags & PF_R ? PROT_READ : 0) |
	    (flags & PF_W ? PROT_WRITE : 0) | (flags & PF_X ? PROT_EXEC : 0));
}

/* One segment, its last page cleared, and the pages that are bss only. */
static void
map_segment(struct object *o, int fd, const Elf64_Phdr *ph)
{
	unsigned long from = trunc_page(ph->p_vaddr);
	unsigned long end = round_page(ph->p_vaddr + ph->p_filesz);
	unsigned long all = round_page(ph->p_vaddr + ph->p_memsz);
	unsigned long clear = ph->p_vaddr + ph->p_filesz;
	int prot = protection(ph->p_flags);
	int flags = MAP_PRIVATE | MAP_FIXED | (prot & PROT_WRITE ? 0 :
	    MAP_NOCORE);

	if (end > from)
		CHECK(mmap(o->base + from, end - from, prot, flags, fd,
		    (off_t)trunc_page(ph->p_offset)) == o->base + from);
	if (ph->p_memsz == ph->p_filesz)
		return;
	if (end > clear) {
		if ((prot & PROT_WRITE) == 0)
			CHECK(mprotect(o->base + trunc_page(clear), PAGE_SIZE,
			    prot | PROT_WRITE) == 0);
		memset(o->base + clear, 0, end - clear);
		if ((prot & PROT_WRITE) == 0) {
			CHECK(madvise(o->base + trunc_page(clear), PAGE_SIZE,
			    MADV_CORE) == 0);
			CHECK(mprotect(o->base + trunc_page(clear), PAGE_SIZE,
			    prot) == 0);
		}
	}
	if (all > end)
		CHECK(mmap(o->base + end, all - end, prot, flags | MAP_ANON, -1,
		    0) == o->base + end);
}

static void
map(struct object *o, const char *path)
{
	static char head[PAGE_SIZE];
	const Elf64_Ehdr *eh = (const Elf64_Ehdr *)head;
	const Elf64_Phdr *ph;
	unsigned long end = 0;
	struct stat st, again;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	/* An object is known by device and inode. */
	CHECK(fd >= 0 && fstat(fd, &st) == 0 && stat(path, &again) == 0);
	CHECK(st.st_dev == again.st_dev && st.st_ino == again.st_ino);
	CHECK(pread(fd, head, sizeof(head), 0) > (ssize_t)sizeof(*eh));
	CHECK(IS_ELF(*eh) && eh->e_type == ET_DYN);
	ph = (const Elf64_Phdr *)(head + eh->e_phoff);
	for (int i = 0; i < eh->e_phnum; i++)
		if (ph[i].p_type == PT_LOAD)
			end = round_page(ph[i].p_vaddr + ph[i].p_memsz);
	o->size = end;
	o->base = mmap(NULL, end, PROT_NONE, MAP_ANON | MAP_PRIVATE |
	    MAP_NOCORE, -1, 0);
	CHECK(o->base != MAP_FAILED);
	for (int i = 0; i < eh->e_phnum; i++) {
		if (ph[i].p_type == PT_LOAD)
			map_segment(o, fd, &ph[i]);
		if (ph[i].p_type == PT_DYNAMIC)
			o->dynamic = (const Elf64_Dyn *)(o->base +
			    ph[i].p_vaddr);
		if (ph[i].p_type == PT_GNU_RELRO) {
			o->relro = o->base + trunc_page(ph[i].p_vaddr);
			o->relro_size = round_page(ph[i].p_memsz);
		}
	}
	close(fd);
}

static unsigned long
dynamic(const struct object *o, long tag)
{
	for (const Elf64_Dyn *d = o->dynamic; d->d_tag != DT_NULL; d++)
		if (d->d_tag == tag)
			return (d->d_un.d_val);
	return (0);
}

static void *
lookup(const struct object *o, const char *name)
{
	for (unsigned i = 1; i < o->hash[1]; i++)
		if (o->symtab[i].st_shndx != SHN_UNDEF &&
		    strcmp(o->strtab + o->symtab[i].st_name, name) == 0)
			return (o->base + o->symtab[i].st_value);
	if (strcmp(name, "outside") == 0)
		return ((void *)outside);
	if (strcmp(name, "outer") == 0)
		return (&outer);
	printf("no symbol %s\n", name);
	exit(1);
}

static void
relocate(const struct object *o, unsigned long at, unsigned long size)
{
	const Elf64_Rela *r = (const Elf64_Rela *)(o->base + at);

	for (size_t i = 0; i < size / sizeof(*r); i++) {
		char **where = (char **)(o->base + r[i].r_offset);
		const char *name = o->strtab +
		    o->symtab[ELF64_R_SYM(r[i].r_info)].st_name;

		switch (ELF64_R_TYPE(r[i].r_info)) {
		case R_X86_64_RELATIVE:
			*where = o->base + r[i].r_addend;
			break;
		case R_X86_64_64:
		case R_X86_64_GLOB_DAT:
		case R_X86_64_JMP_SLOT:
			*where = (char *)lookup(o, name) + r[i].r_addend;
			break;
		default:
			CHECK(!"a relocation that is known");
		}
	}
}

static void
load(struct object *o, const char *path)
{
	void (**init)(void);

	map(o, path);
	o->symtab = (const Elf64_Sym *)(o->base + dynamic(o, DT_SYMTAB));
	o->strtab = o->base + dynamic(o, DT_STRTAB);
	o->hash = (const unsigned *)(o->base + dynamic(o, DT_HASH));
	relocate(o, dynamic(o, DT_RELA), dynamic(o, DT_RELASZ));
	relocate(o, dynamic(o, DT_JMPREL), dynamic(o, DT_PLTRELSZ));
	CHECK(o->relro_size > 0 && mprotect(o->relro, o->relro_size,
	    PROT_READ) == 0);
	init = (void (**)(void))(o->base + dynamic(o, DT_INIT_ARRAY));
	for (size_t i = 0; i < dynamic(o, DT_INIT_ARRAYSZ) / sizeof(*init); i++)
		init[i]();
}

static sigjmp_buf back;

static void
caught(int sig)
{
	siglongjmp(back, sig);
}

/* Which signal a write there, or a read, brings; 0 for none. */
static int
touch(volatile char *p, int writing)
{
	int sig = sigsetjmp(back, 1);

	if (sig != 0)
		return (sig);
	if (writing)
		*p = *p;
	else
		(void)*p;
	return (0);
}

int
main(int argc, char **argv)
{
	struct object o;
	int (*work)(int), status;
	char *text;
	pid_t pid;

	CHECK(argc == 2);
	/* What the linker asks first; there are no hints here. */
	CHECK(!issetugid());
	CHECK(open("/var/run/ld-elf.so.hints", O_RDONLY) < 0 &&
	    errno == ENOENT);
	signal(SIGSEGV, caught);
	signal(SIGBUS, caught);
	for (int turn = 0; turn < 50; turn++) {
		memset(&o, 0, sizeof(o));
		load(&o, argv[1]);
		work = (int (*)(int))lookup(&o, "work");
		text = (char *)work;
		CHECK(work(10) == 20 + 1010 + 2 + 1000 + 42 + 10 + 4);
		CHECK(work(10) == 20 + 1010 + 2 + 1000 + 42 + 20 + 5);
		CHECK(work(4999) == 9998 + 5999 + 2 + 1000 + 42 + 4999 + 6);
		/* Text and what was relocated are not to be written. */
		CHECK(touch(text, 1) != 0 && touch(text, 0) == 0);
		CHECK(touch(o.relro, 1) != 0 && touch(o.relro, 0) == 0);
		if ((pid = fork()) == 0)
			_exit(work(10) == 2111 ? 0 : 1);
		CHECK(waitpid(pid, &status, 0) == pid && status == 0);
		/* The child's work was its own. */
		CHECK(work(10) == 2111);
		CHECK(munmap(o.base, o.size) == 0);
		CHECK(touch(text, 0) != 0);
	}
	printf("all of it holds\n");
	return (0);
}
