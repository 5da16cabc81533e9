/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * elf.h: ELF of this machine.
 */
#ifndef _SYS_ELF_H_
#define _SYS_ELF_H_

#include <machine/elf.h>

#endif /* !_SYS_ELF_H_ */
