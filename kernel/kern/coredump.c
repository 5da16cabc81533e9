/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * coredump.c: the core file of a process that a signal ended, core(5).
 *
 * An ELF file of type ET_CORE: one PT_NOTE with process status, floating point
 * registers and process info, then one PT_LOAD for each part of the address
 * space that was written or mapped readable and not MAP_NOCORE.
 *
 * kern.corefile names it: %N program, %P pid, %U user.  Nothing is written over
 * files that others could use: only regular files of one link, owned by the
 * user.  RLIMIT_CORE bounds it, 0 means none.
 */
#include <sys/elf64.h>
#include <sys/fcntl.h>
#include <machine/elf.h>
#include <machine/reg.h>
#include "sys/ksyscall.h"
#include "sys/ksysctl.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/proc_int.h"
#include "platform/trap.h"
#include "vfs/namei.h"
#include "vm/vm.h"
#include "vm/vm_patch.h"

#define CORE_MAXSEG	4096
#define CORE_MAXSIZE	(8ul << 30)	/* mostly holes by then */
#define CORE_NAME	"CORE"

static char corefile[MAXPATHLEN] = "%N.core";
static int do_coredump = 1, sugid_coredump;
SYSCTL_KSTRING(corefile, "kern.corefile", OID_AUTO, CTLFLAG_RW, corefile,
    sizeof(corefile), "Name of core files: %N %P %U");
SYSCTL_KINT(coredump, "kern.coredump", OID_AUTO, CTLFLAG_RW, &do_coredump,
    "Core files are written");
SYSCTL_KINT(sugid_coredump, "kern.sugid_coredump", OID_AUTO, CTLFLAG_RW,
    &sugid_coredump, "Also of programs that changed their ids");

/* What a debugger reads from the notes, as DragonFly has it. */
struct core_prstatus {
	int		 pr_version;	/* 1 */
	size_t		 pr_statussz;
	size_t		 pr_gregsetsz;
	size_t		 pr_fpregsetsz;
	int		 pr_osreldate;
	int		 pr_cursig;
	pid_t		 pr_pid;
	struct reg	 pr_reg;
};
struct core_prpsinfo {
	int		 pr_version;	/* 1 */
	size_t		 pr_psinfosz;
	char		 pr_fname[17];
	char		 pr_psargs[81];
};

struct core {
	struct lwp	*co_lp;
	struct vnode	*co_vp;
	struct ucred	*co_cred;
	uint64_t	 co_off;	/* where to write next */
	int		 co_nseg;
	Elf64_Phdr	*co_seg;
	bool		*co_anon;	/* of each: only what is there is written */
	uint8_t		*co_buf;	/* a page */
	int		 co_error;
};

/* Expand kern.corefile into buf; ENAMETOOLONG. */
static int
core_name(struct lwp *lp, char *buf, size_t size)
{
	const char *f = corefile;
	size_t n = 0;
	int len;

	for (; *f != '\0'; f++) {
		if (n + 1 >= size)
			return (ENAMETOOLONG);
		if (*f != '%') {
			buf[n++] = *f;
			continue;
		}
		switch (*++f) {
		case 'N':
			len = ksnprintf(buf + n, size - n, "%s",
			    lp->lwp_proc->p_comm);
			break;
		case 'P':
			len = ksnprintf(buf + n, size - n, "%d",
			    (int)lp->lwp_proc->p_pid);
			break;
		case 'U':
			len = ksnprintf(buf + n, size - n, "%u",
			    lp->lwp_cred->cr_uid);
			break;
		case '\0':
			f--;
			len = 0;
			break;
		default:
			buf[n++] = *f;
			len = 0;
			break;
		}
		n += (size_t)len;
		if (n >= size)
			return (ENAMETOOLONG);
	}
	buf[n] = '\0';
	return (n == 0 ? ENOENT : 0);
}

static bool
core_segment(const struct vm_entry_info *vi, void *arg)
{
	struct core *co = arg;
	Elf64_Phdr *ph;

	if ((vi->flags & MAP_NOCORE) != 0 || vi->prot == 0 ||
	    co->co_nseg == CORE_MAXSEG)
		return (true);
	if (co->co_seg != NULL) {
		ph = &co->co_seg[co->co_nseg];
		co->co_anon[co->co_nseg] = vi->vp == NULL;
		memset(ph, 0, sizeof(*ph));
		ph->p_type = PT_LOAD;
		ph->p_vaddr = vi->start;
		ph->p_filesz = ph->p_memsz = vi->end - vi->start;
		ph->p_align = PAGE_SIZE;
		ph->p_flags = ((vi->prot & PROT_READ) != 0 ? PF_R : 0) |
		    ((vi->prot & PROT_WRITE) != 0 ? PF_W : 0) |
		    ((vi->prot & PROT_EXEC) != 0 ? PF_X : 0);
	}
	co->co_nseg++;
	return (true);
}

static void
core_write(struct core *co, const void *data, size_t len)
{
	if (co->co_error != 0)
		return;
	co->co_error = vn_rdwr(UIO_WRITE_K, co->co_vp, (void *)(uintptr_t)data,
	    len, (int64_t)co->co_off, 0, co->co_cred, NULL);
	co->co_off += len;
}

static void
core_note(struct core *co, uint32_t type, const void *data, size_t len)
{
	static const char zero[8];
	uint32_t note[3] = { sizeof(CORE_NAME), (uint32_t)len, type };
	char name[8] = CORE_NAME;

	core_write(co, note, sizeof(note));
	core_write(co, name, roundup2(sizeof(CORE_NAME), 4));
	core_write(co, data, len);
	core_write(co, zero, roundup2(len, 4) - len);
}

#define NOTE_SIZE(t)	(12 + 8 + roundup2(sizeof(t), 4))

/* Header, program headers and notes; data begins at data_off. */
static void
core_headers(struct core *co, int sig, uint64_t data_off)
{
	struct proc *p = co->co_lp->lwp_proc;
	struct core_prstatus ps;
	struct core_prpsinfo pi;
	struct fpreg fp;
	Elf64_Ehdr eh;
	Elf64_Phdr note;

	memset(&eh, 0, sizeof(eh));
	memcpy(eh.e_ident, "\177ELF", 4);
	eh.e_ident[EI_CLASS] = ELFCLASS64;
	eh.e_ident[EI_DATA] = ELFDATA2LSB;
	eh.e_ident[EI_VERSION] = EV_CURRENT;
	eh.e_type = ET_CORE;
	eh.e_machine = EM_X86_64;
	eh.e_version = EV_CURRENT;
	eh.e_phoff = sizeof(eh);
	eh.e_ehsize = sizeof(eh);
	eh.e_phentsize = sizeof(Elf64_Phdr);
	eh.e_phnum = (Elf64_Half)(co->co_nseg + 1);
	core_write(co, &eh, sizeof(eh));

	memset(&note, 0, sizeof(note));
	note.p_type = PT_NOTE;
	note.p_offset = sizeof(eh) +
	    (uint64_t)(co->co_nseg + 1) * sizeof(Elf64_Phdr);
	note.p_filesz = NOTE_SIZE(ps) + NOTE_SIZE(fp) + NOTE_SIZE(pi);
	note.p_align = 4;
	core_write(co, &note, sizeof(note));
	for (int i = 0; i < co->co_nseg; i++) {
		co->co_seg[i].p_offset = data_off;
		data_off += co->co_seg[i].p_filesz;
	}
	core_write(co, co->co_seg, (size_t)co->co_nseg * sizeof(Elf64_Phdr));

	memset(&ps, 0, sizeof(ps));
	ps.pr_version = 1;
	ps.pr_statussz = sizeof(ps);
	ps.pr_gregsetsz = sizeof(struct reg);
	ps.pr_fpregsetsz = sizeof(struct fpreg);
	ps.pr_osreldate = __DragonFly_version;
	ps.pr_cursig = sig;
	ps.pr_pid = p->p_pid;
	lwp_getregs(co->co_lp, &ps.pr_reg);
	core_note(co, NT_PRSTATUS, &ps, sizeof(ps));
	memset(&fp, 0, sizeof(fp));
	(void)lwp_fpu_get(co->co_lp, &fp, sizeof(fp));
	core_note(co, NT_FPREGSET, &fp, sizeof(fp));
	memset(&pi, 0, sizeof(pi));
	pi.pr_version = 1;
	pi.pr_psinfosz = sizeof(pi);
	strlcpy(pi.pr_fname, p->p_comm, sizeof(pi.pr_fname));
	strlcpy(pi.pr_psargs, p->p_args != NULL ? p->p_args : p->p_comm,
	    sizeof(pi.pr_psargs));
	core_note(co, NT_PRPSINFO, &pi, sizeof(pi));
}

/* Memory, page by page; what was never touched is left as a hole. */
static void
core_memory(struct core *co)
{
	struct vmspace *vm = co->co_lp->lwp_proc->p_vmspace;

	for (int i = 0; i < co->co_nseg; i++) {
		const Elf64_Phdr *ph = &co->co_seg[i];

		for (uint64_t n = 0; n < ph->p_filesz; n += PAGE_SIZE) {
			if (co->co_error != 0)
				return;
			cpu_poll();
			if (co->co_anon[i] &&
			    !vm_incore(vm, ph->p_vaddr + n))
				continue;
			co->co_off = ph->p_offset + n;
			if (vmspace_copyin(vm, ph->p_vaddr + n, co->co_buf,
			    PAGE_SIZE) != 0)
				memset(co->co_buf, 0, PAGE_SIZE);
			core_write(co, co->co_buf, PAGE_SIZE);
		}
	}
}

/* EFBIG over the limit, EIO, ENOSPC ... */
static int
core_save(struct core *co, int sig, uint64_t limit)
{
	struct vmspace *vm = co->co_lp->lwp_proc->p_vmspace;
	uint64_t total, data_off;
	int room;

	vmspace_walk(vm, core_segment, co);
	room = co->co_nseg;
	co->co_seg = kmalloc((size_t)K_MAX(room, 1) * sizeof(Elf64_Phdr),
	    M_TEMP, M_WAITOK);
	co->co_anon = kmalloc((size_t)K_MAX(room, 1) * sizeof(bool), M_TEMP,
	    M_WAITOK);
	co->co_buf = kmalloc(PAGE_SIZE, M_TEMP, M_WAITOK);
	if (co->co_seg == NULL || co->co_anon == NULL || co->co_buf == NULL)
		return (ENOMEM);
	/* The only LWP is here: the map does not change meanwhile. */
	co->co_nseg = 0;
	vmspace_walk(vm, core_segment, co);
	KKASSERT(co->co_nseg <= room);
	data_off = round_page(sizeof(Elf64_Ehdr) +
	    (uint64_t)(co->co_nseg + 1) * sizeof(Elf64_Phdr) + 2048);
	total = data_off;
	for (int i = 0; i < co->co_nseg; i++)
		total += co->co_seg[i].p_filesz;
	if (total > limit || total > CORE_MAXSIZE)
		return (EFBIG);
	core_headers(co, sig, data_off);
	core_memory(co);
	return (co->co_error);
}

/* Open, or make, a file that may be overwritten.  EACCES otherwise. */
static int
core_open(struct lwp *lp, const char *path, struct vnode **vpp)
{
	struct vattr *va;
	struct vnode *vp;
	int error;

	error = vn_open_path(path, O_CREAT | FWRITE | O_NOFOLLOW, 0600, true,
	    &vp);
	if (error != 0)
		return (error);
	va = kmalloc(sizeof(*va), M_TEMP, M_WAITOK);
	error = va == NULL ? ENOMEM : vn_lock(vp, LK_EXCLUSIVE);
	if (error == 0) {
		error = VOP(vp, getattr, va);
		if (error == 0 && (vp->v_type != VREG || va->va_nlink != 1 ||
		    va->va_uid != lp->lwp_cred->cr_uid))
			error = EACCES;
		if (error == 0) {
			vattr_null(va);
			va->va_size = 0;
			error = VOP(vp, setattr, va, lp->lwp_cred);
		}
		vn_unlock(vp);
	}
	kfree(va, M_TEMP);
	if (error != 0)
		vn_close_path(vp, FWRITE);
	else
		*vpp = vp;
	return (error);
}

int
coredump(struct lwp *lp, int sig)
{
	struct proc *p = lp->lwp_proc;
	uint64_t limit = proc_limit(p, RLIMIT_CORE);
	struct core co = { .co_lp = lp, .co_cred = lp->lwp_cred };
	char *path;
	int error;

	if (!do_coredump || limit == 0 || p->p_vmspace == NULL ||
	    ((p->p_flags & P_SUGID) != 0 && !sugid_coredump))
		return (EFAULT);
	if ((path = kmalloc(MAXPATHLEN, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	vm_patch_undo(p->p_vmspace);	/* a debugger shall see its own code */
	if ((error = core_name(lp, path, MAXPATHLEN)) == 0 &&
	    (error = core_open(lp, path, &co.co_vp)) == 0) {
		error = core_save(&co, sig, limit);
		vn_close_path(co.co_vp, FWRITE);
	}
	kfree(co.co_seg, M_TEMP);
	kfree(co.co_anon, M_TEMP);
	kfree(co.co_buf, M_TEMP);
	kfree(path, M_TEMP);
	return (error);
}
