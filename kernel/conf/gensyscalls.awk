# SPDX-License-Identifier: BSD-2-Clause
# gensyscalls.awk: the system call list to C.
#
#	awk -v out=args  -f gensyscalls.awk syscalls.tsv	argument structs, prototypes
#	awk -v out=table -f gensyscalls.awk syscalls.tsv	the dispatch table
#
# Live calls are std, noproto and noimpl rows; those of lkmnosys are for modules.  Prototypes are weak in the table, so that
# a call which no file defines is a null entry there.

BEGIN {
	FS = "\t"
	# Scalar types of calls that no header of ours declares.
	map["acl_type_t"] = "int"; map["mqd_t"] = "int"; map["idtype_t"] = "int"
	map["unsigned"] = "unsigned int"; map["cpumask_t"] = "void"
	map["fd_set"] = "void"; map["stack_t"] = "void"; map["sigset_t"] = "void"
	map["siginfo_t"] = "void"; map["ucontext_t"] = "void"
	map["clockid_t"] = "uint64_t"; map["caddr_t"] = "char *"
	print "/* Made by gensyscalls.awk; do not edit. */"
	if (out == "args") {
		print "#ifndef _KSYSCALL_ARGS_H_\n#define _KSYSCALL_ARGS_H_"
		print "#include <sys/types.h>\nstruct lwp;"
		print "#define KARG(t, n) t n __attribute__((aligned(8)))"
	} else {
		print "#include \"sys/ksysent.h\"\n#include \"ksyscall_args.h\""
	}
}

function trim(s) { sub(/^[ \t]+/, "", s); sub(/[ \t]+$/, "", s); return s }

# Split "type name" of one argument: sets T and N.
function split_arg(a,    i, base, stars) {
	a = trim(a)
	if (!match(a, /[A-Za-z_][A-Za-z_0-9]*$/)) { T = a; N = "arg"; return }
	N = substr(a, RSTART)
	T = trim(substr(a, 1, RSTART - 1))
	stars = T; gsub(/[^*]/, "", stars)
	base = T; gsub(/[*]/, "", base); gsub(/ const *$/, "", base)
	sub(/^volatile /, "", base); sub(/^const /, "", base)
	base = trim(base)
	if (base ~ /^(struct|union) /) base = base
	if (base in map) base = map[base]
	T = base " " stars
	if (N == "new" || N == "old") N = N "p"
}

out == "table" && $4 ~ /^lkmnosys / {
	if ($1 > max) max = $1
	row[$1] = sprintf("\t[%d] = { 0, 0, \"lkmnosys\", true },", $1)
	next
}
$2 != "std" && $2 != "noproto" && $2 != "noimpl" { next }
$1 !~ /^[0-9]+$/ { next }
{
	num = $1; proto = $4
	name = proto
	sub(/ *\(.*/, "", name); sub(/^.*[ *]/, "", name)
	if ($1 > max) max = $1
	if (name == "nosys")
		next
	args = proto
	sub(/^[^(]*\(/, "", args); sub(/\);?[^)]*$/, "", args)
	n = 0
	if (trim(args) != "void" && trim(args) != "")
		n = split(args, arg, ",")
	if (out == "args" && !(name in seen)) {
		printf "struct %s_args {", name
		for (i = 1; i <= n; i++) {
			split_arg(arg[i])
			printf " KARG(%s, %s);", T, N
		}
		if (n == 0) printf " uint64_t none[0];"
		print " };"
		printf "int sys_%s(struct lwp *, const struct %s_args *, int64_t rv[2]);\n", name, name
	}
	if (out == "table" && !(name in seen))
		printf "extern __typeof__(sys_%s) sys_%s __attribute__((weak));\n", name, name
	seen[name] = 1
	if (out == "table" && $2 != "noimpl")
		row[num] = sprintf("\t[%d] = { %d, (sysent_fn *)(void *)sys_%s, \"%s\", false },", num, n, name, name)
	else
		row[num] = sprintf("\t[%d] = { %d, 0, \"%s\", false },", num, n, name)
}
END {
	if (out == "args") {
		print "#undef KARG\n#endif"
		exit
	}
	print "const struct sysent sysent[] = {"
	for (i = 0; i <= max; i++)
		if (i in row)
			print row[i]
	print "};"
	printf "const int nsysent = %d;\n", max + 1
}
