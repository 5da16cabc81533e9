/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * disklabel.c: read, write and edit the label of a slice, disklabel(8).
 *
 * Called as disklabel32 or disklabel64 it makes labels of that kind; as disklabel
 * it takes what is there and makes 64 bit labels.
 */
#include "disklabel.h"

#include <sys/wait.h>

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum op { OP_PRINT, OP_WRITE, OP_EDIT, OP_RESTORE, OP_PROTECT, OP_ALLOW };

static void __attribute__((noreturn))
usage(void)
{
	fprintf(stderr,
	    "usage: disklabel [-r] disk\n"
	    "       disklabel -w [-r] disk auto [packid]\n"
	    "       disklabel -e [-r] disk\n"
	    "       disklabel -R [-r] disk protofile\n"
	    "       disklabel -N | -W disk\n");
	exit(1);
}

/* vkd0s1 is /dev/vkd0s1. */
static const char *
full_name(const char *name)
{
	static char buf[1024];

	if (strchr(name, '/') != NULL || access(name, F_OK) == 0)
		return (name);
	snprintf(buf, sizeof(buf), "/dev/%s", name);
	return (buf);
}

static void
store(struct target *t, bool raw)
{
	const char *wrong = label_check(t);

	if (wrong != NULL)
		errx(1, "%s: %s", t->t_name, wrong);
	label_write(t, raw);
}

static void
set_packname(struct target *t, const char *name)
{
	char *dst = t->t_is64 ? (char *)t->t_label.l64.d_packname :
	    t->t_label.l32.d_packname;
	size_t size = t->t_is64 ? sizeof(t->t_label.l64.d_packname) :
	    sizeof(t->t_label.l32.d_packname);

	memset(dst, 0, size);
	strlcpy(dst, name, size);
}

/* Read the text of file into the label of t. */
static bool
take_text(struct target *t, const char *file)
{
	FILE *f = fopen(file, "r");
	bool ok;

	if (f == NULL)
		err(1, "%s", file);
	ok = label_parse(t, f, file);
	fclose(f);
	return (ok);
}

static int
run_editor(const char *file)
{
	const char *ed = getenv("EDITOR");
	char cmd[1100];
	int st;

	if (ed == NULL || *ed == '\0')
		ed = "vi";
	snprintf(cmd, sizeof(cmd), "%s %s", ed, file);
	st = system(cmd);
	return (WIFEXITED(st) && WEXITSTATUS(st) == 0);
}

static bool
again(void)
{
	int c, first;

	printf("re-edit the label? [y]: ");
	fflush(stdout);
	first = c = getchar();
	while (c != '\n' && c != EOF)
		c = getchar();
	return (first != 'n' && first != 'N' && first != EOF);
}

static void
edit(struct target *t, bool raw)
{
	char file[] = "/tmp/EdDk.XXXXXX";
	struct target old = *t;
	const char *wrong;
	FILE *f;
	int fd;

	if ((fd = mkstemp(file)) < 0 || (f = fdopen(fd, "w")) == NULL)
		err(1, "%s", file);
	label_print(t, f);
	if (fclose(f) != 0)
		err(1, "%s", file);
	for (;;) {
		*t = old;
		if (!run_editor(file)) {
			unlink(file);
			errx(1, "the editor failed: label unchanged");
		}
		if (take_text(t, file)) {
			if ((wrong = label_check(t)) == NULL)
				break;
			warnx("%s", wrong);
		}
		if (!again()) {
			unlink(file);
			errx(1, "label unchanged");
		}
	}
	unlink(file);
	label_write(t, raw);
}

int
main(int argc, char **argv)
{
	const char *self = strrchr(argv[0], '/');
	struct target t;
	enum op op = OP_PRINT;
	bool raw = false;
	int c, want = 0;

	self = self != NULL ? self + 1 : argv[0];
	if (strcmp(self, "disklabel32") == 0)
		want = 32;
	else if (strcmp(self, "disklabel64") == 0)
		want = 64;
	while ((c = getopt(argc, argv, "NRWerw")) != -1)
		switch (c) {
		case 'N':
			op = OP_PROTECT;
			break;
		case 'R':
			op = OP_RESTORE;
			break;
		case 'W':
			op = OP_ALLOW;
			break;
		case 'e':
			op = OP_EDIT;
			break;
		case 'r':
			raw = true;
			break;
		case 'w':
			op = OP_WRITE;
			break;
		default:
			usage();
		}
	argc -= optind;
	argv += optind;
	if (argc < 1 || (op == OP_PRINT && argc != 1) ||
	    (op == OP_RESTORE && argc != 2) || (op == OP_WRITE &&
	    (argc < 2 || argc > 3 || strcmp(argv[1], "auto") != 0)))
		usage();
	target_open(&t, full_name(argv[0]), op != OP_PRINT);
	switch (op) {
	case OP_PRINT:
		if (!label_read(&t, raw, want))
			errx(1, "%s: no disk label", t.t_name);
		label_print(&t, stdout);
		break;
	case OP_WRITE:
		label_virgin(&t, want != 32);
		if (argc == 3)
			set_packname(&t, argv[2]);
		store(&t, raw);
		break;
	case OP_EDIT:
		if (!label_read(&t, raw, want))
			errx(1, "%s: no disk label", t.t_name);
		edit(&t, raw);
		break;
	case OP_RESTORE:
		if (!label_read(&t, raw, want))
			label_virgin(&t, want != 32);
		if (!take_text(&t, argv[1]))
			return (1);
		store(&t, raw);
		break;
	case OP_PROTECT:
	case OP_ALLOW:
		label_protect(&t, op == OP_ALLOW);
		break;
	}
	if (fflush(stdout) != 0)
		err(1, "stdout");
	return (0);
}
