/*
 * h_asuser.c: h_asuser command ...: run it as user 65534.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <err.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	if (argc < 2)
		errx(2, "usage: h_asuser command ...");
	if (setgid(65534) != 0 || setuid(65534) != 0)
		err(2, "setuid");
	execvp(argv[1], argv + 1);
	err(2, "%s", argv[1]);
}
