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
#include "host/host.h"
#include "kern/kld_var.h"
#include "lib/libkern.h"

#ifndef R_X86_64_PC64
#define R_X86_64_PC64	24
#endif
#ifndef R_X86_64_GOTPCREL
#define R_X86_64_GOTPCREL	9
#endif
#ifndef R_X86_64_GOTPCRELX
#define R_X86_64_GOTPCRELX	41
#define R_X86_64_REX_GOTPCRELX	42
#endif
#define MAXMISSING	8	/* undefined names that are told */

/*
 * What a sanitizer's library has is out of the reach of 32 bits: a jump there, and
 * the address itself for those who load it, at the end of the text.
 */
struct far_slot {
	uint8_t		 fs_jump[8];	/* jmp *fs_value(%rip) */
	uint64_t	 fs_value;
};
static const uint8_t far_jump[8] = { 0xff, 0x25, 2, 0, 0, 0, 0x90, 0x90 };

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

/* __start_x and __stop_x, where section x of the module begins and ends. */
static bool
resolve_bound(const struct kld_object *ko, const char *name, uintptr_t *value)
{
	bool stop = strncmp(name, "__stop_", 7) == 0;
	Elf64_Shdr sh;
	unsigned n;

	if (!stop && strncmp(name, "__start_", 8) != 0)
		return (false);
	n = kld_section_byname(ko, name + (stop ? 7 : 8), &sh);
	if (n == 0 || ko->ko_addr[n] == 0)
		return (false);
	*value = ko->ko_addr[n] + (stop ? sh.sh_size : 0);
	return (true);
}

/* A name that the module does not have itself: the kernel's, or its needs'. */
static bool
resolve(const struct kld_object *ko, struct kld_file *kf, const char *name,
    uintptr_t *value)
{
	size_t size;

	if (resolve_bound(ko, name, value) || kld_symbol(TAILQ_FIRST(&kld_files), name,
	    value, &size))
		return (true);
	for (int i = 0; i < kf->kf_ndeps; i++)
		if (kld_symbol(kf->kf_deps[i], name, value, &size))
			return (true);
	return (false);
}

/* A name of a sanitizer's library: near itself, or by the next slot. */
static bool
resolve_far(struct kld_object *ko, const char *name, uintptr_t *value)
{
	uintptr_t where = host_code_sanitizer(name);
	struct far_slot *fs;

	if (where == 0)
		return (false);
	fs = &ko->ko_far[ko->ko_nfarused++];
	memcpy(fs->fs_jump, far_jump, sizeof(far_jump));
	fs->fs_value = where;
	*value = where <= INT32_MAX ? where : (uintptr_t)fs;
	return (true);
}

static int
resolve_symbols(struct kld_object *ko, struct kld_file *kf)
{
	int missing = 0;
	Elf64_Shdr symtab, sh;
	const char *name;
	Elf64_Sym sym;

	kld_section(ko, ko->ko_symtab, &symtab);
	for (size_t i = 1; i < ko->ko_nsyms; i++) {
		kld_sym(ko, i, &sym);
		name = kld_string(ko, symtab.sh_link, sym.st_name);
		if (name == NULL)
			return (kld_bad(ko, "a symbol's name is out of bounds"));
		if (sym.st_shndx == SHN_ABS)
			ko->ko_value[i] = sym.st_value;
		else if (sym.st_shndx == SHN_UNDEF) {
			if (!resolve(ko, kf, name, &ko->ko_value[i]) &&
			    !resolve_far(ko, name, &ko->ko_value[i]) &&
			    ELF64_ST_BIND(sym.st_info) != STB_WEAK &&
			    missing++ < MAXMISSING)
				kprintf("kldload: %s: undefined symbol %s\n",
				    ko->ko_name, name);
		} else if (sym.st_shndx >= ko->ko_nsections)
			return (kld_bad(ko, "a symbol is in no section"));
		else if (ko->ko_addr[sym.st_shndx] != 0) {
			kld_section(ko, sym.st_shndx, &sh);
			if (sym.st_value > sh.sh_size)
				return (kld_bad(ko, "a symbol is beyond its "
				    "section"));
			ko->ko_value[i] = ko->ko_addr[sym.st_shndx] +
			    sym.st_value;
		}
	}
	return (missing != 0 ? ENOEXEC : 0);
}

/* The place that holds the address of a symbol: its slot has it; 0: none. */
static uintptr_t
got_entry(const struct kld_object *ko, uintptr_t value)
{
	for (size_t i = 0; i < ko->ko_nfarused; i++)
		if (value == ko->ko_far[i].fs_value ||
		    value == (uintptr_t)&ko->ko_far[i])
			return ((uintptr_t)&ko->ko_far[i].fs_value);
	return (0);
}

/* One relocation of the section at `where', which has room bytes. */
static int
relocate_one(struct kld_object *ko, uint8_t *where, size_t room,
    const Elf64_Rela *r)
{
	size_t sym = ELF64_R_SYM(r->r_info), width = 4;
	uint32_t type = ELF64_R_TYPE(r->r_info);
	uint64_t v, pc = (uint64_t)(uintptr_t)where + r->r_offset;

	if (type == R_X86_64_NONE)
		return (0);
	if (type == R_X86_64_64 || type == R_X86_64_PC64)
		width = 8;
	if (sym >= ko->ko_nsyms || r->r_offset > room ||
	    room - r->r_offset < width)
		return (kld_bad(ko, "a relocation is out of bounds"));
	v = ko->ko_value[sym] + (uint64_t)r->r_addend;
	switch (type) {
	case R_X86_64_64:
		break;
	case R_X86_64_PC64:
		v -= pc;
		break;
	case R_X86_64_GOTPCREL:
	case R_X86_64_GOTPCRELX:
	case R_X86_64_REX_GOTPCRELX:
		if ((v = got_entry(ko, ko->ko_value[sym])) == 0)
			return (kld_bad(ko, "a relocation by a table that no "
			    "module has"));
		v += (uint64_t)r->r_addend;
		/* FALLTHROUGH */
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		v -= pc;
		/* FALLTHROUGH */
	case R_X86_64_32S:
		if ((int64_t)v != (int32_t)v)
			return (kld_bad(ko, "a relocation does not reach"));
		break;
	case R_X86_64_32:
		if (v != (uint32_t)v)
			return (kld_bad(ko, "a relocation does not reach"));
		break;
	default:
		kprintf("kldload: %s: relocation type %u\n", ko->ko_name, type);
		return (ENOEXEC);
	}
	memcpy(where + r->r_offset, &v, width);
	return (0);
}

static int
relocate(struct kld_object *ko)
{
	Elf64_Shdr sh, target;
	Elf64_Rela r;
	int error = 0;

	for (unsigned i = 1; i < ko->ko_nsections; i++) {
		kld_section(ko, i, &sh);
		if (sh.sh_type != SHT_RELA && sh.sh_type != SHT_REL)
			continue;
		if (sh.sh_info >= ko->ko_nsections)
			return (kld_bad(ko, "relocations of no section"));
		if (ko->ko_addr[sh.sh_info] == 0)
			continue;	/* of what does not stay */
		if (sh.sh_type == SHT_REL || sh.sh_entsize != sizeof(r) ||
		    sh.sh_size % sizeof(r) != 0 || sh.sh_link != ko->ko_symtab)
			return (kld_bad(ko, "bad table of relocations"));
		kld_section(ko, sh.sh_info, &target);
		for (size_t off = 0; off < sh.sh_size; off += sizeof(r)) {
			memcpy(&r, ko->ko_bytes + sh.sh_offset + off,
			    sizeof(r));
			error = relocate_one(ko,
			    (uint8_t *)ko->ko_addr[sh.sh_info],
			    target.sh_size, &r);
			if (error != 0)
				return (error);
		}
	}
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
	    (error = resolve_symbols(ko, kf)) != 0 ||
	    (error = relocate(ko)) != 0 ||
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
