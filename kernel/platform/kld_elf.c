/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_elf.c: relocatable ELF files are looked through; kld_link.c places them.
 *
 * Nothing in the file is believed: each header is copied out of it and each
 * offset is checked before use.  What its code does once it runs is another thing:
 * that is the kernel's own.
 */
#include <sys/errno.h>
#include "kern/kld_var.h"
#include "lib/libkern.h"

#define MAXSECTIONS	1024
#define MAXSYMBOLS	65536

void
kld_section(const struct kld_object *ko, unsigned n, Elf64_Shdr *sh)
{
	Elf64_Ehdr eh;

	memcpy(&eh, ko->ko_bytes, sizeof(eh));
	memcpy(sh, ko->ko_bytes + eh.e_shoff + n * sizeof(*sh), sizeof(*sh));
}

void
kld_sym(const struct kld_object *ko, size_t n, Elf64_Sym *sym)
{
	Elf64_Shdr sh;

	kld_section(ko, ko->ko_symtab, &sh);
	memcpy(sym, ko->ko_bytes + sh.sh_offset + n * sizeof(*sym),
	    sizeof(*sym));
}

const char *
kld_string(const struct kld_object *ko, unsigned link, size_t off)
{
	Elf64_Shdr sh;

	if (link >= ko->ko_nsections)
		return (NULL);
	kld_section(ko, link, &sh);
	if (sh.sh_type != SHT_STRTAB || off >= sh.sh_size ||
	    ko->ko_bytes[sh.sh_offset + sh.sh_size - 1] != '\0')
		return (NULL);
	return ((const char *)ko->ko_bytes + sh.sh_offset + off);
}

const char *
kld_section_name(const struct kld_object *ko, const Elf64_Shdr *sh)
{
	const char *name;
	Elf64_Ehdr eh;

	memcpy(&eh, ko->ko_bytes, sizeof(eh));
	name = kld_string(ko, eh.e_shstrndx, sh->sh_name);
	return (name != NULL ? name : "");
}

int
kld_bad(const struct kld_object *ko, const char *what)
{
	kprintf("kldload: %s: %s\n", ko->ko_name, what);
	return (ENOEXEC);
}

static int
check_header(struct kld_object *ko)
{
	Elf64_Ehdr eh;

	if (ko->ko_size < sizeof(eh))
		return (kld_bad(ko, "not an ELF file"));
	memcpy(&eh, ko->ko_bytes, sizeof(eh));
	if (memcmp(eh.e_ident, "\177ELF", 4) != 0)
		return (kld_bad(ko, "not an ELF file"));
	if (eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh.e_ident[EI_DATA] != ELFDATA2LSB || eh.e_machine != EM_X86_64)
		return (kld_bad(ko, "not for x86-64"));
	if (eh.e_type != ET_REL)
		return (kld_bad(ko, "not a relocatable file"));
	if (eh.e_shentsize != sizeof(Elf64_Shdr) || eh.e_shnum == 0 ||
	    eh.e_shnum > MAXSECTIONS || eh.e_shstrndx >= eh.e_shnum ||
	    eh.e_shoff > ko->ko_size || (ko->ko_size - eh.e_shoff) /
	    sizeof(Elf64_Shdr) < eh.e_shnum)
		return (kld_bad(ko, "bad table of sections"));
	ko->ko_nsections = eh.e_shnum;
	return (0);
}

static bool
overlap(const Elf64_Shdr *a, const Elf64_Shdr *b)
{
	return (a->sh_offset < b->sh_offset + b->sh_size &&
	    b->sh_offset < a->sh_offset + a->sh_size);
}

/* Section n's place in the file, and that it shares it with none before. */
static int
check_place(struct kld_object *ko, unsigned n, const Elf64_Shdr *sh)
{
	Elf64_Shdr other;

	if (sh->sh_size > KLD_MAXSIZE)
		return (kld_bad(ko, "a section is too large"));
	if (sh->sh_addralign > PAGE_SIZE ||
	    (sh->sh_addralign & (sh->sh_addralign - 1)) != 0)
		return (kld_bad(ko, "a section's alignment is wrong"));
	if (sh->sh_type == SHT_NOBITS || sh->sh_type == SHT_NULL)
		return (0);
	if (sh->sh_offset > ko->ko_size ||
	    ko->ko_size - sh->sh_offset < sh->sh_size)
		return (kld_bad(ko, "a section reaches beyond the file"));
	if (sh->sh_size == 0)
		return (0);
	for (unsigned i = 1; i < n; i++) {
		kld_section(ko, i, &other);
		if (other.sh_type != SHT_NOBITS && other.sh_type != SHT_NULL &&
		    other.sh_size != 0 && overlap(sh, &other))
			return (kld_bad(ko, "sections overlap"));
	}
	return (0);
}

static int
check_symtab(struct kld_object *ko, unsigned n, const Elf64_Shdr *sh)
{
	if (ko->ko_symtab != 0)
		return (kld_bad(ko, "more than one table of symbols"));
	if (sh->sh_entsize != sizeof(Elf64_Sym) ||
	    sh->sh_size % sizeof(Elf64_Sym) != 0 ||
	    sh->sh_size / sizeof(Elf64_Sym) > MAXSYMBOLS ||
	    kld_string(ko, sh->sh_link, 0) == NULL)
		return (kld_bad(ko, "bad table of symbols"));
	ko->ko_symtab = n;
	ko->ko_nsyms = sh->sh_size / sizeof(Elf64_Sym);
	return (0);
}

int
kld_object_init(struct kld_object *ko, const char *name, const void *bytes,
    size_t size)
{
	Elf64_Shdr sh;
	int error;

	bzero(ko, sizeof(*ko));
	ko->ko_name = name;
	ko->ko_bytes = bytes;
	ko->ko_size = size;
	error = check_header(ko);
	for (unsigned i = 1; error == 0 && i < ko->ko_nsections; i++) {
		kld_section(ko, i, &sh);
		error = check_place(ko, i, &sh);
	}
	for (unsigned i = 1; error == 0 && i < ko->ko_nsections; i++) {
		kld_section(ko, i, &sh);
		if (sh.sh_type == SHT_SYMTAB)
			error = check_symtab(ko, i, &sh);
	}
	if (error != 0)
		return (error);
	if (ko->ko_symtab == 0)
		return (kld_bad(ko, "no table of symbols"));
	ko->ko_addr = kmalloc(ko->ko_nsections * sizeof(uintptr_t), M_KLD,
	    M_WAITOK | M_ZERO);
	ko->ko_value = kmalloc((ko->ko_nsyms + 1) * sizeof(uintptr_t), M_KLD,
	    M_WAITOK | M_ZERO);
	return (ko->ko_addr == NULL || ko->ko_value == NULL ? ENOMEM : 0);
}

void
kld_object_done(struct kld_object *ko)
{
	kfree(ko->ko_addr, M_KLD);
	kfree(ko->ko_value, M_KLD);
}

unsigned
kld_section_byname(const struct kld_object *ko, const char *name, Elf64_Shdr *sh)
{
	for (unsigned i = 1; i < ko->ko_nsections; i++) {
		kld_section(ko, i, sh);
		if (sh->sh_type == SHT_PROGBITS &&
		    strcmp(kld_section_name(ko, sh), name) == 0)
			return (i);
	}
	return (0);
}

const void *
kld_object_section(const struct kld_object *ko, const char *name,
    size_t *size)
{
	Elf64_Shdr sh;

	if (kld_section_byname(ko, name, &sh) == 0 || sh.sh_size == 0)
		return (NULL);
	*size = sh.sh_size;
	return (ko->ko_bytes + sh.sh_offset);
}
