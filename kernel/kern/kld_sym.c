/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_sym.c: names that modules see of the kernel and of each other, and those that
 * debuggers see.
 */
#include <sys/errno.h>
#include "kern/kld_var.h"
#include "lib/libkern.h"

static bool
export_find(const char *name, uintptr_t *value, size_t *size)
{
	size_t lo = 0, hi = kld_nexports, mid;
	int c;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		c = strcmp(name, kld_exports[mid].ke_name);
		if (c == 0) {
			*value = kld_exports[mid].ke_value;
			*size = kld_exports[mid].ke_size;
			return (true);
		}
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return (false);
}

bool
kld_symbol(struct kld_file *kf, const char *name, uintptr_t *value,
    size_t *size)
{
	const struct ksym_module *sm = &kf->kf_syms;
	const struct ksym_entry *se;

	if (kf == TAILQ_FIRST(&kld_files))
		return (export_find(name, value, size));
	for (size_t i = 0; i < kf->kf_nglobals; i++) {
		se = &sm->sm_syms[kf->kf_globals[i]];
		if (strcmp(sm->sm_names + se->se_name, name) == 0) {
			*value = se->se_addr;
			*size = se->se_size;
			return (true);
		}
	}
	return (false);
}

static int
entry_cmp(const void *a, const void *b)
{
	const struct ksym_entry *x = a, *y = b;

	return (x->se_addr < y->se_addr ? -1 : x->se_addr > y->se_addr);
}

/* Is the symbol one that stays: something of ours that has a place and a name? */
static bool
stays(struct kld_object *ko, size_t i, Elf64_Sym *sym, const char **name)
{
	int type;
	Elf64_Shdr sh;

	kld_sym(ko, i, sym);
	type = ELF64_ST_TYPE(sym->st_info);
	kld_section(ko, ko->ko_symtab, &sh);
	*name = kld_string(ko, sh.sh_link, sym->st_name);
	return (type != STT_SECTION && type != STT_FILE &&
	    sym->st_shndx != SHN_UNDEF && sym->st_shndx < ko->ko_nsections &&
	    ko->ko_addr[sym->st_shndx] != 0 && *name != NULL &&
	    **name != '\0' && **name != '.');
}

int
kld_symbols_keep(struct kld_object *ko, struct kld_file *kf)
{
	struct ksym_module *sm = &kf->kf_syms;
	size_t n = 0, bytes = 0, i;
	struct ksym_entry *se;
	const char *name;
	Elf64_Sym sym;

	for (i = 1; i < ko->ko_nsyms; i++)
		if (stays(ko, i, &sym, &name)) {
			n++;
			bytes += strlen(name) + 1;
		}
	/* Many symbols may share a name's bytes: the sum has its own limit. */
	if (bytes > KLD_MAXFILE)
		return (ENOEXEC);
	sm->sm_syms = kmalloc((n + 1) * sizeof(*sm->sm_syms), M_KLD, M_WAITOK);
	kf->kf_globals = kmalloc((n + 1) * sizeof(uint32_t), M_KLD, M_WAITOK);
	sm->sm_names = kmalloc(bytes + 1, M_KLD, M_WAITOK);
	if (sm->sm_syms == NULL || sm->sm_names == NULL ||
	    kf->kf_globals == NULL)
		return (ENOMEM);
	bytes = 0;
	for (i = 1; i < ko->ko_nsyms; i++) {
		if (!stays(ko, i, &sym, &name))
			continue;
		se = &sm->sm_syms[sm->sm_nsyms++];
		se->se_addr = ko->ko_value[i];
		se->se_size = (uint32_t)K_MIN(sym.st_size, kf->kf_size);
		/* The top bit, for the moment: others may use it. */
		se->se_name = (uint32_t)bytes |
		    (ELF64_ST_BIND(sym.st_info) != STB_LOCAL ? 1u << 31 : 0);
		memcpy(sm->sm_names + bytes, name, strlen(name) + 1);
		bytes += strlen(name) + 1;
	}
	kqsort(sm->sm_syms, sm->sm_nsyms, sizeof(*sm->sm_syms), entry_cmp);
	for (i = 0; i < sm->sm_nsyms; i++)
		if ((sm->sm_syms[i].se_name & 1u << 31) != 0) {
			sm->sm_syms[i].se_name &= ~(1u << 31);
			kf->kf_globals[kf->kf_nglobals++] = (uint32_t)i;
		}
	sm->sm_path = kf->kf_name;
	sm->sm_text = (uintptr_t)kf->kf_base;
	sm->sm_size = kf->kf_size;
	sm->sm_textsize = kf->kf_textsize;
	ksym_module_add(sm);
	return (0);
}

void
kld_symbols_drop(struct kld_file *kf)
{
	ksym_module_remove(&kf->kf_syms);
	kfree(kf->kf_syms.sm_syms, M_KLD);
	kfree(kf->kf_syms.sm_names, M_KLD);
	kfree(kf->kf_globals, M_KLD);
}
