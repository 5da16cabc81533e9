/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * h_interp.c: a dynamic linker as the kernel sees one.  It judges what it was
 * handed: the auxiliary vector, and that the program and itself lie in memory as
 * their files' program headers say; relocates the program and enters it.
 *
 * usage: argv is { any, "dyn", the path that AT_EXECPATH must give }.
 *
 * It has no relocations of its own, so that it can run as it was loaded.
 */
#include "guest.h"
#include "h_dyn.h"
#include <sys/param.h>
#include <machine/elf.h>

#define AT_MAX		32
#define PAGE		4096ul
#define MAXPH		32

/* Of this image, from the linker. */
extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));

static unsigned long aux[AT_MAX];
static char seen[AT_MAX];
static int entered;			/* the program ran and came back */
static volatile long own = 0x5a5a5a5a5a5a;

static void
take_aux(char **vec)
{
	char **e = vec + 1 + (long)vec[0] + 1;

	while (*e != 0)
		e++;
	for (Elf64_Auxinfo *a = (Elf64_Auxinfo *)(e + 1);
	    a->a_type != AT_NULL; a++) {
		CHECK(a->a_type > 0 && a->a_type < AT_MAX);
		if (a->a_type <= 0 || a->a_type >= AT_MAX)
			continue;
		CHECK(!seen[a->a_type]);
		seen[a->a_type] = 1;
		aux[a->a_type] = (unsigned long)a->a_un.a_val;
	}
	CHECK(seen[AT_PHDR] && seen[AT_PHENT] && seen[AT_PHNUM] &&
	    seen[AT_PAGESZ] && seen[AT_BASE] && seen[AT_FLAGS] &&
	    seen[AT_ENTRY] && seen[AT_EXECPATH] && seen[AT_OSRELDATE]);
	CHECK_EQ(aux[AT_PHENT], sizeof(Elf64_Phdr));
	CHECK_EQ(aux[AT_PAGESZ], PAGE);
	CHECK_EQ(aux[AT_FLAGS], 0);
	CHECK_EQ(aux[AT_OSRELDATE], __DragonFly_version);
	CHECK(aux[AT_BASE] == (unsigned long)&__ehdr_start);
	CHECK_EQ(aux[AT_BASE] % PAGE, 0);
}

/*
 * One loadable segment: memory is the file's bytes, zeroes follow when fresh
 * says that nobody wrote yet, and it can be written to where p_flags say so.
 */
static void
check_segment(long fd, const Elf64_Phdr *ph, unsigned long bias, int fresh)
{
	static char buf[PAGE];
	char *mem = (char *)(bias + ph->p_vaddr);
	unsigned long end = ph->p_vaddr + ph->p_memsz, n;
	int set = 0;

	for (unsigned long off = 0; off < ph->p_filesz; off += n) {
		n = ph->p_filesz - off < PAGE ? ph->p_filesz - off : PAGE;
		CHECK_EQ(sys(SYS_extpread, fd, buf, n, 0,
		    ph->p_offset + off), (long)n);
		CHECK(g_same(buf, mem + off, n));
	}
	end = (end + PAGE - 1) & ~(PAGE - 1);
	if (fresh && ph->p_memsz > ph->p_filesz)
		for (unsigned long i = ph->p_filesz; ph->p_vaddr + i < end; i++)
			set += mem[i] != 0;
	CHECK_EQ(set, 0);
	/* Its own first byte, read into its place. */
	if (ph->p_filesz != 0)
		CHECK_EQ(sys(SYS_extpread, fd, mem, 1, 0, ph->p_offset),
		    (ph->p_flags & PF_W) != 0 ? 1 : -EFAULT);
}

/* The image of the file at path, whose ELF header the caller gets. */
static void
check_image(const char *path, const Elf64_Phdr *ph, unsigned long bias,
    int fresh, Elf64_Ehdr *eh)
{
	static Elf64_Phdr fph[MAXPH];
	long fd = sys(SYS_open, path, O_RDONLY), n;
	int loads = 0;

	CHECK(fd >= 0);
	CHECK_EQ(sys(SYS_read, fd, eh, sizeof(*eh)), (long)sizeof(*eh));
	CHECK(eh->e_phnum <= MAXPH);
	n = eh->e_phnum * (long)sizeof(*ph);
	CHECK_EQ(sys(SYS_extpread, fd, fph, n, 0, eh->e_phoff), n);
	CHECK(g_same(ph, fph, (size_t)n));
	for (int i = 0; i < eh->e_phnum; i++)
		if (ph[i].p_type == PT_LOAD) {
			check_segment(fd, &ph[i], bias, fresh);
			loads++;
		}
	CHECK(loads > 1);
	sys(SYS_close, fd);
}

static void
relocate(const Elf64_Dyn *d, unsigned long bias)
{
	const Elf64_Rela *r = 0;
	unsigned long size = 0;

	for (; d->d_tag != DT_NULL; d++) {
		if (d->d_tag == DT_RELA)
			r = (const Elf64_Rela *)(bias + d->d_un.d_ptr);
		if (d->d_tag == DT_RELASZ)
			size = d->d_un.d_val;
	}
	for (; r != 0 && size >= sizeof(*r); size -= sizeof(*r), r++) {
		CHECK_EQ(ELF64_R_TYPE(r->r_info), R_X86_64_RELATIVE);
		*(unsigned long *)(bias + r->r_offset) =
		    bias + (unsigned long)r->r_addend;
	}
}

static void
check_program(const char *want_path)
{
	const Elf64_Phdr *ph = (const Elf64_Phdr *)aux[AT_PHDR];
	const Elf64_Phdr *self = (const Elf64_Phdr *)(aux[AT_BASE] +
	    __ehdr_start.e_phoff);
	const char *path = (const char *)aux[AT_EXECPATH], *interp = 0;
	const Elf64_Dyn *dyn = 0;
	unsigned long bias = 0, top = 0;
	static Elf64_Ehdr eh;

	CHECK(g_same(path, want_path, g_len(want_path) + 1));
	for (unsigned long i = 0; i < aux[AT_PHNUM]; i++)
		if (ph[i].p_type == PT_PHDR)
			bias = aux[AT_PHDR] - ph[i].p_vaddr;
	for (unsigned long i = 0; i < aux[AT_PHNUM]; i++) {
		if (ph[i].p_type == PT_INTERP)
			interp = (const char *)(bias + ph[i].p_vaddr);
		if (ph[i].p_type == PT_DYNAMIC)
			dyn = (const Elf64_Dyn *)(bias + ph[i].p_vaddr);
		if (ph[i].p_type == PT_LOAD)
			top = bias + ph[i].p_vaddr + ph[i].p_memsz;
	}
	CHECK(interp != 0);
	check_image(path, ph, bias, 1, &eh);
	CHECK_EQ(eh.e_phnum, aux[AT_PHNUM]);
	CHECK_EQ(aux[AT_ENTRY], bias + eh.e_entry);
	CHECK(eh.e_type == ET_DYN ? bias != 0 && dyn != 0 : bias == 0);
	/* The break can grow: the linker is not in its way. */
	CHECK(aux[AT_BASE] > top + (1ul << 30));
	check_image(interp, self, aux[AT_BASE], 0, &eh);
	CHECK_EQ(eh.e_type, ET_DYN);
	if (dyn != 0)
		relocate(dyn, bias);
}

/* The program calls it at its end. */
static int
cleanup(void)
{
	CHECK_EQ(entered, 0);
	entered = 1;
	CHECK(checks > 40);
	return (failures);
}

void interpreter(char **vec, dyn_cleanup *none, char **sp);
DYN_START(interpreter);

__attribute__((used)) void
interpreter(char **vec, dyn_cleanup *none, char **sp)
{
	CHECK((unsigned long)sp % 16 == 8 && sp <= vec && vec - sp < 2);
	CHECK(none == 0);
	CHECK_EQ(own, 0x5a5a5a5a5a5a);
	CHECK_EQ((long)vec[0], 3);
	CHECK(g_same(vec[2], "dyn", 4));
	take_aux(vec);
	check_program(vec[3]);
	__asm__ volatile("movq %0, %%rsp; xorl %%ebp, %%ebp; jmp *%3"
	    : : "r" (sp), "D" (vec), "S" (cleanup), "r" (aux[AT_ENTRY])
	    : "memory");
	__builtin_unreachable();
}
