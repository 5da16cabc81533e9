/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * db_watch.c: watchpoints: stop when the kernel's code touches some memory.
 *
 * The host's processor watches while the machine runs, up to MACHINE_WATCHES
 * pieces of 1, 2, 4 or 8 bytes.  While the debugger prompts, or steps, nothing
 * is watched; after a step the memory is looked at.
 */
#include "ddb/db_int.h"
#include "lib/libkern.h"

#define SIZE_MAX_WATCH	(MACHINE_WATCHES * 8)

/* In order, without gaps; n of them. */
static struct db_watch {
	uintptr_t	 addr;
	size_t		 size;
	bool		 reads;
	unsigned	 pieces;	/* of the processor's places */
	uint8_t		 old[SIZE_MAX_WATCH];	/* what was there */
} watches[MACHINE_WATCHES];
static unsigned nwatches;
static char note[160];			/* what was touched, for the next prompt */

/*
 * Cut [addr, addr+size) into pieces from w on, that have room for at most.
 * Returns how many it takes.
 */
static unsigned
cut(uintptr_t addr, size_t size, bool reads, struct kwatch *w, unsigned most)
{
	unsigned n;
	size_t len;

	for (n = 0; size > 0; n++, addr += len, size -= len) {
		for (len = 8; addr % len != 0 || len > size; len /= 2)
			continue;
		if (n < most)
			w[n] = (struct kwatch){ addr, (uint32_t)len, reads };
	}
	return (n);
}

/* Hand all of them to the processor. */
static int
arm(char *why, size_t size)
{
	struct kwatch w[MACHINE_WATCHES];
	unsigned n = 0;

	for (unsigned i = 0; i < nwatches; i++)
		n += cut(watches[i].addr, watches[i].size, watches[i].reads,
		    w + n, MACHINE_WATCHES - n);
	return (machine_watch(w, n, why, size));
}

static void
look(struct db_watch *dw)
{
	(void)machine_mem_read(dw->addr, dw->old, dw->size);
}

void
db_watches_insert(void)
{
	char why[160], text[200];
	int n;

	if (nwatches == 0)
		return;
	for (unsigned i = 0; i < nwatches; i++)
		look(&watches[i]);
	if (arm(why, sizeof(why)) == 0)
		return;
	n = ksnprintf(text, sizeof(text), "ddb: nothing is watched: %s\n",
	    why);
	machine_console_write_sync(text, (size_t)n);
}

void
db_watches_remove(void)
{
	if (nwatches > 0)
		(void)machine_watch(NULL, 0, NULL, 0);
}

/* "name: old -> new", or only its name and value when that is the same. */
static void
tell(struct db_watch *dw)
{
	uint64_t old = 0, new = 0;
	char name[96];
	size_t len = K_MIN(dw->size, sizeof(old));

	db_sym_format(dw->addr, name, sizeof(name));
	memcpy(&old, dw->old, len);
	(void)machine_mem_read(dw->addr, &new, len);
	if (old != new)
		ksnprintf(note, sizeof(note), "%s: %#lx -> %#lx", name, old,
		    new);
	else
		ksnprintf(note, sizeof(note), "%s: %#lx", name, old);
	look(dw);
}

void
db_watch_show(void)
{
	if (note[0] != '\0')
		db_printf("%s\n", note);
	note[0] = '\0';
}

void
db_watch_tell(unsigned piece)
{
	for (unsigned i = 0; i < nwatches; i++) {
		if (piece < watches[i].pieces) {
			tell(&watches[i]);
			return;
		}
		piece -= watches[i].pieces;
	}
}

bool
db_watch_changed(void)
{
	uint8_t now[SIZE_MAX_WATCH];
	bool any = false;

	for (unsigned i = 0; i < nwatches; i++) {
		struct db_watch *dw = &watches[i];

		if (machine_mem_read(dw->addr, now, dw->size) != 0 ||
		    memcmp(now, dw->old, dw->size) == 0)
			continue;
		tell(dw);
		any = true;
	}
	return (any);
}

/* watch[/r] [address] [,size] */
void
db_cmd_watch(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	struct db_watch *dw = &watches[nwatches];
	size_t size = count > 0 ? (size_t)count : 4;
	unsigned used = 0;
	char why[160];
	int error;

	if (modif[0] != '\0' && strcmp(modif, "r") != 0)
		db_error("Bad modifier /%s: r, for reads too\n", modif);
	for (unsigned i = 0; i < nwatches; i++)
		used += watches[i].pieces;
	if (nwatches == MACHINE_WATCHES || size > SIZE_MAX_WATCH ||
	    used + cut(addr, size, false, NULL, 0) > MACHINE_WATCHES)
		db_error("Too much to watch: the processor has %d places of "
		    "up to 8 bytes\n", MACHINE_WATCHES);
	db_read(addr, dw->old, size);
	*dw = (struct db_watch){ .addr = addr, .size = size,
	    .reads = modif[0] == 'r', .pieces = cut(addr, size, false, NULL,
	    0) };
	nwatches++;
	look(dw);
	/* Whether it may be shows now. */
	error = arm(why, sizeof(why));
	db_watches_remove();
	if (error != 0) {
		nwatches--;
		db_error("Cannot watch: %s\n", why);
	}
}

/* dwatch [address | *] */
void
db_cmd_dwatch(uintptr_t addr, bool have, int64_t count, const char *modif)
{
	uint64_t v = db_dot;
	int t;

	if ((t = db_token()) == '*') {
		db_eol();
		nwatches = 0;
		return;
	}
	db_untoken(t);
	(void)db_expression(&v);
	db_eol();
	for (unsigned i = 0; i < nwatches; i++) {
		if (watches[i].addr != v)
			continue;
		memmove(&watches[i], &watches[i + 1], (nwatches - i - 1) *
		    sizeof(watches[0]));
		nwatches--;
		return;
	}
	db_error("Nothing is watched there\n");
}

DDB_SHOW(watches, "watchpoints")
{
	char buf[96];

	if (nwatches == 0)
		db_printf("No watchpoints set\n");
	else
		db_printf("  Size  Stops at  Address\n");
	for (unsigned i = 0; i < nwatches; i++) {
		db_sym_format(watches[i].addr, buf, sizeof(buf));
		db_printf("%6lu  %-8s  %s\n", watches[i].size,
		    watches[i].reads ? "any use" : "writes", buf);
	}
}
