/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kld_path.c: where files of modules are, kern.module_path, and what is in them.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/param.h>
#include "kern/kld_var.h"
#include "lib/libkern.h"
#include "sys/kfile.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "vfs/namei.h"

#define PATH_SEP	';'

static char module_path[MAXPATHLEN] = "/boot/kernel;/boot/modules";
SYSCTL_KSTRING(kern_module_path, "kern.module_path", OID_AUTO,
    CTLFLAG_RW | CTLFLAG_SECURE, module_path, sizeof(module_path),
    "Directories of modules, separated by semicolons");

/* The whole of a file. */
static int
read_path(const char *path, uint8_t **bytes, size_t *size)
{
	struct vattr va;
	struct vnode *vp;
	int error;

	error = vn_open_path(path, FREAD, 0, true, &vp);
	if (error != 0)
		return (error);
	*bytes = NULL;
	if (vp->v_type != VREG)
		error = ENOEXEC;
	else if ((error = vn_lock(vp, LK_SHARED)) == 0) {
		error = VOP(vp, getattr, &va);
		vn_unlock(vp);
	}
	if (error == 0 && va.va_size == 0)
		error = ENOEXEC;
	if (error == 0 && va.va_size > KLD_MAXFILE)
		error = EFBIG;
	if (error == 0) {
		*size = (size_t)va.va_size;
		*bytes = kmalloc(*size, M_KLD, M_WAITOK);
		error = *bytes == NULL ? ENOMEM : vn_rdwr(UIO_READ_K, vp,
		    *bytes, *size, 0, 0, root_cred, NULL);
	}
	vn_close_path(vp, FREAD);
	if (error != 0)
		kfree(*bytes, M_KLD);
	return (error);
}

/* Look in one directory (len bytes of dir), for name and name.ko. */
static int
read_in(const char *dir, size_t len, const char *name, char *path,
    uint8_t **bytes, size_t *size)
{
	int error = ENOENT;

	for (int ko = 1; ko >= 0 && error == ENOENT; ko--) {
		if ((size_t)ksnprintf(path, MAXPATHLEN, "%.*s%s%s%s", (int)len,
		    dir, len != 0 ? "/" : "", name, ko ? ".ko" : "") <
		    MAXPATHLEN)
			error = read_path(path, bytes, size);
	}
	return (error);
}

int
kld_read(const char *name, char *path, uint8_t **bytes, size_t *size)
{
	const char *dir = module_path, *end;
	int error = ENOENT;

	if (strchr(name, '/') != NULL)
		return (read_in("", 0, name, path, bytes, size));
	while (*dir != '\0' && error == ENOENT) {
		for (end = dir; *end != '\0' && *end != PATH_SEP; end++)
			;
		if (end != dir)
			error = read_in(dir, (size_t)(end - dir), name, path,
			    bytes, size);
		dir = *end != '\0' ? end + 1 : end;
	}
	return (error);
}
