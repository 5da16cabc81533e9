/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * start.c: from _start to main.
 *
 * In a static program the library sets up thread-local storage itself; in a
 * dynamic one the run-time linker has done so and says so by passing its
 * cleanup function.
 */
#include <sys/types.h>
#include <machine/elf.h>
#include <stdlib.h>
#include <string.h>

#include "libc_private.h"

typedef void	initfunc_t(int, char **, char **);

extern initfunc_t *__preinit_array_start[] __hidden __weak;
extern initfunc_t *__preinit_array_end[] __hidden __weak;
extern initfunc_t *__init_array_start[] __hidden __weak;
extern initfunc_t *__init_array_end[] __hidden __weak;
extern void (*__fini_array_start[])(void) __hidden __weak;
extern void (*__fini_array_end[])(void) __hidden __weak;

char		**environ;
char		*__progname = "";
Elf_Auxinfo	*__auxv;

/* Destructors run last to first. */
static void
run_fini(void)
{
	size_t n = (size_t)(__fini_array_end - __fini_array_start);

	while (n-- > 0)
		__fini_array_start[n]();
}

/*
 * Run the program: args is the kernel's block, cleanup the run-time linker's
 * function or NULL, mainfunc the program's main().  Does not return.
 */
void
__libc_start(long *args, void (*cleanup)(void),
    int (*mainfunc)(int, char **, char **))
{
	int argc = (int)args[0];
	char **argv = (char **)(args + 1);
	char **env = argv + argc + 1;
	char **end;
	char *slash;
	size_t i, n;

	if (environ == NULL)
		environ = env;
	for (end = env; *end != NULL; end++)
		;
	__auxv = (Elf_Auxinfo *)(void *)(end + 1);
	if (argc > 0 && argv[0] != NULL) {
		slash = strrchr(argv[0], '/');
		__progname = slash != NULL ? slash + 1 : argv[0];
	}
	if (cleanup == NULL) {
		__tls_init(__auxv);
	} else {
		atexit(cleanup);
	}

	n = (size_t)(__preinit_array_end - __preinit_array_start);
	for (i = 0; i < n; i++)
		__preinit_array_start[i](argc, argv, env);
	atexit(run_fini);
	n = (size_t)(__init_array_end - __init_array_start);
	for (i = 0; i < n; i++)
		__init_array_start[i](argc, argv, env);
	exit(mainfunc(argc, argv, env));
}
