/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exec_elf.c: ELF images: checked whole before the old image is touched, then
 * mapped.
 *
 * A file is hostile.  What is looked at: the ELF header, the program headers
 * (which must lie in the first page), PT_INTERP and PT_NOTE there.  Every loadable
 * segment must lie in the file and in the user's part of the address space, in
 * ascending order without overlap, its offset and address congruent.
 */
#include <machine/elf.h>
#include <sys/mman.h>
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/exec_int.h"
#include "kern/proc_int.h"
#include "vfs/namei.h"
#include "vm/vm.h"

#define ELF_VA_MIN	0x10000ul	/* the host keeps what is below */
#define NT_ABI_TAG	1

bool
elf_magic(const uint8_t *hdr, size_t len)
{
	return (len >= sizeof(Elf64_Ehdr) && hdr[EI_MAG0] == ELFMAG0 &&
	    hdr[EI_MAG1] == ELFMAG1 && hdr[EI_MAG2] == ELFMAG2 &&
	    hdr[EI_MAG3] == ELFMAG3);
}

/* Class, machine, type, OS, and that the program headers are at hand. */
static int
check_header(const Elf64_Ehdr *eh)
{
	if (eh->e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh->e_ident[EI_DATA] != ELFDATA2LSB ||
	    eh->e_ident[EI_VERSION] != EV_CURRENT ||
	    eh->e_ident[EI_OSABI] != ELFOSABI_NONE ||
	    eh->e_machine != EM_X86_64 || eh->e_version != EV_CURRENT ||
	    eh->e_ehsize != sizeof(*eh) ||
	    eh->e_phentsize != sizeof(Elf64_Phdr))
		return (ENOEXEC);
	if (eh->e_type != ET_EXEC && eh->e_type != ET_DYN)
		return (ENOEXEC);
	if (eh->e_phnum == 0 || eh->e_phoff > EXEC_HDRSIZE ||
	    eh->e_phoff % 8 != 0 || (size_t)eh->e_phnum * sizeof(Elf64_Phdr) >
	    EXEC_HDRSIZE - eh->e_phoff)
		return (ENOEXEC);
	return (0);
}

static bool
in_header(const Elf64_Phdr *ph)
{
	return (ph->p_offset <= EXEC_HDRSIZE &&
	    ph->p_filesz <= EXEC_HDRSIZE - ph->p_offset);
}

/*
 * A note that names the system: ours, or one whose programs are not for us.
 */
static int
check_note(const struct exec_elf *el, const Elf64_Phdr *ph)
{
	static const char *const foreign[] = { "GNU", "FreeBSD", "NetBSD",
	    "OpenBSD" };
	const uint8_t *p = el->el_hdr + ph->p_offset;
	uint32_t note[3];	/* name size, descriptor size, type */
	size_t left = ph->p_filesz, step;

	if (!in_header(ph))
		return (0);
	while (left >= sizeof(note)) {
		memcpy(note, p, sizeof(note));
		left -= sizeof(note);
		p += sizeof(note);
		step = roundup2((size_t)note[0], 4) +
		    roundup2((size_t)note[1], 4);
		if (note[0] > left || step > left)
			return (0);
		for (size_t i = 0; i < NELEM(foreign); i++)
			if (note[2] == NT_ABI_TAG &&
			    note[0] == strlen(foreign[i]) + 1 &&
			    memcmp(p, foreign[i], note[0]) == 0)
				return (ENOEXEC);
		left -= step;
		p += step;
	}
	return (0);
}

/* The path of the dynamic linker; those of other systems are refused. */
static int
check_interp(struct exec_elf *el, const Elf64_Phdr *ph)
{
	char *name = (char *)el->el_hdr + ph->p_offset;
	const char *base;

	if (el->el_interp != NULL || !in_header(ph) || ph->p_filesz < 2 ||
	    ph->p_filesz > MAXPATHLEN || name[ph->p_filesz - 1] != '\0')
		return (ENOEXEC);
	base = strrchr(name, '/');
	base = base != NULL ? base + 1 : name;
	if (strncmp(base, "ld-linux", 8) == 0 ||
	    strncmp(base, "ld-musl", 7) == 0 ||
	    strcmp(base, "ld-elf.so.1") == 0)
		return (ENOEXEC);
	el->el_interp = name;
	return (0);
}

static int
plan_segment(struct exec_elf *el, const Elf64_Phdr *ph)
{
	struct exec_seg *es = &el->el_seg[el->el_nseg];
	uintptr_t va = ph->p_vaddr + el->el_bias;

	if (ph->p_memsz == 0 && ph->p_filesz == 0)
		return (0);
	if (el->el_nseg == EXEC_MAXSEG || ph->p_filesz > ph->p_memsz ||
	    ph->p_offset > el->el_size ||
	    ph->p_filesz > el->el_size - ph->p_offset ||
	    (ph->p_filesz != 0 &&
	    ((ph->p_vaddr ^ ph->p_offset) & PAGE_MASK) != 0))
		return (ENOEXEC);
	if (ph->p_vaddr > EXEC_STACKLOW || va < ELF_VA_MIN ||
	    va > EXEC_STACKLOW || ph->p_memsz > EXEC_STACKLOW - va)
		return (ENOEXEC);
	if (el->el_nseg > 0 && va < es[-1].es_va + es[-1].es_memsz)
		return (ENOEXEC);
	es->es_va = va;
	es->es_off = ph->p_offset;
	es->es_filesz = ph->p_filesz;
	es->es_memsz = ph->p_memsz;
	es->es_prot = ((ph->p_flags & PF_R) != 0 ? PROT_READ : 0) |
	    ((ph->p_flags & PF_W) != 0 ? PROT_WRITE : 0) |
	    ((ph->p_flags & PF_X) != 0 ? PROT_EXEC : 0);
	el->el_nseg++;
	return (0);
}

/* Where the program finds its headers: PT_PHDR, or the segment around them. */
static void
find_phdrs(struct exec_elf *el, const Elf64_Ehdr *eh, const Elf64_Phdr *ph)
{
	uint64_t end = eh->e_phoff + (uint64_t)eh->e_phnum * sizeof(*ph);

	el->el_phnum = eh->e_phnum;
	for (int i = 0; i < eh->e_phnum; i++) {
		if (ph[i].p_type == PT_PHDR) {
			el->el_phdr = ph[i].p_vaddr + el->el_bias;
			return;
		}
		if (ph[i].p_type == PT_LOAD && ph[i].p_offset <=
		    eh->e_phoff && end <= ph[i].p_offset + ph[i].p_filesz)
			el->el_phdr = ph[i].p_vaddr + el->el_bias +
			    eh->e_phoff - ph[i].p_offset;
	}
}

static bool
in_segment(const struct exec_elf *el, uintptr_t va)
{
	for (int i = 0; i < el->el_nseg; i++)
		if (va - el->el_seg[i].es_va < el->el_seg[i].es_memsz)
			return (true);
	return (false);
}

int
elf_plan(struct exec_elf *el, bool rtld, uintptr_t bias)
{
	const Elf64_Ehdr *eh = (const Elf64_Ehdr *)el->el_hdr;
	const Elf64_Phdr *ph;
	int error;

	if ((error = check_header(eh)) != 0)
		return (error);
	ph = (const Elf64_Phdr *)(el->el_hdr + eh->e_phoff);
	el->el_bias = eh->e_type == ET_DYN ? bias : 0;
	el->el_stackprot = PROT_READ | PROT_WRITE | PROT_EXEC;
	for (int i = 0; i < eh->e_phnum && error == 0; i++) {
		switch (ph[i].p_type) {
		case PT_LOAD:
			error = plan_segment(el, &ph[i]);
			break;
		case PT_INTERP:
			if (!rtld)
				error = check_interp(el, &ph[i]);
			break;
		case PT_NOTE:
			if (!rtld)
				error = check_note(el, &ph[i]);
			break;
		case PT_GNU_STACK:
			if ((ph[i].p_flags & PF_X) == 0)
				el->el_stackprot = PROT_READ | PROT_WRITE;
			break;
		}
	}
	if (error != 0)
		return (error);
	el->el_entry = eh->e_entry + el->el_bias;
	if (el->el_nseg == 0 || !in_segment(el, el->el_entry))
		return (ENOEXEC);
	find_phdrs(el, eh, ph);
	return (0);
}

/* First page behind the last segment. */
uintptr_t
elf_end(const struct exec_elf *el)
{
	const struct exec_seg *es = &el->el_seg[el->el_nseg - 1];

	return (round_page(es->es_va + es->es_memsz));
}

/* The last bytes of file data share their page with zeroes: a page of ours. */
static int
copy_fragment(struct exec_elf *el, const struct exec_seg *es,
    struct vmspace *vm)
{
	uintptr_t end = es->es_va + es->es_filesz;
	uintptr_t start = K_MAX((uintptr_t)trunc_page(end), es->es_va);
	size_t n = end - start;
	uint8_t *buf;
	int error;

	if (n == 0)
		return (0);
	if ((buf = kmalloc(n, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = vn_rdwr(UIO_READ_K, el->el_vp, buf, n,
	    (int64_t)(es->es_off + es->es_filesz - n), 0, root_cred, NULL);
	if (error == 0)
		error = vmspace_copyout(vm, buf, start, n, true);
	kfree(buf, M_TEMP);
	return (error);
}

static int
map_segment(struct exec_elf *el, const struct exec_seg *es,
    struct vmspace *vm)
{
	uintptr_t va = trunc_page(es->es_va), fend, end, addr;
	int flags = MAP_PRIVATE | MAP_FIXED, error = 0;

	fend = es->es_va + es->es_filesz;
	fend = es->es_memsz > es->es_filesz ? trunc_page(fend) :
	    round_page(fend);
	end = round_page(es->es_va + es->es_memsz);
	if (es->es_filesz != 0 && fend > va) {
		addr = va;
		error = vm_map_vnode(vm, &addr, fend - va, es->es_prot,
		    PROT_READ | PROT_WRITE | PROT_EXEC, flags |
		    ((es->es_prot & PROT_WRITE) != 0 ? 0 : MAP_NOCORE),
		    el->el_vp, (int64_t)trunc_page(es->es_off));
	} else
		fend = va;
	if (error == 0 && end > fend) {
		addr = fend;
		error = vm_map_anon(vm, &addr, end - fend, es->es_prot, flags);
		if (error == 0 && es->es_filesz != 0)
			error = copy_fragment(el, es, vm);
	}
	return (error);
}

void
elf_warm(struct exec_elf *el, struct vmspace *vm)
{
	for (int i = 0; i < el->el_nseg; i++)
		if ((el->el_seg[i].es_prot & PROT_WRITE) != 0) {
			vm_image_start(vm, el->el_vp, el->el_seg[i].es_va,
			    elf_end(el) - el->el_seg[i].es_va);
			return;
		}
}

int
elf_map(struct exec_elf *el, struct vmspace *vm)
{
	const struct exec_seg *es;
	int error = 0;

	for (int i = 0; i < el->el_nseg && error == 0; i++)
		error = map_segment(el, &el->el_seg[i], vm);
	for (int i = 0; i < el->el_nseg && error == 0; i++) {
		es = &el->el_seg[i];
		if ((es->es_prot & PROT_WRITE) == 0 && es->es_filesz != 0)
			vm_prefault(vm, trunc_page(es->es_va),
			    round_page(es->es_va + es->es_filesz) -
			    trunc_page(es->es_va));
	}
	return (error);
}
