# SPDX-License-Identifier: BSD-2-Clause
# genexports.awk: `nm -g --defined-only -f sysv | LC_ALL=C sort' of the kernel
# proper to the table of names that modules may use, see kern/kld_var.h, in
# assembly.  Columns: name, value, class, type, size, line, section.

BEGIN {
	FS = "|"
	print "\t.section .rodata"
	print "\t.balign 8"
	print "\t.globl kld_exports, kld_nexports"
	print "kld_exports:"
}
NF < 7 { next }
{
	for (i = 1; i <= 7; i++)
		gsub(/[ \t]/, "", $i)
}
$1 ~ /^\./ || $3 !~ /^[TDBRVW]$/ { next }
{
	printf "\t.quad .Lname%d, %s, 0x%s\n", n, $1, $5 == "" ? "0" : $5
	name[n++] = $1
}
END {
	print "kld_nexports:"
	printf "\t.quad %d\n", n
	for (i = 0; i < n; i++)
		printf ".Lname%d:\n\t.asciz \"%s\"\n", i, name[i]
	print "\t.section .note.GNU-stack,\"\",@progbits"
}
