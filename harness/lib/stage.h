/*
 * stage.h: run makefs on the files of an image.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef STAGE_H
#define STAGE_H

#include <stdint.h>

#include "image.h"
#include "vkt.h"

#define STAGE_PATH	VKT_TEMP_PATH
#define STAGE_OUT	"out"		/* in the directory: what makefs wrote */

/*
 * Make a directory, its name in work, with what makefs needs of im's files;
 * stage_remove() takes it away, on failure as well.
 */
int	stage_make(struct image *im, char work[STAGE_PATH]);
/* Run makefs, argv being its name and options, on that directory. */
int	stage_run(struct image *im, const char *work, char *const argv[]);
/* Copy a file into fd at offset; a run of zeros stays a hole. */
int	stage_copy(const char *path, int fd, uint64_t offset);
void	stage_remove(const char *work);

#endif
