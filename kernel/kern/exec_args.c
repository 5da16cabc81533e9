/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * exec_args.c: arguments and environment of execve(2): copied in, a script's
 * interpreter put in front, laid out on the new stack.
 *
 * From the top of the stack down: struct ps_strings; a page with sigcode; the
 * image's path; the strings; the vectors (argc, argv, environment, auxiliary
 * vector), whose address the program gets in rdi.
 *
 * The buffers are 256 KB; at most EXEC_BUFS are in use at a time, who needs one
 * more waits.  The first one, made at boot, is never given back: in fragmented
 * memory there may be no room for another.  Locks: args_spin.
 */
#include <machine/elf.h>
#include <sys/exec.h>
#include <sys/mman.h>
#include "sys/kktrace.h"
#include "sys/ksyscall.h"
#include "sys/kuio.h"
#include "lib/libkern.h"
#include "kern/exec_int.h"
#include "kern/proc_int.h"
#include "platform/trap.h"
#include "vm/vm.h"

#define EXEC_BUFS	8
#define EXEC_CACHED	2
#define EXEC_BUFSIZE	(ARG_MAX + MAXPATHLEN)
#define SPARE_USRSPACE	256

static struct spinlock args_spin = SPINLOCK_INITIALIZER("execargs",
    LR_SPINMISC);
static int args_used;
static char *args_cache[EXEC_CACHED];

/* Memory is short: the buffers that nobody uses go. */
static void
exec_args_reclaim(void)
{
	char *buf;

	for (int i = 1; i < EXEC_CACHED; i++) {
		spin_lock(&args_spin);
		buf = args_cache[i];
		args_cache[i] = NULL;
		spin_unlock(&args_spin);
		kfree(buf, M_TEMP);
	}
}

void
exec_init_args(void)
{
	args_cache[0] = kmalloc(EXEC_BUFSIZE, M_TEMP, M_WAITOK);
	if (args_cache[0] == NULL)
		panic("no memory for the arguments of programs");
	kmem_reclaim_register(exec_args_reclaim);
}

int
exec_args_alloc(struct exec_args *ea)
{
	char *buf = NULL;

	memset(ea, 0, sizeof(*ea));
	spin_lock(&args_spin);
	while (args_used >= EXEC_BUFS)
		(void)ssleep(&args_used, &args_spin, 0, "execbuf", 0);
	args_used++;
	/* No room for another: the first buffer comes back. */
	for (;;) {
		for (int i = EXEC_CACHED - 1; i >= 0 && buf == NULL; i--) {
			buf = args_cache[i];
			args_cache[i] = NULL;
		}
		if (buf != NULL)
			break;
		spin_unlock(&args_spin);
		buf = kmalloc(EXEC_BUFSIZE, M_TEMP, M_WAITOK);
		spin_lock(&args_spin);
		if (buf != NULL)
			break;
		(void)ssleep(&args_cache, &args_spin, 0, "execmem",
		    NS_PER_S / 10);
	}
	spin_unlock(&args_spin);
	ea->ea_buf = buf;
	ea->ea_path = buf + ARG_MAX;
	return (0);
}

void
exec_args_free(struct exec_args *ea)
{
	char *buf = ea->ea_buf;

	spin_lock(&args_spin);
	for (int i = 0; i < EXEC_CACHED && buf != NULL; i++)
		if (args_cache[i] == NULL) {
			args_cache[i] = buf;
			buf = NULL;
		}
	args_used--;
	wakeup_one(&args_used);
	wakeup_one(&args_cache);
	spin_unlock(&args_spin);
	kfree(buf, M_TEMP);
	ea->ea_buf = NULL;
}

int
exec_args_add(struct exec_args *ea, const char *s, bool env)
{
	size_t n = strlen(s) + 1;

	if (n > ARG_MAX - ea->ea_len)
		return (E2BIG);
	memcpy(ea->ea_buf + ea->ea_len, s, n);
	ea->ea_len += n;
	if (env)
		ea->ea_envc++;
	else {
		ea->ea_argc++;
		ea->ea_envoff = ea->ea_len;
	}
	return (0);
}

/* The strings of a vector in user memory that ends with NULL. */
static int
copyin_vector(struct exec_args *ea, char **uvec, int *count)
{
	uint64_t vec[32];
	size_t n, have = 0, i = 0, len;
	int error;

	for (;;) {
		if (i == have) {
			/* Not over the page's end: the next may not exist. */
			n = (PAGE_SIZE - ((uintptr_t)uvec & PAGE_MASK)) / 8;
			n = K_MIN(n, NELEM(vec));
			if (n == 0)
				n = 1;
			if ((error = copyin(uvec, vec, n * 8)) != 0)
				return (error);
			uvec += n;
			have = n;
			i = 0;
		}
		if (vec[i] == 0)
			return (0);
		if (ea->ea_len == ARG_MAX)
			return (E2BIG);
		error = copyinstr((const char *)vec[i++],
		    ea->ea_buf + ea->ea_len, ARG_MAX - ea->ea_len, &len);
		if (error != 0)
			return (error == ENAMETOOLONG ? E2BIG : error);
		ea->ea_len += len;
		(*count)++;
	}
}

int
exec_args_copyin(struct exec_args *ea, const char *upath, char **uargv,
    char **uenvv)
{
	int error;

	error = copyinstr(upath, ea->ea_path, MAXPATHLEN, NULL);
	if (error != 0)
		return (error);
	if (ktr_wants(curlwp, KTR_NAMEI))
		ktr_add(curlwp, KTR_NAMEI, ea->ea_path, strlen(ea->ea_path),
		    NULL, 0);
	if (uargv == NULL)
		return (EFAULT);
	if ((error = copyin_vector(ea, uargv, &ea->ea_argc)) != 0)
		return (error);
	ea->ea_envoff = ea->ea_len;
	if (ea->ea_argc == 0 &&
	    (error = exec_args_add(ea, ea->ea_path, false)) != 0)
		return (error);
	if (uenvv != NULL)
		error = copyin_vector(ea, uenvv, &ea->ea_envc);
	return (error);
}

static bool
blank(char c)
{
	return (c == ' ' || c == '\t');
}

/*
 * The line ends at a newline or '#'.  Its words come first, then the script's
 * path in the place of argv[0].
 */
int
exec_script(struct exec_args *ea, const uint8_t *hdr, size_t len)
{
	const char *s = (const char *)hdr + 2, *end = (const char *)hdr + len;
	const char *line, *w;
	char *front;
	size_t n = 0, old, add;
	int words = 0, error = ENOEXEC;

	for (line = s; line < end && *line != '\n' && *line != '#'; line++)
		if (*line == '\0')
			return (ENOEXEC);
	if (line == end)
		return (len == EXEC_HDRSIZE ? ENAMETOOLONG : ENOEXEC);
	if ((front = kmalloc(2 * PAGE_SIZE, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	while (s < line) {
		while (s < line && blank(*s))
			s++;
		for (w = s; s < line && !blank(*s); s++)
			;
		if (s == w)
			break;
		memcpy(front + n, w, (size_t)(s - w));
		n += (size_t)(s - w);
		front[n++] = '\0';
		words++;
	}
	if (words == 0)
		goto out;
	error = ENAMETOOLONG;
	if (strlen(front) >= MAXPATHLEN)
		goto out;
	old = strlen(ea->ea_buf) + 1;		/* argv[0] goes */
	add = strlen(ea->ea_path) + 1;
	memcpy(front + n, ea->ea_path, add);
	add += n;
	error = E2BIG;
	if (ea->ea_len - old + add > ARG_MAX)
		goto out;
	memmove(ea->ea_buf + add, ea->ea_buf + old, ea->ea_len - old);
	memcpy(ea->ea_buf, front, add);
	ea->ea_len = ea->ea_len - old + add;
	ea->ea_envoff = ea->ea_envoff - old + add;
	ea->ea_argc += words;
	strlcpy(ea->ea_path, front, MAXPATHLEN);
	error = 0;
out:
	kfree(front, M_TEMP);
	return (error);
}

/* The page of sigcode, the same for all. */
static int
sigcode_object(struct vm_object **objp)
{
	static struct vm_object *obj;	/* its page stays held */
	struct vm_object *o;
	struct vm_page *m;
	int error;

	if (atomic_load(&obj) == NULL) {
		if ((error = vm_object_anon(PAGE_SIZE, &o)) != 0)
			return (error);
		if ((error = vm_object_wire(o, 0, &m)) != 0) {
			vm_object_drop(o);
			return (error);
		}
		memcpy(page_kva(m), sigcode, sigcode_size);
		if (!atomic_cas(&obj, (struct vm_object *)NULL, o)) {
			page_free(m);
			vm_object_drop(o);
		}
	}
	*objp = obj;
	vm_object_ref(obj);
	return (0);
}

int
exec_stack_map(struct exec_image *im)
{
	struct proc *p = im->im_lp->lwp_proc;
	struct vmspace *vm = p->p_vmspace;
	uintptr_t addr = EXEC_STACKLOW;
	struct vm_object *obj;
	int error;

	error = vm_map_anon(vm, &addr, EXEC_STACKMAX,
	    im->im_main.el_stackprot, MAP_STACK | MAP_PRIVATE | MAP_FIXED);
	if (error != 0)
		return (error);
	if ((error = sigcode_object(&obj)) != 0)
		return (error);
	addr = EXEC_SIGCODE;
	error = vm_map_object(vm, &addr, PAGE_SIZE, PROT_READ | PROT_EXEC,
	    PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED | MAP_NOCORE, obj, 0);
	if (error != 0)
		vm_object_drop(obj);
	p->p_sigcode = EXEC_SIGCODE;
	return (error);
}

/* Words on their way to user memory. */
struct wordout {
	uint64_t	 wo_buf[64];
	int		 wo_n;
	uint64_t	*wo_uaddr;
	int		 wo_error;
};

static void
word_flush(struct wordout *wo)
{
	if (wo->wo_error == 0 && wo->wo_n > 0)
		wo->wo_error = copyout(wo->wo_buf, wo->wo_uaddr,
		    (size_t)wo->wo_n * 8);
	wo->wo_uaddr += wo->wo_n;
	wo->wo_n = 0;
}

static void
word_put(struct wordout *wo, uint64_t w)
{
	wo->wo_buf[wo->wo_n++] = w;
	if (wo->wo_n == (int)NELEM(wo->wo_buf))
		word_flush(wo);
}

static void
aux_put(struct wordout *wo, uint64_t type, uint64_t value)
{
	word_put(wo, type);
	word_put(wo, value);
}

/* Addresses of n strings that lie one after the other. */
static void
strings_put(struct wordout *wo, const char **s, uintptr_t *uaddr, int n)
{
	for (int i = 0; i < n; i++) {
		size_t len = strlen(*s) + 1;

		word_put(wo, *uaddr);
		*s += len;
		*uaddr += len;
	}
	word_put(wo, 0);
}

static void
auxv_put(struct wordout *wo, const struct exec_image *im, uintptr_t path)
{
	const struct exec_elf *el = &im->im_main;

	aux_put(wo, AT_PHDR, el->el_phdr);
	aux_put(wo, AT_PHENT, sizeof(Elf64_Phdr));
	aux_put(wo, AT_PHNUM, (uint64_t)el->el_phnum);
	aux_put(wo, AT_PAGESZ, PAGE_SIZE);
	aux_put(wo, AT_FLAGS, 0);
	aux_put(wo, AT_ENTRY, el->el_entry);
	aux_put(wo, AT_BASE, im->im_rtld.el_vp != NULL ?
	    im->im_rtld.el_bias : el->el_bias);
	if (path != 0)
		aux_put(wo, AT_EXECPATH, path);
	aux_put(wo, AT_OSRELDATE, __DragonFly_version);
	aux_put(wo, AT_NULL, 0);
}

int
exec_stack_build(struct exec_image *im)
{
	struct exec_args *ea = im->im_args;
	struct proc *p = im->im_lp->lwp_proc;
	struct ps_strings ps;
	struct wordout *wo;
	const char *s = ea->ea_buf;
	uintptr_t strings, path = EXEC_SIGCODE - SPARE_USRSPACE, vec;
	size_t n;
	int error;

	if (im->im_execpath != NULL) {
		n = strlen(im->im_execpath) + 1;
		path -= roundup2(n, 8);
		if ((error = copyout(im->im_execpath, (void *)path, n)) != 0)
			return (error);
	}
	strings = path - roundup2(ea->ea_len, 8);
	error = copyout(ea->ea_buf, (void *)strings, ea->ea_len);
	if (error != 0)
		return (error);
	vec = strings - (size_t)(ea->ea_argc + ea->ea_envc + 2 +
	    2 * AT_COUNT) * 8 - 8;
	if ((wo = kmalloc(sizeof(*wo), M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	wo->wo_n = wo->wo_error = 0;
	wo->wo_uaddr = (uint64_t *)vec;
	memset(&ps, 0, sizeof(ps));
	ps.ps_argvstr = (char **)(vec + 8);
	ps.ps_nargvstr = ea->ea_argc;
	ps.ps_envstr = (char **)(vec + 8 + (size_t)(ea->ea_argc + 1) * 8);
	ps.ps_nenvstr = ea->ea_envc;
	word_put(wo, (uint64_t)ea->ea_argc);
	strings_put(wo, &s, &strings, ea->ea_argc);
	strings_put(wo, &s, &strings, ea->ea_envc);
	auxv_put(wo, im, im->im_execpath != NULL ? path : 0);
	word_flush(wo);
	error = wo->wo_error;
	kfree(wo, M_TEMP);
	p->p_psstrings = PS_STRINGS;
	if (error == 0)
		error = copyout(&ps, (void *)p->p_psstrings, sizeof(ps));
	im->im_stack = vec;
	return (error);
}
