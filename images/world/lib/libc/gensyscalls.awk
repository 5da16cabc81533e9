# SPDX-License-Identifier: BSD-2-Clause
#
# gensyscalls.awk: write the system call stubs from kernel/abi/syscalls.tsv.
#
# Each live call NAME gets __sys_NAME, and weakly _NAME and NAME, so that a
# program may use those names itself.  Those listed in `special' have a wrapper
# in C, and get __sys_NAME only; those in `own' have a stub in stubs.S.  The
# instructions are the same in every stub, in this order; the kernel may
# recognise them.

BEGIN {
	FS = "\t"
	n = split(special, s, " ")
	for (i = 1; i <= n; i++)
		is_special[s[i]] = 1
	n = split(own, s, " ")
	for (i = 1; i <= n; i++)
		done[s[i]] = 1
	print "#include \"syscall.h\""
}
NR > 1 && ($2 == "std" || $2 == "noproto") && $3 !~ /^(lkmnosys|nosys)$/ {
	name = $3
	if (name in done)
		next
	done[name] = 1
	if (name == "break")
		name = "obreak"
	if (name in is_special)
		printf "SYSCALL_HIDDEN(%s, %d)\n", name, $1
	else
		printf "SYSCALL(%s, %d)\n", name, $1
}
