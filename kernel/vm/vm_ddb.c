/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm_ddb.c: what the debugger shows of memory.  The other CPUs stand still, and no
 * lock is taken: a lock's holder may be what is being debugged.
 */
#include "vm/vm_map.h"
#include "vm/vm_daemon.h"
#include "platform/pmap.h"
#include "sys/kddb.h"
#include "sys/kproc.h"

DDB_SHOW(pages, "memory: pages, queues, objects with unwritten pages")
{
	struct vm_object *o;
	struct vm_counts vc;
	uint64_t total, avail;

	vm_counts(&vc);
	kmem_stats(&total, &avail);
	kprintf("pages: %lu in all, %lu free (reserved %lu, min %lu, "
	    "target %lu)\n", vc.total, vc.free, vm_free_reserved, vm_free_min,
	    vm_free_target);
	kprintf("files: %lu active, %lu inactive, %ld dirty; kernel %ld; "
	    "locked %ld\n", (uint64_t)vm_nactive, (uint64_t)vm_ninactive,
	    (int64_t)vm_ndirty, (int64_t)vm_nwired, (int64_t)vm_nwired_user);
	kprintf("kernel memory: %lu of %lu KB free\n", avail >> 10,
	    total >> 10);
	TAILQ_FOREACH(o, &vm_dirtyq, o_dirtyq)
		kprintf("object %p: vnode %p, %lu bytes, %lu pages, %ld dirty, "
		    "%d being written\n", (void *)o, (void *)o->o_vnode,
		    (uint64_t)o->o_size, o->o_npages, o->o_ndirty,
		    o->o_writing);
}

/* Of the process at this address, or of the current one. */
static struct vmspace *
find_space(uintptr_t addr, bool have)
{
	struct proc *p = have ? NULL : curproc, *q;

	TAILQ_FOREACH(q, &allproc, p_all)
		if (have && (uintptr_t)q == addr)
			p = q;
	return (p != NULL ? p->p_vmspace : NULL);
}

DDB_SHOW(map, "the address space of a process, by its address (show proc)")
{
	struct vmspace *vs = find_space(addr, have);
	struct vm_map_entry *e;

	if (vs == NULL) {
		kprintf("no address space\n");
		return;
	}
	kprintf("vmspace %p: %d entries, %lu KB, %lu pages mapped\n",
	    (void *)vs, vs->vs_nentries, vs->vs_size >> 10,
	    pmap_resident(vs->vs_pmap));
	for (e = vs->vs_first; e != NULL; e = e->e_next)
		kprintf("%012lx-%012lx %c%c%c %s%s%s%s amap %p (%lu) "
		    "object %p+%lx\n", e->e_start, e->e_end,
		    (e->e_prot & PROT_READ) != 0 ? 'r' : '-',
		    (e->e_prot & PROT_WRITE) != 0 ? 'w' : '-',
		    (e->e_prot & PROT_EXEC) != 0 ? 'x' : '-',
		    (e->e_flags & E_SHARED) != 0 ? "shared" : "private",
		    (e->e_flags & E_NEEDSCOPY) != 0 ? " needscopy" : "",
		    (e->e_flags & E_STACK) != 0 ? " stack" : "",
		    (e->e_flags & E_WIRED) != 0 ? " wired" : "",
		    (void *)e->e_amap,
		    e->e_amap != NULL ? (uint64_t)e->e_amap->am_npages : 0,
		    (void *)e->e_obj, (uint64_t)e->e_off);
}
