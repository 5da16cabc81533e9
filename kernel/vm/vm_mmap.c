/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_mmap.c: mmap(2), munmap(2), mprotect(2), brk(2) and sbrk(2).
 */
#include "vm/vm_map.h"
#include "sys/kfile.h"
#include "sys/ksyscall.h"
#include <sys/errno.h>

#define PROT_ALL	(PROT_READ | PROT_WRITE | PROT_EXEC)

/*
 * Page align a range that a program gave: *addr down, *len to cover the rest.
 * EINVAL when it wraps or leaves user space.
 */
int
vm_user_range(uintptr_t *addr, size_t *len)
{
	uintptr_t off = *addr & PAGE_MASK;
	size_t n = *len + off;

	if (n < *len || n > SIZE_MAX - PAGE_MASK)
		return (EINVAL);
	n = round_page(n);
	*addr -= off;
	*len = n;
	if (*addr + n < *addr || *addr + n > VM_MAX_USER_ADDRESS)
		return (EINVAL);
	return (0);
}

/*
 * Where a mapping without MAP_FIXED is looked for: not where the program's own
 * data may still grow to by brk(2).
 */
static uintptr_t
mmap_hint(struct vmspace *vs, uintptr_t addr)
{
	uintptr_t heap_end = round_page(vs->vs_daddr + MAXDSIZ);

	if (addr == 0 || (addr >= vs->vs_taddr && addr < heap_end))
		return (heap_end);
	return (addr);
}

uintptr_t
vmspace_mmap_hint(struct vmspace *vs)
{
	return (mmap_hint(vs, 0));
}

/* The object of a descriptor; NULL: the file is anonymous memory (/dev/zero). */
static int
mmap_file(const struct mmap_args *uap, struct vm_mapreq *r)
{
	struct file *fp;
	int error;

	if ((error = fget(uap->fd, 0, &fp)) != 0)
		return (error);
	if (fp->f_ops->fo_mmap == NULL)
		error = EINVAL;
	else {
		r->maxprot = PROT_ALL;
		error = fp->f_ops->fo_mmap(fp, r->prot, r->flags, &r->off,
		    r->len, &r->obj, &r->maxprot);
		if (error == 0 && (r->prot & ~r->maxprot) != 0) {
			if (r->obj != NULL)
				vm_object_drop(r->obj);
			r->obj = NULL;
			error = EACCES;
		}
	}
	file_drop(fp);
	return (error);
}

static int
check_flags(const struct mmap_args *uap)
{
	int flags = uap->flags;

	if ((flags & (MAP_SHARED | MAP_PRIVATE)) ==
	    (MAP_SHARED | MAP_PRIVATE) || (flags & MAP_VPAGETABLE) != 0)
		return (EINVAL);
	if ((flags & (MAP_ANON | MAP_STACK)) != 0 && uap->fd != -1)
		return (EINVAL);
	if ((flags & MAP_ANON) != 0 && uap->pos != 0)
		return (EINVAL);
	if ((flags & MAP_STACK) != 0 &&
	    (uap->prot & (PROT_READ | PROT_WRITE)) !=
	    (PROT_READ | PROT_WRITE))
		return (EINVAL);
	return (0);
}

int
sys_mmap(struct lwp *lp, const struct mmap_args *uap, int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	/* Only exec makes a stack that grows. */
	struct vm_mapreq r = { .prot = uap->prot & PROT_ALL,
	    .maxprot = PROT_ALL, .flags = uap->flags & ~MAP_STACK };
	uintptr_t addr = (uintptr_t)uap->addr;
	size_t pageoff = (size_t)uap->pos & PAGE_MASK;
	bool anon = (uap->flags & (MAP_ANON | MAP_STACK)) != 0;
	int error;

	if ((error = check_flags(uap)) != 0)
		return (error);
	/* Memory that children shall have in common is shared memory. */
	if (anon && (r.flags & MAP_INHERIT) != 0)
		r.flags = (r.flags & ~MAP_PRIVATE) | MAP_SHARED;
	if (anon)
		pageoff = 0;
	r.len = round_page(uap->len + pageoff);
	if (r.len == 0 || r.len < uap->len)
		return (EINVAL);
	r.off = anon ? 0 : uap->pos - (int64_t)pageoff;
	if ((uap->flags & (MAP_FIXED | MAP_TRYFIXED)) != 0) {
		/* Address and offset have the same remainder. */
		r.addr = addr - pageoff;
		if ((r.addr & PAGE_MASK) != 0)
			return (EINVAL);
	} else {
		if (r.len > VM_MAX_USER_ADDRESS)
			return (ENOMEM);
		r.addr = mmap_hint(vs, addr);
	}
	if (!anon && (error = mmap_file(uap, &r)) != 0)
		return (error);
	if (r.obj == NULL && (r.flags & MAP_SHARED) != 0) {
		r.off = 0;
		if ((error = vm_object_anon(r.len, &r.obj)) != 0)
			return (error);
	} else if (r.obj == NULL)
		r.off = 0;
	error = map_insert(vs, &r);
	if (error != 0) {
		if (r.obj != NULL)
			vm_object_drop(r.obj);
		return (error);
	}
	rv[0] = (int64_t)(r.addr + pageoff);
	return (0);
}

int
sys_munmap(struct lwp *lp, const struct munmap_args *uap, int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	uintptr_t addr = (uintptr_t)uap->addr;
	size_t len = uap->len;
	int error;

	if ((error = vm_user_range(&addr, &len)) != 0)
		return (error);
	if (len == 0)
		return (0);
	/* All of it must be mapped. */
	if (!vm_useracc(vs, addr, len, PROT_NONE))
		return (EINVAL);
	return (vm_unmap(vs, addr, len));
}

int
sys_mprotect(struct lwp *lp, const struct mprotect_args *uap, int64_t rv[2])
{
	uintptr_t addr = (uintptr_t)uap->addr;
	size_t len = uap->len;
	int error;

	if ((error = vm_user_range(&addr, &len)) != 0)
		return (error);
	return (vm_protect(lp->lwp_proc->p_vmspace, addr, len,
	    uap->prot & PROT_ALL));
}

/*
 * ---- the data segment -----------------------------------------------------
 */

/* Move the break from old up to new. */
static int
brk_grow(struct vmspace *vs, uintptr_t old, uintptr_t new)
{
	struct vm_mapreq r = { .addr = old, .len = new - old,
	    .prot = PROT_ALL, .maxprot = PROT_ALL,
	    .flags = MAP_PRIVATE | MAP_ANON | MAP_TRYFIXED };

	return (map_insert(vs, &r) == 0 ? 0 : ENOMEM);
}

int
sys_obreak(struct lwp *lp, const struct obreak_args *uap, int64_t rv[2])
{
	struct vmspace *vs = lp->lwp_proc->p_vmspace;
	uintptr_t want = (uintptr_t)uap->nsize, base, old, new;
	int error = 0;

	if (want > VM_MAX_USER_ADDRESS - PAGE_SIZE)
		return (ENOMEM);
	new = round_page(want);
	lock_shared(&vs->vs_lock);
	base = round_page(vs->vs_daddr);
	old = base + vs->vs_dsize;
	lock_release(&vs->vs_lock);
	if (new < base)
		return (EINVAL);
	if (new > old && new - base > proc_limit(lp->lwp_proc, RLIMIT_DATA))
		return (ENOMEM);
	if (new > old)
		error = brk_grow(vs, old, new);
	else if (new < old)
		error = vm_unmap(vs, new, old - new);
	if (error != 0)
		return (error);
	lock_exclusive(&vs->vs_lock);
	if (base + vs->vs_dsize == old)
		vs->vs_dsize = new - base;
	lock_release(&vs->vs_lock);
	return (0);
}

/* Neither was ever more than its number: sbrk(3) uses brk. */
int
sys_sbrk(struct lwp *lp, const struct sbrk_args *uap, int64_t rv[2])
{
	return (EOPNOTSUPP);
}

int
sys_sstk(struct lwp *lp, const struct sstk_args *uap, int64_t rv[2])
{
	return (EOPNOTSUPP);
}
