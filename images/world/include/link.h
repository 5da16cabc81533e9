/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * link.h: what a process consists of.
 */
#ifndef _LINK_H_
#define _LINK_H_

#include <sys/types.h>
#include <elf.h>

struct dl_phdr_info {
	Elf_Addr	 dlpi_addr;
	const char	*dlpi_name;
	const Elf_Phdr	*dlpi_phdr;
	Elf_Half	 dlpi_phnum;
	unsigned long long dlpi_adds;
	unsigned long long dlpi_subs;
	size_t		 dlpi_tls_modid;
	void		*dlpi_tls_data;
};

__BEGIN_DECLS
int	dl_iterate_phdr(int (*)(struct dl_phdr_info *, size_t, void *), void *);
__END_DECLS

#endif /* !_LINK_H_ */
