/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filedesc_dirs.c: what goes with a descriptor table: working directory, root
 * directory, umask; and walks over all tables.
 *
 * Locks: f fd_spin.
 */
#include <sys/errno.h>
#include <sys/file.h>
#include "kern/filedesc.h"
#include "vfs/namei.h"

bool
fdesc_isfile(struct filedesc *fdp, int fd, const struct file *fp)
{
	bool is;

	spin_lock(&fdp->fd_spin);
	is = (unsigned)fd < (unsigned)fdp->fd_size &&
	    fdp->fd_ents[fd].fe_file == fp;
	spin_unlock(&fdp->fd_spin);
	return (is);
}

int
fdesc_size(struct filedesc *fdp)
{
	return (fdp->fd_last + 1);
}

/*
 * See that descriptors 0, 1 and 2 are open before a set-id image starts, so
 * that no file it opens is taken for its standard output: /dev/null fills the
 * gaps.  fdp is the caller's table.
 */
int
fdesc_check_std(struct filedesc *fdp)
{
	struct vnode *vp;
	struct file *fp;
	int want, fd, error;

	KKASSERT(fdp == curproc->p_fd);
	for (want = 0; want < 3; want++) {
		if (fget(want, 0, &fp) == 0) {
			file_drop(fp);
			continue;
		}
		error = vn_open_path("/dev/null", FREAD | FWRITE, 0, true, &vp);
		if (error != 0)
			return (error);
		if ((error = vn_file(vp, FREAD | FWRITE, &fp)) != 0) {
			vn_close_path(vp, FREAD | FWRITE);
			return (error);
		}
		if ((error = fd_reserve(want, &fd)) != 0) {
			file_drop(fp);
			return (error);
		}
		fd_install(fd, fp, 0);
	}
	return (0);
}

static struct vnode *
fdesc_getvp(struct filedesc *fdp, struct vnode *const *where)
{
	struct vnode *vp;

	spin_lock(&fdp->fd_spin);
	if ((vp = *where) != NULL)
		vref(vp);
	spin_unlock(&fdp->fd_spin);
	return (vp);
}

static void
fdesc_setvp(struct filedesc *fdp, struct vnode **where, struct vnode *vp)
{
	struct vnode *old;

	spin_lock(&fdp->fd_spin);
	old = *where;
	*where = vp;
	spin_unlock(&fdp->fd_spin);
	if (old != NULL)
		vrele(old);
}

struct vnode *
fdesc_cwd(struct filedesc *fdp)
{
	return (fdesc_getvp(fdp, &fdp->fd_cwd));
}

struct vnode *
fdesc_root(struct filedesc *fdp)
{
	return (fdesc_getvp(fdp, &fdp->fd_root));
}

void
fdesc_setcwd(struct filedesc *fdp, struct vnode *vp)
{
	fdesc_setvp(fdp, &fdp->fd_cwd, vp);
}

void
fdesc_setroot(struct filedesc *fdp, struct vnode *vp)
{
	fdesc_setvp(fdp, &fdp->fd_root, vp);
}

struct vnode *
fdesc_jail(struct filedesc *fdp)
{
	return (fdesc_getvp(fdp, &fdp->fd_jail));
}

void
fdesc_setjail(struct filedesc *fdp, struct vnode *vp)
{
	fdesc_setvp(fdp, &fdp->fd_jail, vp);
}

/*
 * chroot(2) to vp, whose reference is taken.  The first such root, and each that is
 * a jail's, is where ".." ends from then on, wherever the working directory was.
 */
void
fdesc_chroot(struct filedesc *fdp, struct vnode *vp, bool jail)
{
	struct vnode *first = jail ? NULL : fdesc_jail(fdp);

	if (first != NULL)
		vrele(first);
	else {
		vref(vp);
		fdesc_setjail(fdp, vp);
	}
	fdesc_setroot(fdp, vp);
}

mode_t
fdesc_umask(struct filedesc *fdp)
{
	return (fdp->fd_umask);
}

mode_t
fdesc_setumask(struct filedesc *fdp, mode_t mask)
{
	return (atomic_swap(&fdp->fd_umask, (mode_t)(mask & 0777)));
}

struct fd_walk {
	bool	(*fn)(struct proc *, int, struct file *, void *);
	void	*arg;
};

static bool
file_foreach_proc(struct proc *p, void *arg)
{
	struct fd_walk *w = arg;
	struct filedesc *fdp = fdesc_of(p);
	struct file *fp;
	bool more = true;
	int fd;

	if (fdp == NULL)
		return (true);
	for (fd = 0; more && fd <= fdp->fd_last; fd++) {
		spin_lock(&fdp->fd_spin);
		fp = fd < fdp->fd_size ? fdp->fd_ents[fd].fe_file : NULL;
		if (fp != NULL)
			file_hold(fp);
		spin_unlock(&fdp->fd_spin);
		if (fp != NULL) {
			more = w->fn(p, fd, fp, w->arg);
			file_drop(fp);
		}
	}
	fdesc_put(fdp);
	return (more);
}

/* Each descriptor of each process, fp held, no lock held; false stops. */
void
file_foreach(bool (*fn)(struct proc *, int, struct file *, void *), void *arg)
{
	struct fd_walk w = { fn, arg };

	proc_foreach(file_foreach_proc, &w);
}
