/*
 * binsum.h: when do two kernels behave alike?
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BINSUM_H
#define BINSUM_H

#include "sum.h"

/*
 * Add what a program does to a sum: of a 64-bit ELF file its header's entry
 * point and all sections but those for debuggers and build identities; of
 * any other file its bytes.  Commits that change comments only give the same
 * sum.  Returns 0, EINVAL for an ELF file that is cut off, or the errno of
 * reading it.
 */
int	binsum_file(struct sha256 *, const char *path);

/*
 * Add an installed tree: names, owners, modes and contents, as an image made
 * from it would have them.  Returns 0 or an errno.
 */
int	binsum_tree(struct sha256 *, const char *path);

#endif
