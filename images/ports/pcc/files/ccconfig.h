/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ccconfig.h: the Portable C Compiler for this world: DragonFly's names, no
 * run-time linker, and helpers of arithmetic in libgcc.
 */
#include "predefs.h"

#define CPPADD		{ "-D__DragonFly__=5", "-D__ELF__", "-D__unix__=1", \
			  "-D__unix=1", PREDEFS NULL }
#define CRT0		"crt1.o"
#define GCRT0		"crt1.o"
#define CRTBEGIN_T	"crtbegin.o"
#define CRTEND_T	"crtend.o"
#define STARTLABEL	"_start"
#define PCC_WINT_TYPE	"int"
#define DEFLIBS		{ "-lc", "-lgcc", 0 }
#define DEFPROFLIBS	{ "-lc", "-lgcc", 0 }
#define DEFCXXLIBS	{ "-lc", "-lgcc", 0 }

#ifndef mach_amd64
#error this world is one for amd64
#endif
#include "../inc/amd64.h"
