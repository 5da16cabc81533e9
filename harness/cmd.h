/*
 * cmd.h: the subcommands of vkt.  Each gets its own name as argv[0] and
 * returns the exit status.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CMD_H
#define CMD_H

int	cmd_bench(int argc, char **argv);
int	cmd_bisect(int argc, char **argv);
int	cmd_boot(int argc, char **argv);
int	cmd_image(int argc, char **argv);
int	cmd_report(int argc, char **argv);

/* Say that "command -h" tells more; VKT_EX_USAGE. */
int	cmd_misused(const char *command);

/*
 * cmd_attach.c, for vkt boot: connect this terminal, or gdb, to the machine
 * whose artifacts are in dir; list this user's machines; end those in or
 * below dir.  They return the exit status, or end the program when there is
 * no such machine.
 */
int	attach_terminal(const char *dir);
int	attach_gdb(const char *dir);
int	attach_machines(void);
int	attach_end_below(const char *dir);

#endif
