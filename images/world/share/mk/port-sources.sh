#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# port-sources.sh record workdir recipe sysroot directory program ...
#
# Copy to the directory what was compiled for the programs (names below
# workdir, where a port was built) and list it there in sources.mk, in the
# form that bsd.port.native.mk reads.  `record' has the notes of PORTCC: for
# each run a file with the working directory and the arguments, one a line;
# for a compilation (c*) NAME.h with the headers read, for a link (l*) NAME.t
# with the objects that went in.  A later note replaces an earlier one of the
# same object.  Exit status 1 when a program has no link, or an object no
# compilation.

set -eu

record=$1 work=$2 recipe=$3 sysroot=$4 dir=$5
shift 5
programs=$*

mkdir -p "$dir"
(cd "$record" && ls -tr) | awk -v record="$record" -v work="$work" \
    -v recipe="$recipe" -v sysroot="$sysroot" -v programs="$programs" \
    -v mk="$dir/sources.mk.tmp" '
# The path without . and .., made absolute.
function clean(cwd, path,	part, n, i, m, out, s)
{
	if (path !~ /^\//)
		path = cwd "/" path
	n = split(path, part, "/")
	m = 0
	for (i = 1; i <= n; i++) {
		if (part[i] == "" || part[i] == ".")
			continue
		if (part[i] == "..")
			m -= (m > 0)
		else
			out[++m] = part[i]
	}
	s = ""
	for (i = 1; i <= m; i++)
		s = s "/" out[i]
	return (s)
}

function below(path, top)
{
	return (path == top || index(path, top "/") == 1)
}

# Where the guest has a directory of the port; "" for a system one.
function place(path)
{
	if (path == work)
		return ("${PORTSRC}")
	if (below(path, work))
		return ("${PORTSRC}" substr(path, length(work) + 1))
	if (below(path, recipe))
		return ("${.CURDIR}" substr(path, length(recipe) + 1))
	return ("")
}

# For the shell and for make.
function quote(s)
{
	gsub(/\$/, "$$", s)
	if (s ~ /[^A-Za-z0-9_.\/=+,:@%${}-]/) {
		gsub(/\047/, "\047\\\047\047", s)
		s = "\047" s "\047"
		gsub(/#/, "\\#", s)
	}
	return (s)
}

# A file that is to be there, once.
function ship(path)
{
	if (below(path, work) && !(path in shipped)) {
		shipped[path] = 1
		print substr(path, length(work) + 2)
	}
}

function die(why)
{
	print "port-sources.sh: " why | "cat 1>&2"
	failed = 1
	exit (1)
}

# One note: its directory in cwd, its arguments in arg[1..narg].
function read_note(file)
{
	narg = -1
	while ((getline line <file) > 0)
		if (++narg == 0)
			cwd = line
		else
			arg[narg] = line
	close(file)
}

# Where a header is that -include names, of those that were read.
function found(name, headers,	n, i, list, tail)
{
	sub(/^\.+\//, "", name)
	n = split(headers, list, "\n")
	for (i = 1; i < n; i++) {
		tail = substr(list[i], length(list[i]) - length(name))
		if (tail == "/" name)
			return (place(list[i]))
	}
	die("-include " name ": not read")
}

function compilation(name,	i, a, out, src, flags, first, p, base, headers)
{
	headers = ""
	while ((getline line <(record "/" name ".h")) > 0)
		headers = headers clean(cwd, line) "\n"
	close(record "/" name ".h")
	out = src = flags = first = ""
	for (i = 1; i <= narg; i++) {
		a = arg[i]
		if (a == "-o")
			out = arg[++i]
		else if (a == "-MF" || a == "-MT" || a == "-MQ" || a == "-x")
			i++
		else if (a == "-include")
			first = first " " found(arg[++i], headers)
		else if (a == "-isystem" || a == "-iquote" || a == "-I" ||
		    a == "-idirafter") {
			i++
			p = place(clean(cwd, arg[i]))
			if (p != "")
				flags = flags " " (a == "-I" ? "-I" : a " ") p
		} else if (a ~ /^-I/) {
			p = place(clean(cwd, substr(a, 3)))
			if (p != "")
				flags = flags " -I" p
		} else if (a == "-D" || a == "-U")
			flags = flags " " a quote(arg[++i])
		else if (a ~ /^-[DU]/)
			flags = flags " " quote(a)
		else if (a ~ /\.[csS]$/ && a !~ /^-/)
			src = a
	}
	if (src == "")
		return
	if (out == "") {
		base = src
		sub(/.*\//, "", base)
		sub(/\.[csS]$/, ".o", base)
		out = base
	}
	out = clean(cwd, out)
	object_src[out] = clean(cwd, src)
	object_flags[out] = flags
	object_first[out] = first
	object_headers[out] = headers
}

function link_of(name,	i, out, libs, objects)
{
	out = libs = ""
	for (i = 1; i <= narg; i++)
		if (arg[i] == "-o")
			out = clean(cwd, arg[++i])
		else if (arg[i] ~ /^-l(m|pthread|util)$/ && !index(libs, arg[i]))
			libs = libs " " arg[i]
	objects = ""
	while ((getline line <(record "/" name ".t")) > 0) {
		line = clean(cwd, line)
		if (!below(line, sysroot) && line ~ /\.o\)?$/)
			objects = objects line "\n"
	}
	close(record "/" name ".t")
	link_objects[out] = objects
	link_libs[out] = libs
}

# The compilation that made an object, also one inside an archive: of all
# with its name, that whose directory is nearest to the archive.
function made(object,	at, lib, member, o, best, size, n, i, a, b, x, y)
{
	at = index(object, "(")
	if (at == 0) {
		if (object in object_src)
			return (object)
		return ("")
	}
	lib = substr(object, 1, at - 1)
	member = substr(object, at + 1, length(object) - at - 1)
	sub(/\/[^\/]*$/, "", lib)
	sub(/\/\.libs$/, "", lib)
	size = -1
	for (o in object_src) {
		x = o
		sub(/.*\//, "", x)
		if (x != member)
			continue
		y = o
		sub(/\/[^\/]*$/, "", y)
		sub(/\/\.libs$/, "", y)
		a = split(lib, lpart, "/")
		b = split(y, opart, "/")
		n = 0
		for (i = 1; i <= a && i <= b && lpart[i] == opart[i]; i++)
			n += 2
		if (y == lib)
			n++
		if (n > size) {
			size = n
			best = o
		}
	}
	return (size < 0 ? "" : best)
}

# Write down a program; its objects are named after their sources.
function program(name,	path, key, n, i, list, o, src, obj, names, group)
{
	path = clean(work, name)
	if (!(path in link_objects))
		die(name ": nothing linked it")
	key = name
	gsub(/\//, "_", key)
	names = ""
	n = split(link_objects[path], list, "\n")
	for (i = 1; i < n; i++) {
		o = made(list[i])
		if (o == "")
			die(list[i] ": nothing compiled it")
		src = substr(object_src[o], length(work) + 2)
		if (!below(object_src[o], work))
			die(object_src[o] ": not below " work)
		if (!(o in object_name)) {
			obj = src
			gsub(/\//, "_", obj)
			sub(/\.[csS]$/, "", obj)
			if ((obj ".o") in taken)
				obj = obj "_" ++twice
			obj = obj ".o"
			taken[obj] = 1
			object_name[o] = obj
			group = object_flags[o]
			if (!(group in groups)) {
				groups[group] = ++ngroup
				print "PORT_CFLAGS_" ngroup "=" group >mk
			}
			print "PORT_SRC." obj "=\t" src >mk
			print "PORT_CFLAGS." obj "=\t${PORT_CFLAGS_" \
			    groups[group] "}" >mk
			if (object_first[o] != "")
				print "PORT_FIRST." obj "=\t" object_first[o] >mk
			ship(object_src[o])
			m = split(object_headers[o], hlist, "\n")
			for (h = 1; h < m; h++)
				ship(hlist[h])
		}
		names = names " \\\n\t" object_name[o]
	}
	print "PORT_OBJS." key "=" names >mk
	print "PORT_LIBS." key "=\t" link_libs[path] >mk
}

BEGIN {
	print "# What was compiled on the system where this came from." >mk
}

/\.[ht]$/	{ next }
/^c/		{ read_note(record "/" $0); compilation($0) }
/^l/		{ read_note(record "/" $0); link_of($0) }

END {
	if (failed)
		exit (1)
	n = split(programs, prog, " ")
	for (i = 1; i <= n; i++)
		program(prog[i])
}' >"$dir/.files.tmp"
(cd "$work" && tar -c -f - -T "$dir/.files.tmp") | (cd "$dir" && tar -x -f -)
rm "$dir/.files.tmp"
mv "$dir/sources.mk.tmp" "$dir/sources.mk"
