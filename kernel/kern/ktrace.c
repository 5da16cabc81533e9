/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ktrace.c: tracing into a file: its records, ktrace(2), utrace(2).
 *
 * What happens under locks cannot be written there and then.  So a record is put
 * behind others of its LWP, which writes them before and after each system call,
 * before a handler of a signal runs, and at its end; a file that cannot be
 * written is traced to no more.
 *
 * Locks: p_spin guards p_traceflag and p_ktrace (flags are read without it);
 * lwp_ktrq is the LWP's own.
 */
#include "sys/kktrace.h"
#include "sys/callout.h"
#include "sys/kmalloc.h"
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "sys/thread.h"
#include "lib/libkern.h"
#include "kern/ktrace.h"
#include "vfs/namei.h"
#include "vfs/vnode.h"
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/uio.h>

#define QUEUE_MAX	(1u << 20)	/* bytes that wait with an LWP at most */

MALLOC_DEFINE(M_KTRACE, "ktrace", "records of ktrace");

struct ktr_record {
	STAILQ_ENTRY(ktr_record) kr_link;
	struct ktr_header kr_head;
	uint8_t		 kr_data[];
};

static int genio_size = 4096;
SYSCTL_KINT(ktrace_genio, "kern.ktrace.genio_size", OID_AUTO, CTLFLAG_RW,
    &genio_size, "Bytes of a read or write that are traced at most");

/* ---- records -------------------------------------------------------------------- */

void
ktr_add(struct lwp *lp, int type, const void *a, size_t alen, const void *b,
    size_t blen)
{
	struct proc *p = lp->lwp_proc;
	struct ktr_record *kr;
	int64_t now = time_wall();

	if (lp->lwp_ktrbytes + alen + blen > QUEUE_MAX ||
	    (kr = kmalloc(sizeof(*kr) + alen + blen, M_KTRACE,
	    M_NOWAIT)) == NULL)
		return;
	memset(&kr->kr_head, 0, sizeof(kr->kr_head));
	kr->kr_head.ktr_len = (int)(alen + blen);
	kr->kr_head.ktr_type = (short)type;
	kr->kr_head.ktr_flags = (short)(KTRH_CPUID_ENCODE(curcpu()->c_id) |
	    (p->p_nlwps > 1 ? KTRH_THREADED : 0));
	kr->kr_head.ktr_pid = p->p_pid;
	kr->kr_head.ktr_tid = lp->lwp_tid;
	strlcpy(kr->kr_head.ktr_comm, p->p_comm,
	    sizeof(kr->kr_head.ktr_comm));
	kr->kr_head.ktr_time.tv_sec = now / NS_PER_S;
	kr->kr_head.ktr_time.tv_usec = now % NS_PER_S / NS_PER_US;
	if (alen > 0)
		memcpy(kr->kr_data, a, alen);
	if (blen > 0)
		memcpy(kr->kr_data + alen, b, blen);
	lp->lwp_ktrbytes += sizeof(kr->kr_head) + alen + blen;
	STAILQ_INSERT_TAIL(&lp->lwp_ktrq, kr, kr_link);
}

void
ktr_syscall(struct lwp *lp, int code, int narg, const uint64_t *args)
{
	struct ktr_syscall ks = { .ktr_code = (short)code,
	    .ktr_narg = (short)narg };

	ktr_add(lp, KTR_SYSCALL, &ks, offsetof(struct ktr_syscall, ktr_args),
	    args, (size_t)narg * sizeof(*args));
}

void
ktr_sysret(struct lwp *lp, int code, int error, int64_t value)
{
	struct ktr_sysret ks = { .ktr_code = (short)code, .ktr_error = error,
	    .ktr_retval = error == 0 ? value : 0 };

	ktr_add(lp, KTR_SYSRET, &ks, sizeof(ks), NULL, 0);
}

void
ktr_genio(struct lwp *lp, int fd, bool writes, const void *ubuf, int64_t done)
{
	struct iovec iov = { __DECONST_K(void *, ubuf), (size_t)done };
	struct ktr_genio kg = { .ktr_fd = fd, .ktr_rw = writes };
	size_t n = (size_t)K_MAX(0, K_MIN(done, (int64_t)genio_size));
	void *data;

	if (n == 0 || (data = kmalloc(n, M_KTRACE, M_NOWAIT)) == NULL)
		return;
	if (copyin(iov.iov_base, data, n) == 0)
		ktr_add(lp, KTR_GENIO, &kg, sizeof(kg), data, n);
	kfree(data, M_KTRACE);
}

void
ktr_geniov(struct lwp *lp, int fd, bool writes, const struct iovec *uiov,
    size_t cnt, int64_t done)
{
	struct iovec iov;

	for (; cnt > 0 && done > 0; cnt--, uiov++) {
		if (copyin(uiov, &iov, sizeof(iov)) != 0)
			return;
		ktr_genio(lp, fd, writes, iov.iov_base,
		    (int64_t)K_MIN((uint64_t)done, iov.iov_len));
		done -= (int64_t)K_MIN((uint64_t)done, iov.iov_len);
	}
}

void
ktr_psig(struct lwp *lp, int sig, uintptr_t action, const sigset_t *mask,
    int code)
{
	struct ktr_psig kp = { .signo = sig, .action = (sig_t)action,
	    .code = code, .mask = *mask };

	ktr_add(lp, KTR_PSIG, &kp, sizeof(kp), NULL, 0);
}

void
ktr_csw(struct lwp *lp, bool out)
{
	struct ktr_csw kc = { .out = out, .user = 0 };

	ktr_add(lp, KTR_CSW, &kc, sizeof(kc), NULL, 0);
}

/* utrace(2): EINVAL too long, EFAULT; nothing when nobody wants it. */
int
sys_utrace(struct lwp *lp, const struct utrace_args *uap, int64_t rv[2])
{
	void *data;
	int error;

	if (!ktr_wants(lp, KTR_USER))
		return (0);
	if (uap->len > KTR_USER_MAXLEN)
		return (EINVAL);
	if ((data = kmalloc(uap->len + 1, M_KTRACE, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = copyin(uap->addr, data, uap->len);
	if (error == 0)
		ktr_add(lp, KTR_USER, data, uap->len, NULL, 0);
	kfree(data, M_KTRACE);
	return (error);
}

/* ---- the file --------------------------------------------------------------------- */

static struct ktrace_file *
file_hold(struct proc *p)
{
	struct ktrace_file *kt;

	spin_lock(&p->p_spin);
	if ((kt = p->p_ktrace) != NULL)
		refcount_get(&kt->kt_ref);
	spin_unlock(&p->p_spin);
	return (kt);
}

void
ktrace_file_drop(struct ktrace_file *kt)
{
	if (kt != NULL && refcount_put(&kt->kt_ref)) {
		vn_close_path(kt->kt_vp, FWRITE);
		cred_free(kt->kt_cred);
		kfree(kt, M_KTRACE);
	}
}

int
ktrace_file_open(struct lwp *lp, const char *path, struct ktrace_file **ktp)
{
	struct ktrace_file *kt;
	int error;

	if ((kt = kmalloc(sizeof(*kt), M_KTRACE, M_WAITOK)) == NULL)
		return (ENOMEM);
	error = vn_open_path(path, FWRITE | O_NOFOLLOW, 0, false, &kt->kt_vp);
	if (error == 0 && kt->kt_vp->v_type != VREG) {
		vn_close_path(kt->kt_vp, FWRITE);
		error = EACCES;
	}
	if (error != 0) {
		kfree(kt, M_KTRACE);
		return (error);
	}
	refcount_init(&kt->kt_ref, 1);
	kt->kt_cred = cred_hold(lp->lwp_cred);
	*ktp = kt;
	return (0);
}

/* Append len bytes; EFBIG: the process may not make files that long. */
static int
file_write(struct ktrace_file *kt, struct proc *p, void *data, size_t len)
{
	struct vattr *va;
	int error;

	if ((va = kmalloc(sizeof(*va), M_KTRACE, M_WAITOK)) == NULL)
		return (ENOMEM);
	if ((error = vn_lock(kt->kt_vp, LK_SHARED)) == 0) {
		error = VOP(kt->kt_vp, getattr, va);
		vn_unlock(kt->kt_vp);
	}
	if (error == 0 && (uint64_t)va->va_size + len >
	    proc_limit(p, RLIMIT_FSIZE))
		error = EFBIG;
	kfree(va, M_KTRACE);
	if (error == 0)
		error = vn_rdwr(UIO_WRITE_K, kt->kt_vp, data, len, 0,
		    IO_APPEND, kt->kt_cred, NULL);
	return (error);
}

/* All that waits in one piece; the queue is empty then. */
static uint8_t *
gather(struct lwp *lp, size_t *len)
{
	struct ktr_record *kr;
	uint8_t *data, *to;
	size_t n;

	*len = lp->lwp_ktrbytes;
	to = data = kmalloc(*len, M_KTRACE, M_WAITOK);
	while ((kr = STAILQ_FIRST(&lp->lwp_ktrq)) != NULL) {
		STAILQ_REMOVE_HEAD(&lp->lwp_ktrq, kr_link);
		n = (size_t)kr->kr_head.ktr_len;
		if (data != NULL) {
			memcpy(to, &kr->kr_head, sizeof(kr->kr_head));
			memcpy(to + sizeof(kr->kr_head), kr->kr_data, n);
			to += sizeof(kr->kr_head) + n;
		}
		kfree(kr, M_KTRACE);
	}
	lp->lwp_ktrbytes = 0;
	return (data);
}

void
ktr_flush(struct lwp *lp)
{
	struct ktrace_file *kt;
	uint8_t *data;
	size_t len;
	int error;

	if (STAILQ_EMPTY(&lp->lwp_ktrq))
		return;
	data = gather(lp, &len);
	kt = file_hold(lp->lwp_proc);
	if (data != NULL && kt != NULL && (error = file_write(kt,
	    lp->lwp_proc, data, len)) != 0) {
		kprintf("ktrace write failed, errno %d, tracing stopped\n",
		    error);
		ktrace_stop(kt->kt_vp, NULL);
	}
	ktrace_file_drop(kt);
	kfree(data, M_KTRACE);
}

/* ---- processes come and go -------------------------------------------------------- */

void
ktr_fork(struct proc *parent, struct proc *child)
{
	spin_lock(&parent->p_spin);
	if ((parent->p_traceflag & KTRFAC_INHERIT) != 0 &&
	    (child->p_ktrace = parent->p_ktrace) != NULL) {
		refcount_get(&child->p_ktrace->kt_ref);
		child->p_traceflag = parent->p_traceflag;
	}
	spin_unlock(&parent->p_spin);
}

void
ktr_undo(struct proc *p)
{
	ktrace_file_drop(p->p_ktrace);
	p->p_ktrace = NULL;
}

void
ktr_setid(struct lwp *lp)
{
	if ((lp->lwp_proc->p_traceflag & KTRFAC_ROOT) == 0) {
		ktr_free(lp);
		ktrace_set(lp->lwp_proc, NULL, 0);
	}
}

void
ktr_exit(struct lwp *lp, bool last)
{
	ktr_flush(lp);
	if (last)
		ktrace_set(lp->lwp_proc, NULL, 0);
}

void
ktr_free(struct lwp *lp)
{
	struct ktr_record *kr;

	while ((kr = STAILQ_FIRST(&lp->lwp_ktrq)) != NULL) {
		STAILQ_REMOVE_HEAD(&lp->lwp_ktrq, kr_link);
		kfree(kr, M_KTRACE);
	}
	lp->lwp_ktrbytes = 0;
}
