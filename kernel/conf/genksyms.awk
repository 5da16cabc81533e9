# SPDX-License-Identifier: BSD-2-Clause
# genksyms.awk: `nm -n kern.o` to the kernel's symbol table in C.

$2 ~ /^[tT]$/ && NF == 3 {
	n++
	addr[n] = $1
	name[n] = $3
	if ($3 == "kernel_main")
		base = $1
}
END {
	print "/* Made by genksyms.awk; do not edit. */"
	print "struct ksym { int rel; const char *name; };"
	print "extern const struct ksym ksym_table[]; extern const int ksym_count;"
	print "const struct ksym ksym_table[] = {"
	for (i = 1; i <= n; i++)
		printf "\t{ (int)(0x%sL - 0x%sL), \"%s\" },\n", addr[i], base, name[i]
	printf "\t{ (int)(0x%sL - 0x%sL) + 65536, \"\" },\n", addr[n], base
	print "};"
	printf "const int ksym_count = %d;\n", n + 1
}
