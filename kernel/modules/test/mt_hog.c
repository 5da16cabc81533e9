/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mt_hog.c: a module that takes what there is of kernel memory, of cases/modules.
 *
 *	debug.mt_hog	1: take all that is left; 0: give it back
 */
#include <sys/errno.h>
#include "sys/kmalloc.h"
#include "sys/kmodule.h"
#include "sys/ksysctl.h"

MALLOC_DEFINE(M_HOG, "hog", "the module mt_hog");

/* A list through the memory itself. */
struct hog {
	struct hog	*next;
};
static struct hog *hogs;

static void
hog_free(void)
{
	struct hog *h;

	while ((h = hogs) != NULL) {
		hogs = h->next;
		kfree(h, M_HOG);
	}
}

static void
hog_take(size_t size)
{
	struct hog *h;

	while ((h = kmalloc(size, M_HOG, M_WAITOK)) != NULL) {
		h->next = hogs;
		hogs = h;
	}
}

static int
hog(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int value = hogs != NULL, error = sysctl_handle_int(req, &value);

	if (error != 0 || req->newptr == NULL)
		return (error);
	if (value == 0)
		hog_free();
	for (size_t size = 1 << 20; value != 0 && size >= PAGE_SIZE; size /= 2)
		hog_take(size);
	return (0);
}
SYSCTL_KPROC(debug_mt_hog, "debug.mt_hog", OID_AUTO, CTLTYPE_INT | CTLFLAG_RW,
    NULL, 0, hog, "I", "Take all kernel memory");

static int
hog_event(enum module_event what, void *arg)
{
	if (what == MOD_UNLOAD)
		hog_free();
	return (0);
}
MODULE(mt_hog, 1, hog_event, NULL);
