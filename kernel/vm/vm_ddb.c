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

DDB_SHOW(object, "one object, by address, with its pages")
{
	const struct vm_object *o = (const struct vm_object *)addr;
	const struct vm_map_entry *e;
	const struct vm_page *pg;
	uint64_t index = 0;
	int n = 0;

	if (!have) {
		kprintf("show object address\n");
		return;
	}
	ddb_check(addr, sizeof(*o));
	kprintf("object %p: %s, %lu bytes, %lu pages, %ld dirty, %d being "
	    "written, refs %d, error %d%s%s\n", (const void *)o,
	    o->o_type == OBJ_VNODE ? "file" : "memory", (uint64_t)o->o_size,
	    o->o_npages, o->o_ndirty, o->o_writing, o->o_refs, o->o_error,
	    o->o_private ? ", private" : "", o->o_dead ? ", dead" : "");
	if (o->o_vnode != NULL)
		kprintf("  vnode %p\n", (void *)o->o_vnode);
	LIST_FOREACH(e, &o->o_maps, e_olink)
		kprintf("  mapped at %012lx-%012lx\n", e->e_start, e->e_end);
	for (; (pg = radix_next(&o->o_pages, &index, UINT64_MAX - 1)) != NULL;
	    index++)
		kprintf("%s %lu: page %lu, flags %#x", n++ % 3 == 0 ?
		    n == 1 ? " " : "\n " : ";", index, (uint64_t)(pg -
		    vm_pages), pg->pg_flags);
	if (n > 0)
		kprintf("\n");
}

DDB_SHOW(map, "the address space of a process, by number or address")
{
	struct proc *p = ddb_proc(addr, have);
	struct vmspace *vs = p != NULL ? p->p_vmspace : NULL;
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
