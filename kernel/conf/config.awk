# SPDX-License-Identifier: BSD-2-Clause
# config.awk: a small config(8): a configuration and the list of files to a
# build.
#
#	awk -v out=mk|header -v dir=conf -f config.awk CONFIG files
#
# out=mk prints the make variables KERN_SRCS, KERN_IDENT and KERN_OPTIONS;
# out=header prints opt_kernel.h: OPT_name for options, NDEV_name for devices.
# A line of `files` is: path, then "standard" or "optional name ...": all names
# must be options or devices of the configuration (lower case).

function fail(msg) {
	printf "%s:%d: %s\n", FILENAME, FNR, msg > "/dev/stderr"
	bad = 1
	exit 1
}

function directive(line,    f, n, inc, l) {
	sub(/#.*/, "", line)
	n = split(line, f, /[ \t]+/)
	if (f[1] == "") { for (l = 1; l < n; l++) f[l] = f[l + 1]; n-- }
	if (n < 1 || f[1] == "")
		return
	if (f[1] == "include") {
		inc = dir "/" f[2]
		while ((l = (getline line < inc)) > 0)
			directive(line)
		if (l < 0)
			fail("include: cannot read " inc)
		close(inc)
		return
	}
	if (f[1] !~ /^(platform|machine|machine_arch|cpu|ident|maxusers|options|device|pseudo-device|makeoptions|nooptions|nodevice)$/)
		fail("unknown directive \"" f[1] "\"")
	if (n < 2 || f[2] == "")
		fail(f[1] ": argument missing")
	if (f[1] == "platform" && f[2] != "vkernel64")
		fail("platform " f[2] ": only vkernel64 is known")
	if (f[1] ~ /^machine/ && f[2] != "x86_64")
		fail(f[1] " " f[2] ": only x86_64 is known")
	if (f[1] == "ident")
		ident = f[2]
	else if (f[1] == "options") {
		split(f[2], kv, "=")
		opt[kv[1]] = (kv[2] == "") ? 1 : kv[2]
		has[tolower(kv[1])] = 1
	} else if (f[1] == "nooptions") {
		delete opt[f[2]]; delete has[tolower(f[2])]
	} else if (f[1] == "nodevice") {
		delete dev[f[2]]; delete has[tolower(f[2])]
	} else if (f[1] ~ /device$/) {
		dev[f[2]] = 1
		if (f[1] == "device")
			driver[f[2]] = 1
		has[tolower(f[2])] = 1
	}
}

FNR == 1 { nfile++ }
nfile == 1 { directive($0); next }
{
	sub(/#.*/, "")
	if (NF == 0)
		next
	take = ($2 == "standard")
	if ($2 == "optional") {
		if (NF < 3)
			fail($1 ": optional what?")
		take = 1
		for (i = 3; i <= NF; i++) {
			known[$i] = 1
			if (!($i in has))
				take = 0
		}
	} else if ($2 != "standard")
		fail($1 ": \"standard\" or \"optional\" expected, not \"" $2 "\"")
	if (take)
		srcs = srcs " \\\n\t" $1
}
END {
	if (bad)
		exit 1
	if (ident == "") {
		print FILENAME ": ident missing" > "/dev/stderr"
		exit 1
	}
	for (d in driver)
		if (!(d in known)) {
			print FILENAME ": device " d ": no file belongs to it" > "/dev/stderr"
			exit 1
		}
	if (out == "mk") {
		print "KERN_IDENT := " ident
		print "KERN_SRCS :=" srcs
		exit
	}
	print "/* Made by config.awk; do not edit. */"
	print "#define KERN_IDENT \"" ident "\""
	no = asort_names(opt, names)
	for (i = 1; i <= no; i++) {
		print "#define OPT_" names[i] " " opt[names[i]]
		if (names[i] == "INVARIANTS")
			print "#ifndef INVARIANTS\n#define INVARIANTS 1\n#endif"
	}
	no = asort_names(dev, names)
	for (i = 1; i <= no; i++)
		print "#define NDEV_" names[i] " 1"
}
function asort_names(a, out_,    k, n, i, j, t) {
	n = 0
	for (k in a)
		out_[++n] = k
	for (i = 2; i <= n; i++) {
		t = out_[i]
		for (j = i - 1; j >= 1 && out_[j] > t; j--)
			out_[j + 1] = out_[j]
		out_[j + 1] = t
	}
	return n
}
