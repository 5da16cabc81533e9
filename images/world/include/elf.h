/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elf.h: ELF; see sys/elf.h.
 */
#ifndef _ELF_H_
#define _ELF_H_

#include <sys/elf.h>

#endif /* !_ELF_H_ */
