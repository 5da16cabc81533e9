# SPDX-License-Identifier: BSD-2-Clause
#
# gen_asserts.awk: turn the ABI tables into C files of static assertions, one
# for each of our headers that a table row names.
#
#	awk -v out=DIR -f gen_asserts.awk not-ours.tsv headers constants.tsv layouts.tsv
#
# `headers' lists the headers we have, one a line.  A row of a table either
# becomes an assertion in DIR/<header with _ for />.c, or a rule of not-ours.tsv
# (header, name, reason; the first two are whole-match patterns) excuses it.
# A row that is neither, and a rule that excuses nothing, are errors.

function fail(msg)
{
	printf "gen_asserts: %s\n", msg >"/dev/stderr"
	failed = 1
}

# Is the row excused?
function excused(header, name,	i, hit)
{
	for (i = 1; i <= nrules; i++)
		if (header ~ ("^(" rule_header[i] ")$") &&
		    name ~ ("^(" rule_name[i] ")$")) {
			rule_used[i]++
			hit = 1
		}
	return (hit)
}

# Does the row concern a header of ours?
function ours(header, name)
{
	if (excused(header, name))
		return (0)
	if (!(header in have)) {
		fail(header ": " name ": no such header, and no rule")
		return (0)
	}
	return (1)
}

function unit(header,	file)
{
	file = header
	gsub(/\//, "_", file)
	sub(/\.h$/, ".c", file)
	file = out "/" file
	if (!(file in opened)) {
		opened[file] = 1
		printf "#include <%s>\n#include <stddef.h>\n", header >file
	}
	return (file)
}

# A C constant for a decimal of up to 64 bits.
function literal(v)
{
	if (v == "-9223372036854775808")
		return ("(-9223372036854775807LL - 1)")
	return (v "LL")
}

FNR == 1 { nfile++ }
nfile == 1 && FNR > 1 && NF {
	nrules++
	rule_header[nrules] = $1
	rule_name[nrules] = $2
	if ($3 == "")
		fail("not-ours.tsv:" FNR ": no reason given")
}
nfile == 2 { have[$1] = 1 }
nfile == 3 && FNR > 1 && ours($1, $2) {
	file = unit($1)
	# A table value of 32 bits has lost its sign.
	cast = ($3 > 2147483647 && $3 <= 4294967295) ? "unsigned int" : \
	    "long long"
	printf "_Static_assert((%s)(%s) == (%s)%s, \"%s\");\n",
	    cast, $2, cast, literal($3), $2 >file
}
nfile == 4 && FNR > 1 {
	if ($3 == "") {
		take = ours($1, $2)
		if (!take)
			next
		file = unit($1)
		split($6, al, "=")
		printf "_Static_assert(sizeof(%s) == %d, \"%s\");\n",
		    $2, $5, $2 >file
		printf "_Static_assert(_Alignof(%s) == %d, \"%s\");\n",
		    $2, al[2], $2 >file
		next
	}
	if (!take)
		next
	match($4, /^ */)
	depth = RLENGTH / 2
	name = $4
	sub(/.* /, "", name)
	# An anonymous member lends its parent's path to its own members.
	if (name ~ /^ucred::|\)$/)
		name = ""
	path[depth] = name
	if (name == "" || $3 ~ /:/)
		next
	full = ""
	for (i = 0; i <= depth; i++)
		if (path[i] != "")
			full = full (full == "" ? "" : ".") path[i]
	if (excused($1, $2 "." full))
		next
	printf "_Static_assert(offsetof(%s, %s) == %d, \"%s.%s\");\n",
	    $2, full, $3, $2, full >file
}
END {
	for (i = 1; i <= nrules; i++)
		if (!rule_used[i])
			fail("not-ours.tsv: rule without a row: " \
			    rule_header[i] " " rule_name[i])
	exit (failed)
}
