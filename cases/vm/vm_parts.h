/*
 * vm_parts.h: the parts of h_vm: what they share, and their claims.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef VM_PARTS_H
#define VM_PARTS_H

#include "h_vm.h"

#ifdef __DragonFly__		/* the host's compiler sees nothing of it */

#include <fcntl.h>

#define DATA	"/tmp/h_vm.data"	/* where make_file() makes it */

/* A file of n pages whose first word in each is its number + base. */
static inline int
make_file(int n, int base)
{
	int fd = open(DATA, O_RDWR | O_CREAT | O_TRUNC, 0644);
	int buf[PAGE / sizeof(int)] = { 0 };

	CHECK(fd >= 0, "open %s", DATA);
	for (int i = 0; i < n; i++) {
		buf[0] = base + i;
		CHECK(write(fd, buf, sizeof(buf)) == (ssize_t)sizeof(buf),
		    "write page %d", i);
	}
	return (fd);
}

static inline int
word(const char *p, int page)
{
	return (*(const volatile int *)(p + page * PAGE));
}

static inline void
touch_read(void *p)
{
	(void)*(volatile char *)p;
}

static inline void
touch_write(void *p)
{
	*(volatile char *)p = 1;
}

static inline void
touch_exec(void *p)
{
	((void (*)(void))p)();
}

extern const char *h_self;	/* the path of this program */

/* vm_touch.c */
#define TOUCH_IMAGE	"touch_image"	/* argument: touch_image() and exit */
void	touch_image(void) __attribute__((__noreturn__));
void	t_touch_heap(void);
void	t_touch_sparse(void);
void	t_touch_file(void);
void	t_touch_again(void);

/* vm_advise.c */
void	t_incore(void);
void	t_fetch(void);
void	t_unmapped(void);
void	t_core(void);
void	t_locked(void);

/* vm_lock.c */
void	t_mlock(void);
void	t_mlock_limit(void);

/* vm_file.c */
void	t_file_shared(void);
void	t_file_private(void);
void	t_truncate(void);
void	t_self(void);
void	t_unlinked(void);

/* vm_fork.c */
void	t_fork_share(void);
void	t_fork_storm(void);
void	t_fork_clip(void);

#endif /* __DragonFly__ */

#endif
