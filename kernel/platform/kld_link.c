/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_link.c: relocatable ELF files become code and data of the kernel.
 *
 * A module is compiled as the kernel is, for the small code model, and linked
 * with ld -r.  Its sections go into memory in the low 2 GB in three groups of
 * pages: text, constants, data.  They are written and relocated, then protected:
 * no page is both written and executed.
 *
 * kld_elf.c has looked the headers through; what they point to is checked here.
 */
#include <sys/errno.h>
#include "host/host_mem.h"
#include "kern/kld_var.h"
#include "lib/libkern.h"

/* The group that a section belongs to; -1: it does not stay. */
static int
section_group(const Elf64_Shdr *sh)
{
	if ((sh->sh_flags & SHF_ALLOC) == 0)
		return (-1);
	if ((sh->sh_flags & SHF_EXECINSTR) != 0)
		return (HOST_CODE_TEXT);
	return ((sh->sh_flags & SHF_WRITE) != 0 ? HOST_CODE_DATA :
	    HOST_CODE_RODATA);
}

/*
 * Give the sections of a group their offsets from *size on, in whole pages;
 * with base, copy them there.
 */
static int
place_group(struct kld_object *ko, int group, uint8_t *base, size_t *size)
{
	Elf64_Shdr sh;

	for (unsigned i = 1; i < ko->ko_nsections; i++) {
		kld_section(ko, i, &sh);
		if (section_group(&sh) != group)
			continue;
		if ((sh.sh_flags & SHF_TLS) != 0 || (sh.sh_flags &
		    (SHF_WRITE | SHF_EXECINSTR)) ==
		    (SHF_WRITE | SHF_EXECINSTR) || (sh.sh_type !=
		    SHT_PROGBITS && sh.sh_type != SHT_NOBITS &&
		    sh.sh_type != SHT_NOTE && sh.sh_type != SHT_INIT_ARRAY &&
		    sh.sh_type != SHT_FINI_ARRAY))
			return (kld_bad(ko, "a section of a kind that no module "
			    "has"));
		if (sh.sh_addralign > 1)
			*size = (*size + sh.sh_addralign - 1) &
			    ~(sh.sh_addralign - 1);
		if (base != NULL) {
			ko->ko_addr[i] = (uintptr_t)base + *size;
			if (sh.sh_type != SHT_NOBITS)
				memcpy(base + *size, ko->ko_bytes +
				    sh.sh_offset, sh.sh_size);
		}
		*size += sh.sh_size;
		if (*size > KLD_MAXSIZE)
			return (kld_bad(ko, "too large"));
	}
	if (group == HOST_CODE_TEXT && ko->ko_nfar != 0) {
		*size = (*size + 15) & ~(size_t)15;
		if (base != NULL)
			ko->ko_far = (struct far_slot *)(void *)(base + *size);
		*size += ko->ko_nfar * sizeof(struct far_slot);
	}
	*size = round_page(*size);
	return (0);
}

/* How many names of a sanitizer it asks for. */
static size_t
count_far(const struct kld_object *ko)
{
	Elf64_Shdr symtab;
	const char *name;
	Elf64_Sym sym;
	size_t n = 0;

	kld_section(ko, ko->ko_symtab, &symtab);
	for (size_t i = 1; i < ko->ko_nsyms; i++) {
		kld_sym(ko, i, &sym);
		name = kld_string(ko, symtab.sh_link, sym.st_name);
		if (sym.st_shndx == SHN_UNDEF && name != NULL &&
		    host_code_sanitizer(name) != 0)
			n++;
	}
	return (n);
}

static int
place_sections(struct kld_object *ko, struct kld_file *kf)
{
	size_t size = 0;
	void *p;
	int error;

	ko->ko_nfar = count_far(ko);
	if ((error = place_group(ko, HOST_CODE_TEXT, NULL, &size)) != 0)
		return (error);
	kf->kf_textsize = size;
	if ((error = place_group(ko, HOST_CODE_RODATA, NULL, &size)) != 0)
		return (error);
	kf->kf_rosize = size - kf->kf_textsize;
	if ((error = place_group(ko, HOST_CODE_DATA, NULL, &size)) != 0)
		return (error);
	if (size == 0)
		return (kld_bad(ko, "nothing in it"));
	if ((error = host_code_alloc(size, &p)) != 0)
		return (error);
	kf->kf_base = p;
	kf->kf_size = size;
	size = 0;
	for (int group = HOST_CODE_TEXT; group <= HOST_CODE_DATA; group++)
		(void)place_group(ko, group, kf->kf_base, &size);
	return (0);
}

/* The set of that kind, whose entries point to what the module has. */
static int
find_set(struct kld_object *ko, struct kld_file *kf, int kind, unsigned n)
{
	struct kset *set = &kf->kf_sets[kind];
	size_t size = kld_setinfo[kind].si_size, count;
	Elf64_Shdr sh;
	uintptr_t off;
	void **start;

	kld_section(ko, n, &sh);
	start = (void **)ko->ko_addr[n];
	count = sh.sh_size / sizeof(void *);
	if (set->ks_start != NULL)
		return (kld_bad(ko, "a set is there twice"));
	if (start == NULL || ((uintptr_t)start & (sizeof(void *) - 1)) != 0)
		return (kld_bad(ko, "a set is not aligned"));
	for (size_t i = 0; i < count; i++) {
		off = (uintptr_t)start[i] - (uintptr_t)kf->kf_base;
		if (off > kf->kf_size || kf->kf_size - off < size ||
		    (off & (sizeof(void *) - 1)) != 0)
			return (kld_bad(ko, "a set points out of the module"));
	}
	set->ks_start = start;
	set->ks_count = count;
	return (0);
}

/* Does the module itself walk the set?  Then it need not be the kernel's. */
static bool
own_set(const struct kld_object *ko, const char *set)
{
	static const char prefix[] = "__start_";
	Elf64_Shdr symtab;
	const char *name;
	Elf64_Sym sym;

	kld_section(ko, ko->ko_symtab, &symtab);
	for (size_t i = 1; i < ko->ko_nsyms; i++) {
		kld_sym(ko, i, &sym);
		name = kld_string(ko, symtab.sh_link, sym.st_name);
		if (name != NULL && strncmp(name, prefix,
		    sizeof(prefix) - 1) == 0 &&
		    strcmp(name + sizeof(prefix) - 1, set) == 0)
			return (true);
	}
	return (false);
}

/* Sets that the kernel does not look for would be forgotten: refuse. */
static int
find_sets(struct kld_object *ko, struct kld_file *kf)
{
	const char *name;
	Elf64_Shdr sh;
	int error = 0, kind;

	for (unsigned i = 1; error == 0 && i < ko->ko_nsections; i++) {
		kld_section(ko, i, &sh);
		name = kld_section_name(ko, &sh);
		if (strncmp(name, "set_", 4) != 0 || sh.sh_type != SHT_PROGBITS)
			continue;
		for (kind = 0; kind < KLD_NSETS; kind++)
			if (strcmp(name + 4, kld_setinfo[kind].si_name) == 0)
				break;
		if (kind < KLD_NSETS)
			error = find_set(ko, kf, kind, i);
		else if (!own_set(ko, name)) {
			kprintf("kldload: %s: %s is no set of this kernel\n",
			    ko->ko_name, name);
			error = ENOEXEC;
		}
	}
	if (error == 0 && kf->kf_modules.ks_count == 0)
		error = kld_bad(ko, "declares no module");
	return (error);
}

/*
 * Constructors and destructors: a sanitizer's tell it of variables.  Those of the
 * sections in the order of the file.
 */
static int
find_calls(struct kld_object *ko, struct kld_file *kf)
{
	Elf64_Shdr sh;
	struct kset *ks;
	uintptr_t off;

	for (unsigned i = 1; i < ko->ko_nsections; i++) {
		kld_section(ko, i, &sh);
		if ((sh.sh_type != SHT_INIT_ARRAY && sh.sh_type !=
		    SHT_FINI_ARRAY) || ko->ko_addr[i] == 0)
			continue;
		ks = sh.sh_type == SHT_INIT_ARRAY ? &kf->kf_init : &kf->kf_fini;
		if (ks->ks_start != NULL || (ko->ko_addr[i] &
		    (sizeof(void *) - 1)) != 0)
			return (kld_bad(ko, "constructors in several places"));
		ks->ks_start = (void **)ko->ko_addr[i];
		ks->ks_count = sh.sh_size / sizeof(void *);
		for (size_t k = 0; k < ks->ks_count; k++) {
			off = (uintptr_t)ks->ks_start[k] -
			    (uintptr_t)kf->kf_base;
			if (off >= kf->kf_textsize)
				return (kld_bad(ko, "a constructor is no code "
				    "of it"));
		}
	}
	return (0);
}

int
kld_object_link(struct kld_object *ko, struct kld_file *kf)
{
	size_t text, rodata;
	int error;

	if ((error = place_sections(ko, kf)) != 0 ||
	    (error = kld_resolve(ko, kf)) != 0 ||
	    (error = kld_relocate(ko)) != 0 ||
	    (error = find_sets(ko, kf)) != 0 ||
	    (error = find_calls(ko, kf)) != 0)
		return (error);
	text = kf->kf_textsize;
	rodata = kf->kf_rosize;
	error = host_code_protect(kf->kf_base, text, HOST_CODE_TEXT);
	if (error == 0)
		error = host_code_protect(kf->kf_base + text, rodata,
		    HOST_CODE_RODATA);
	return (error);
}

void
kld_memory_free(struct kld_file *kf)
{
	if (kf->kf_base != NULL)
		host_code_free(kf->kf_base, kf->kf_size);
}
