/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file.h: what a file descriptor stands for, as struct kinfo_file tells it;
 * flock(2) by its old name.
 */
#ifndef _SYS_FILE_H_
#define _SYS_FILE_H_

#include <sys/fcntl.h>
#include <sys/unistd.h>

#define DTYPE_VNODE	1
#define DTYPE_SOCKET	2
#define DTYPE_PIPE	3
#define DTYPE_FIFO	4
#define DTYPE_KQUEUE	5
#define DTYPE_CRYPTO	6
#define DTYPE_MQUEUE	7
#define DTYPE_DMABUF	8

#endif /* !_SYS_FILE_H_ */
