#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# install.sh: put one thing under DESTDIR and note owner, group and mode.
#
#	install.sh file DESTDIR source path owner group mode
#	install.sh dir DESTDIR path owner group mode
#	install.sh tree DESTDIR source path owner group mode
#	install.sh link DESTDIR existing-path new-path
#	install.sh symlink DESTDIR text path
#
# With NO_ROOT set (the build on another system, by anybody), files belong to
# the caller and DESTDIR/METALOG, in mtree(5)'s form, says whose they are to
# be.  Without it, they are given away at once.

set -eu

what=$1 dest=$2
shift 2

# One line of METALOG; lines are short enough to be appended whole.
note()
{
	if [ -n "${NO_ROOT:-}" ]; then
		printf '%s\n' "$*" >>"$dest/METALOG"
	fi
}

parent()
{
	[ -d "$dest${1%/*}" ] || mkdir -p "$dest${1%/*}"
}

case $what in
file)
	parent "$2"
	rm -f "$dest$2.tmp$$"
	cp "$1" "$dest$2.tmp$$"
	if [ -n "${NO_ROOT:-}" ]; then
		# Neither set-id bits nor files that their owner cannot replace.
		chmod "$(printf '%o' $((0$5 & 0777 | 0200)))" "$dest$2.tmp$$"
	else
		chown "$3:$4" "$dest$2.tmp$$"
		chmod "$5" "$dest$2.tmp$$"
	fi
	mv -f "$dest$2.tmp$$" "$dest$2"
	note ".$2 type=file uname=$3 gname=$4 mode=0$5"
	;;
dir)
	mkdir -p "$dest$1"
	if [ -z "${NO_ROOT:-}" ]; then
		chown "$2:$3" "$dest$1"
		chmod "$4" "$dest$1"
	fi
	note ".$1 type=dir uname=$2 gname=$3 mode=0$4"
	;;
tree)
	mkdir -p "$dest$2"
	cp -R "$1/." "$dest$2/"
	(cd "$1" && find . -type f) | while read -r f; do
		note ".$2${f#.} type=file uname=$3 gname=$4 mode=0$5"
	done
	if [ -z "${NO_ROOT:-}" ]; then
		chown -R "$3:$4" "$dest$2"
		find "$dest$2" -type f -exec chmod "$5" {} +
	fi
	;;
link)
	parent "$2"
	ln -f "$dest$1" "$dest$2"
	# What the existing path has, the new one has.
	if [ -n "${NO_ROOT:-}" ]; then
		old=$(grep "^\.$1 " "$dest/METALOG" | tail -n 1)
		note ".$2 ${old#* }"
	fi
	;;
symlink)
	parent "$2"
	ln -sfn "$1" "$dest$2"
	note ".$2 type=link uname=root gname=wheel mode=0755 link=$1"
	;;
*)
	echo "install.sh: $what: not file, dir, link or symlink" >&2
	exit 64
	;;
esac
