/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kldstat.c: kldstat(8): show files of modules in the kernel.
 *
 * usage: kldstat [-qv] [-i id] [-n name] [-m module]
 */
#include <sys/param.h>
#include <sys/linker.h>
#include <sys/module.h>
#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool	quiet, verbose;

static void __dead2
usage(void)
{
	fprintf(stderr, "usage: kldstat [-qv] [-i id] [-n name] [-m module]\n");
	exit(1);
}

static void
print_modules(int id)
{
	struct module_stat ms = { .version = sizeof(ms) };
	int mod;

	printf("\tContains modules:\n\t\t Id Name\n");
	for (mod = kldfirstmod(id); mod > 0; mod = modfnext(mod))
		if (modstat(mod, &ms) != 0)
			warn("can't stat module id %d", mod);
		else
			printf("\t\t%3d %s\n", ms.id, ms.name);
}

static int
print_file(int id)
{
	struct kld_file_stat st = { .version = sizeof(st) };

	if (kldstat(id, &st) != 0) {
		warn("can't stat file id %d", id);
		return (1);
	}
	printf("%2d %4d %-10p %-8zx %s\n", st.id, st.refs, (void *)st.address,
	    st.size, st.name);
	if (verbose)
		print_modules(id);
	return (0);
}

/* One module, by its name; the exit status. */
static int
show_module(const char *name)
{
	struct module_stat ms = { .version = sizeof(ms) };
	int id = modfind(name);

	if (id < 0 || modstat(id, &ms) != 0) {
		if (!quiet)
			warn("can't find module %s", name);
		return (1);
	}
	if (!quiet)
		printf("Id  Refs Name\n%3d %4d %s\n", ms.id, ms.refs, ms.name);
	return (0);
}

int
main(int argc, char **argv)
{
	struct kld_file_stat st = { .version = sizeof(st) };
	const char *file = NULL, *module = NULL;
	int ch, id = 0, status = 0;
	char *end;
	long n;

	while ((ch = getopt(argc, argv, "i:m:n:qv")) != -1)
		switch (ch) {
		case 'i':
			n = strtol(optarg, &end, 10);
			if (*optarg == '\0' || *end != '\0' || n <= 0 ||
			    n > INT_MAX)
				errx(1, "%s: not an id", optarg);
			id = (int)n;
			break;
		case 'm':
			module = optarg;
			break;
		case 'n':
			file = optarg;
			break;
		case 'q':
			quiet = true;
			break;
		case 'v':
			verbose = true;
			break;
		default:
			usage();
		}
	if (argc != optind)
		usage();
	if (module != NULL)
		return (show_module(module));
	if (file != NULL && (id = kldfind(file)) < 0) {
		if (!quiet)
			warn("can't find file %s", file);
		return (1);
	}
	if (quiet)
		return (id != 0 && kldstat(id, &st) != 0);
	printf("Id Refs Address    Size     Name\n");
	if (id != 0)
		return (print_file(id));
	for (id = kldnext(0); id > 0; id = kldnext(id))
		status |= print_file(id);
	return (status);
}
