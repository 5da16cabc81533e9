/*
 * cmd.h: the subcommands of vkt.  Each gets its own name as argv[0] and
 * returns the exit status.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef CMD_H
#define CMD_H

int	cmd_boot(int argc, char **argv);
int	cmd_image(int argc, char **argv);
int	cmd_report(int argc, char **argv);

#endif
