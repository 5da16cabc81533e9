/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * msgbuf.c: kernel messages: kprintf(9), the message buffer and its sysctls.
 *
 * Messages go to a ring (dmesg(8) reads it) and to the console's output
 * queue.  When that is full because nobody reads the console, messages stay
 * in the ring only.  After a panic output is written at once, also before the
 * console is open, and in the debugger it is the debugger's.
 *
 * The ring lies in the memory image, so that it outlives the kernel: whatever
 * ended it, its last words are found in the file of -i behind MSGBUF_MAGIC.
 */
#include "kern/msgbuf.h"
#include "ddb/ddb.h"
#include "platform/boot.h"
#include "sys/kddb.h"
#include "sys/thread.h"
#include "sys/kproc.h"
#include "sys/ksysctl.h"
#include "sys/kmalloc.h"
#include "sys/lock.h"
#include "platform/machine.h"
#include "lib/libkern.h"
#include <sys/errno.h>

#define LINE_CHUNK	256

static struct spinlock msgbuf_spin =
    SPINLOCK_INITIALIZER("msgbuf", LR_MSGBUF);
#define EARLY_SIZE	8192
static union {				/* until there is memory */
	struct msgbuf	 head;
	char		 room[sizeof(struct msgbuf) + EARLY_SIZE];
} early = { .head = { MSGBUF_MAGIC, EARLY_SIZE, 0 } };
static struct msgbuf *msgbuf = &early.head;	/* [msgbuf_spin] */
static bool console_ready;		/* it is open */
volatile int panicked;

struct chunk {
	char	 buf[LINE_CHUNK];
	size_t	 n;
};

static inline char *
mb_text(struct msgbuf *mb)
{
	return ((char *)(mb + 1));
}

static void
put_byte(struct msgbuf *mb, char c)
{
	mb_text(mb)[mb->mb_next % mb->mb_size] = c;
	mb->mb_next++;
}

/* Where the oldest byte that is still there was written. */
static uint64_t
oldest(const struct msgbuf *mb)
{
	return (mb->mb_next > mb->mb_size ? mb->mb_next - mb->mb_size : 0);
}

static void
chunk_flush(struct chunk *ck)
{
	static bool shown;	/* what was printed before */

	for (size_t i = 0; i < ck->n; i++)
		put_byte(msgbuf, ck->buf[i]);
	if (console_ready && !panicked) {
		machine_console_write(ck->buf, ck->n);
	} else if (console_ready || shown) {
		machine_console_write_sync(ck->buf, ck->n);
	} else if (panicked) {
		shown = true;
		machine_console_write_sync(mb_text(msgbuf),
		    K_MIN(msgbuf->mb_next, msgbuf->mb_size));
	}
	ck->n = 0;
}

static void
put_chunk(int c, void *arg)
{
	struct chunk *ck = arg;

	ck->buf[ck->n++] = (char)c;
	if (ck->n == LINE_CHUNK)
		chunk_flush(ck);
}

int
kvprintf(const char *fmt, va_list ap)
{
	struct chunk ck = { .n = 0 };
	bool locked;
	int n;

	if (cpu_debugging())
		return (ddb_vprintf(fmt, ap));
	/* A panic may come while this CPU, or a dead one, has the lock. */
	if (panicked)
		locked = spin_trylock(&msgbuf_spin);
	else {
		spin_lock(&msgbuf_spin);
		locked = true;
	}
	n = kvcprintf(put_chunk, &ck, fmt, ap);
	chunk_flush(&ck);
	if (locked)
		spin_unlock(&msgbuf_spin);
	return (n);
}

int
kprintf(const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = kvprintf(fmt, ap);
	va_end(ap);
	return (n);
}

void
msgbuf_init(void)
{
	struct msgbuf *mb = kmem_alloc(MSGBUF_PAGES, M_NOWAIT | M_ZERO);

	KASSERT(mb != NULL, ("no memory for messages"));
	memcpy(mb->mb_magic, MSGBUF_MAGIC, sizeof(mb->mb_magic));
	mb->mb_size = MSGBUF_PAGES * PAGE_SIZE - sizeof(*mb);
	spin_lock(&msgbuf_spin);
	for (uint64_t at = oldest(msgbuf); at < msgbuf->mb_next; at++)
		put_byte(mb, mb_text(msgbuf)[at % msgbuf->mb_size]);
	msgbuf = mb;
	spin_unlock(&msgbuf_spin);
}

void
msgbuf_console_ready(void)
{
	spin_lock(&msgbuf_spin);
	console_ready = true;
	if (msgbuf->mb_next != 0)
		machine_console_write(mb_text(msgbuf),
		    K_MIN(msgbuf->mb_next, msgbuf->mb_size));
	spin_unlock(&msgbuf_spin);
}

bool
msgbuf_on_console(void)
{
	return (console_ready);
}

void
msgbuf_tell(void)
{
	if (boot_memory_file[0] != '\0' && msgbuf != &early.head)
		kprintf("The message buffer is in %s at offset %#lx.\n",
		    boot_memory_file, (uint64_t)((uint8_t *)msgbuf -
		    boot_ram_base));
}

/* Copy the last messages, oldest first; returns how many bytes. */
static size_t
msgbuf_copy(char *buf, size_t size)
{
	uint64_t from;
	size_t n = 0;

	spin_lock(&msgbuf_spin);
	from = oldest(msgbuf);
	if (msgbuf->mb_next - from > size)
		from = msgbuf->mb_next - size;
	while (from < msgbuf->mb_next)
		buf[n++] = mb_text(msgbuf)[from++ % msgbuf->mb_size];
	spin_unlock(&msgbuf_spin);
	return (n);
}

uint64_t
msgbuf_next(void)
{
	return (__atomic_load_n(&msgbuf->mb_next, __ATOMIC_RELAXED));
}

size_t
msgbuf_read(uint64_t *at, char *buf, size_t size)
{
	size_t n = 0;

	spin_lock(&msgbuf_spin);
	/* Overwritten meanwhile, or all was forgotten. */
	if (*at < oldest(msgbuf) || *at > msgbuf->mb_next)
		*at = oldest(msgbuf);
	while (n < size && *at < msgbuf->mb_next)
		buf[n++] = mb_text(msgbuf)[(*at)++ % msgbuf->mb_size];
	spin_unlock(&msgbuf_spin);
	return (n);
}

DDB_SHOW(msgbuf, "the messages of the kernel; ,N: the last N bytes")
{
	uint64_t from = oldest(msgbuf);

	if (count > 0 && msgbuf->mb_next - from > (uint64_t)count)
		from = msgbuf->mb_next - (uint64_t)count;
	for (; from < msgbuf->mb_next; from++)
		kprintf("%c", mb_text(msgbuf)[from % msgbuf->mb_size]);
}

/* kern.msgbuf: the messages as text; writing an empty value clears them. */
static int everybody_reads = 1;
SYSCTL_KINT(everybody_reads, "security.unprivileged_read_msgbuf", OID_AUTO,
    CTLFLAG_RW, &everybody_reads, "Everybody may read the message buffer");

static int
sysctl_msgbuf(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	char *buf;
	size_t n;
	int error;

	if (!everybody_reads && req->lwp != NULL &&
	    cred_root(req->lwp->lwp_cred) != 0 &&
	    !cred_groupmember(0, req->lwp->lwp_cred))
		return (EPERM);
	if ((buf = kmalloc(msgbuf->mb_size, M_TEMP, M_WAITOK)) == NULL)
		return (ENOMEM);
	n = msgbuf_copy(buf, msgbuf->mb_size);
	error = sysctl_out(req, buf, n);
	kfree(buf, M_TEMP);
	return (error);
}
SYSCTL_KPROC(kern_msgbuf, "kern.msgbuf", OID_AUTO, CTLTYPE_STRING | CTLFLAG_RD,
    NULL, 0, sysctl_msgbuf, "A", "Messages of the kernel");

static int
sysctl_msgbuf_clear(struct sysctl_oid *oid, const int *name, int namelen,
    struct sysctl_req *req)
{
	int value = 0, error;

	if ((error = sysctl_handle_int(req, &value)) == 0 &&
	    req->newptr != NULL && value != 0) {
		spin_lock(&msgbuf_spin);
		msgbuf->mb_next = 0;
		spin_unlock(&msgbuf_spin);
	}
	return (error);
}
SYSCTL_KPROC(kern_msgbuf_clear, "kern.msgbuf_clear", OID_AUTO,
    CTLTYPE_INT | CTLFLAG_RW, NULL, 0, sysctl_msgbuf_clear, "I",
    "Write 1 to forget all messages");
