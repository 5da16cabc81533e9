# SPDX-License-Identifier: BSD-2-Clause
#
# table.awk: from the .names of programs, a path a line, to the table of
# rescue(8), in order of names.

FNR == 1 {
	tool = FILENAME
	sub(/.*\//, "", tool)
	sub(/\.names$/, "", tool)
	gsub(/-/, "_", tool)
	print "int rescue_" tool "(int, char **, char **);"
	files++
}

{
	sub(/.*\//, "")
	run[$0] = tool
}

END {
	print "#include <stddef.h>\n#include \"rescue.h\"\n"
	print "const struct tool rescue_tools[] = {"
	fflush()
	for (name in run)
		printf("\t{ \"%s\", rescue_%s },\n", name, run[name]) | "sort"
	close("sort")
	print "\t{ NULL, NULL },\n};"
}
