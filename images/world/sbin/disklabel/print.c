/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * print.c: a label as text, which parse.c reads back.
 *
 * 32 bits: sizes and offsets in sectors.  64 bits: in units of 1024 bytes, and
 * offsets from the data base on.
 */
#define DKTYPENAMES
#include "disklabel.h"

#include <stdlib.h>
#include <string.h>

#define UNIT	1024u

const char *
fstype_name(unsigned type)
{
	static char num[16];

	(void)dktypenames;
	if (type < FSMAXTYPES && fstypenames[type][0] != '?')
		return (fstypenames[type]);
	snprintf(num, sizeof(num), "%u", type);
	return (num);
}

int
fstype_number(const char *name)
{
	unsigned long n;
	unsigned i;
	char *end;

	for (i = 0; i < FSMAXTYPES; i++)
		if (strcmp(fstypenames[i], name) == 0 && name[0] != '?')
			return ((int)i);
	n = strtoul(name, &end, 10);
	return (end != name && *end == '\0' && n < 256 ? (int)n : -1);
}

static void
print32(const struct target *t, FILE *f)
{
	const struct disklabel32 *l = &t->t_label.l32;
	const struct partition32 *pp;
	int i;

	fprintf(f, "type: %s\ndisk: %.16s\nlabel: %.16s\nflags:\n",
	    l->d_type < DKMAXTYPES ? dktypenames[l->d_type] : "unknown",
	    l->d_typename, l->d_packname);
	fprintf(f, "bytes/sector: %u\nsectors/track: %u\n"
	    "tracks/cylinder: %u\nsectors/cylinder: %u\ncylinders: %u\n"
	    "sectors/unit: %u\nrpm: %u\ninterleave: %u\n\n", l->d_secsize,
	    l->d_nsectors, l->d_ntracks, l->d_secpercyl, l->d_ncylinders,
	    l->d_secperunit, l->d_rpm, l->d_interleave);
	fprintf(f, "%u partitions:\n", l->d_npartitions);
	fprintf(f, "#        size     offset    fstype\n");
	for (i = 0; i < l->d_npartitions; i++) {
		pp = &l->d_partitions[i];
		if (pp->p_size == 0)
			continue;
		fprintf(f, "  %c: %10u %10u    %s\n", 'a' + i, pp->p_size,
		    pp->p_offset, fstype_name(pp->p_fstype));
	}
}

static void
print64(const struct target *t, FILE *f)
{
	const struct disklabel64 *l = &t->t_label.l64;
	const struct partition64 *pp;
	uint32_t i;

	fprintf(f, "label: %.64s\n", (const char *)l->d_packname);
	fprintf(f, "boot2 data base:      0x%012llx\n"
	    "partitions data base: 0x%012llx\n"
	    "partitions data stop: 0x%012llx\n"
	    "backup label:         0x%012llx\n"
	    "total size:           0x%012llx    # %.2f MB\n"
	    "alignment: %u\n"
	    "display block size: %u\n\n",
	    (unsigned long long)l->d_bbase, (unsigned long long)l->d_pbase,
	    (unsigned long long)l->d_pstop, (unsigned long long)l->d_abase,
	    (unsigned long long)l->d_total_size,
	    (double)l->d_total_size / 1048576.0, l->d_align, UNIT);
	fprintf(f, "%u partitions:\n", l->d_npartitions);
	fprintf(f, "#          size     offset    fstype\n");
	for (i = 0; i < l->d_npartitions; i++) {
		pp = &l->d_partitions[i];
		if (pp->p_bsize == 0)
			continue;
		fprintf(f, "  %c: %12llu %10llu    %s    # %.3fMB\n",
		    (int)('a' + i), (unsigned long long)pp->p_bsize / UNIT,
		    (unsigned long long)(pp->p_boffset - l->d_pbase) / UNIT,
		    fstype_name(pp->p_fstype),
		    (double)pp->p_bsize / 1048576.0);
	}
}

void
label_print(const struct target *t, FILE *f)
{
	fprintf(f, "# %s:\n", t->t_name);
	if (t->t_is64)
		print64(t, f);
	else
		print32(t, f);
}
