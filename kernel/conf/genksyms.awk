# SPDX-License-Identifier: BSD-2-Clause
# genksyms.awk: `nm -n -f sysv kern.o' to the kernel's symbol tables in C; see
# platform/ksym.h.  Columns: name, value, class, type, size, line, section.

BEGIN {
	FS = "|"
	kind[".data"] = "KSYM_DATA"
	kind[".bss"] = "KSYM_BSS"
	kind[".rodata"] = "KSYM_RODATA"
	anchor[".data"] = "ksym_anchor_data"
	anchor[".bss"] = "ksym_anchor_bss"
	anchor[".rodata"] = "ksym_anchor_rodata"
}
NF < 7 { next }
{
	for (i = 1; i <= 7; i++)
		gsub(/[ \t]/, "", $i)
}
$1 ~ /^\./ || $1 ~ /^__set_/ { next }
$7 == ".text" && $3 ~ /^[tT]$/ {
	n++
	addr[n] = $2
	name[n] = $1
	size[n] = $5 == "" ? "1" : $5
	if ($1 == "kernel_main")
		base = $2
	next
}
$7 in kind && $3 ~ /^[dDbBrR]$/ {
	if ($1 == anchor[$7])
		at[$7] = $2
	nd++
	daddr[nd] = $2
	dname[nd] = $1
	dsize[nd] = $5 == "" ? "0" : $5
	dsect[nd] = $7
}
END {
	print "/* Made by genksyms.awk; do not edit. */"
	print "#include \"platform/ksym.h\""
	print "const struct ksym ksym_table[] = {"
	for (i = 1; i <= n; i++)
		printf "\t{ (int)(0x%sL - 0x%sL), \"%s\" },\n", addr[i], base, name[i]
	printf "\t{ (int)(0x%sL - 0x%sL + 0x%sL), \"\" },\n", addr[n], base, size[n]
	print "};"
	printf "const int ksym_count = %d;\n", n + 1
	print "const struct ksym_datum ksym_data[] = {"
	for (i = 1; i <= nd; i++)
		printf "\t{ (int)(0x%sL - 0x%sL), 0x%s, %s, \"%s\" },\n", daddr[i], at[dsect[i]], dsize[i], kind[dsect[i]], dname[i]
	print "};"
	printf "const int ksym_ndata = %d;\n", nd
}
