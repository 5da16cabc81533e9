#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# build.sh: build and install the world from another system.
#
#	build.sh O=objdir [J=jobs] [TOOLCHAIN=yes] buildworld
#	build.sh O=objdir DESTDIR=dir [TOOLCHAIN=yes] [CRUNCH=yes] installworld | distribution
#	build.sh O=objdir DESTDIR=dir sources
#	build.sh O=objdir DIR=bin/ls [DESTDIR=dir] all | install | clean
#
# buildworld unpacks newlib, installs the headers into O/world-sysroot and
# builds csu, lib and the programs there.  installworld copies programs and
# libraries to DESTDIR, distribution what lies in /etc and the directories of
# the hierarchy.  With CRUNCH most programs are links to one, rescue(8), which
# has them all in a third of the room.  Nothing needs root: owners and modes are noted in
# DESTDIR/METALOG.  Exit status 0, or that of the step which failed.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
O=$top/obj J=2 DESTDIR= DIR= TOOLCHAIN=no CRUNCH=no target=

for arg; do
	case $arg in
	O=*)		O=${arg#*=} ;;
	J=*)		J=${arg#*=} ;;
	DESTDIR=*)	DESTDIR=${arg#*=} ;;
	DIR=*)		DIR=${arg#*=} ;;
	TOOLCHAIN=*)	TOOLCHAIN=${arg#*=} ;;
	CRUNCH=*)	CRUNCH=${arg#*=} ;;
	*=*)		echo "build.sh: $arg: unknown variable" >&2; exit 64 ;;
	*)		target=$arg ;;
	esac
done
mkdir -p "$O"
O=$(cd "$O" && pwd)

newlib_release=3.3.0
newlib_tar=/usr/src/newlib/newlib-$newlib_release.tar.xz
newlib_sum=$(cat "$here/lib/libc/newlib.sha256")

sysroot=$O/world-sysroot
src=$O/world-src

die()
{
	echo "build.sh: $*" >&2
	exit 1
}

# newlib, from the package newlib-source, once.
unpack_newlib()
{
	[ -f "$src/.newlib-$newlib_release-2" ] && return
	[ -f "$newlib_tar" ] || die "$newlib_tar: missing; install newlib-source"
	sum=$(sha256sum "$newlib_tar")
	[ "${sum%% *}" = "$newlib_sum" ] || die "$newlib_tar: wrong checksum"
	rm -rf "$src/newlib"
	mkdir -p "$src/newlib"
	tar -x -f "$newlib_tar" -C "$src/newlib" --strip-components=2 \
	    newlib-salsa/newlib
	# Only gcc and clang know of packed enumerations.
	sed -i 's/enum __packed/enum/' "$src/newlib/libc/stdio/local.h" \
	    "$src/newlib/libc/stdlib/mbtowc_r.c"
	# A thread may be cancelled while it reads a stream.
	sed -i '/define _STDIO_WITH_THREAD_CANCELLATION_SUPPORT/d' \
	    "$src/newlib/libc/stdio/local.h"
	# Every processor here has SSE.
	sed -i 's/__asm__ volatile ("cpuid".*/edx = 1 << 25;/' \
	    "$src/newlib/libm/machine/x86_64/fenv.c"
	touch "$src/.newlib-$newlib_release-2"
}

# Headers: newlib's, then the ABI's, then the world's own.  Times of files that
install_headers()
{
	new=$O/world-include.tmp
	rm -rf "$new"
	mkdir -p "$new" "$sysroot/usr/include"
	cp -R "$src/newlib/libc/include/." "$new/"
	(cd "$new" && rm -rf rpc utmp.h wordexp.h devctl.h threads.h stdatomic.h \
	    ndbm.h regdef.h unctrl.h iconv.h sys/iconvnls.h sys/dir.h \
	    sys/custom_file.h sys/_default_fcntl.h sys/timeb.h sys/utime.h \
	    machine/termios.h machine/types.h machine/setjmp.h \
	    machine/setjmp-dj.h machine/_endian.h)
	cp "$src/newlib/libc/machine/x86_64/sys/fenv.h" "$new/sys/"
	# wcwidth() is there without being asked for, as on every BSD.
	sed -i 's/^#if __XSI_VISIBLE$/#if __XSI_VISIBLE || __MISC_VISIBLE/' \
	    "$new/wchar.h"
	# So are others which POSIX does not have, but no basename() that is
	# not POSIX's.
	sed -i '/^#if __GNU_VISIBLE$/{N
		/mempcpy\|strcasestr\|strverscmp\|mkostemp\|secure_getenv\|cookie_/{
			s/__GNU_VISIBLE/__MISC_VISIBLE/
		}
	}' "$new/string.h" "$new/stdlib.h" "$new/stdio.h"
	# So are the further flags of fnmatch().
	sed -i 's/^#if __GNU_VISIBLE$/#if __MISC_VISIBLE/' "$new/fnmatch.h"
	cp -R "$top/kernel/abi/." "$new/"
	rm -f "$new/syscalls.tsv"
	cp -R "$here/include/." "$new/"
	rm -f "$new/Makefile"
	(cd "$new" && find . -type f | LC_ALL=C sort) >"$O/world-include.list"
	while read -r f; do
		if ! cmp -s "$new/$f" "$sysroot/usr/include/$f"; then
			mkdir -p "$sysroot/usr/include/${f%/*}"
			cp "$new/$f" "$sysroot/usr/include/$f"
		fi
	done <"$O/world-include.list"
	(cd "$sysroot/usr/include" && find . -type f | LC_ALL=C sort) |
	    LC_ALL=C comm -13 "$O/world-include.list" - |
	    (cd "$sysroot/usr/include" && xargs -r rm -f)
	rm -rf "$new"
}

# A compiler for others' build systems, which know of no sysroot.
make_cc()
{
	mkdir -p "$O/world-tools"
	cat >"$O/world-tools/cc.new" <<-CC
	#!/bin/sh
	# With PORT_RECORD, a directory, it notes there what it is asked to do,
	# which headers it read and what it linked, for port-sources.sh.
	unset LIBRARY_PATH CPATH C_INCLUDE_PATH
	cc()
	{
		clang --target=x86_64-unknown-dragonfly --sysroot='$sysroot' \\
		    -fuse-ld=lld -B'$sysroot/usr/lib' -L'$sysroot/usr/lib' \\
		    -static -Wl,--build-id=none -Wl,--gc-sections \\
		    -Wno-unused-command-line-argument "\$@"
	}
	if [ -z "\${PORT_RECORD:-}" ]; then
		cc "\$@"
		exit
	fi
	case " \$* " in
	*" -c "*)
		note=\$(mktemp "\$PORT_RECORD/cXXXXXXXX")
		export CC_PRINT_HEADERS=1 CC_PRINT_HEADERS_FILE=\$note.h
		cc "\$@" || exit
		;;
	*" -E "* | *" -S "* | *" -M "*)
		cc "\$@"
		exit
		;;
	*" -o "*)
		note=\$(mktemp "\$PORT_RECORD/lXXXXXXXX")
		cc "\$@" -Wl,--trace >"\$note.t" || exit
		;;
	*)
		cc "\$@"
		exit
		;;
	esac
	{ pwd && printf '%s\\n' "\$@"; } >"\$note"
	CC
	chmod +x "$O/world-tools/cc.new"
	cmp -s "$O/world-tools/cc.new" "$O/world-tools/cc" ||
	    mv "$O/world-tools/cc.new" "$O/world-tools/cc"
}

# Keep the last word on each path of METALOG, in order of paths.
tidy_metalog()
{
	awk '{ line[$1] = $0 } END { for (p in line) print line[p] }' \
	    "$DESTDIR/METALOG" | LC_ALL=C sort >"$DESTDIR/METALOG.new"
	mv "$DESTDIR/METALOG.new" "$DESTDIR/METALOG"
}

bsdmake()
{
	env -u LIBRARY_PATH -u CPATH -u C_INCLUDE_PATH -u MAKEFLAGS -u MAKELEVEL \
	    LC_ALL=C bmake -m "$here/share/mk" -j "$J" -C "$here/$DIR" \
	    SRCTOP="$here" OBJTOP="$O/world-obj" SYSROOT="$sysroot" \
	    NEWLIB="$src/newlib" ABI="$top/kernel/abi" PORTSTOP="$top/images/ports" \
	    PORTSOBJ="$O/ports" \
	    PORTCC="$O/world-tools/cc" COMPILER_TYPE=clang \
	    TOOLCHAIN="$TOOLCHAIN" CRUNCH="$CRUNCH" "$@"
}

# /usr/src: the world with all its headers in one place, newlib without the
# machines of others, and of each port what was compiled.
install_sources()
{
	dest=$DESTDIR/usr/src
	rm -rf "$dest"
	mkdir -p "$dest/contrib/newlib" "$dest/sys"
	(cd "$here" && tar -c -f - --exclude=./build.sh --exclude='.*.sw?' .) |
	    (cd "$dest" && tar -x -f -)
	cp -R "$sysroot/usr/include/." "$dest/include/"
	cp -R "$top/kernel/abi" "$dest/sys/"
	(cd "$top/images" && tar -c -f - ports) | (cd "$dest" && tar -x -f -)
	(cd "$src/newlib" && tar -c -f - --exclude='libc/machine/[!x]*' \
	    --exclude='libc/machine/xstormy16' --exclude='libc/machine/x[!8]*' \
	    --exclude='libc/sys' --exclude='libm/machine/[!x]*' \
	    --exclude='*.tex' --exclude='*.texi*' --exclude='Makefile*' \
	    --exclude='configure*' --exclude='aclocal.m4' --exclude='iconv' \
	    libc libm) |
	    (cd "$dest/contrib/newlib" && tar -x -f -)
	TOOLCHAIN=yes
	DIR=../ports bsdmake DESTDIR="$DESTDIR" sources
	DIR=share/zoneinfo bsdmake DESTDIR="$DESTDIR" sources
	(cd "$DESTDIR" && find ./usr/src \
	    -type d -printf '%p type=dir uname=root gname=wheel mode=0755\n' \
	    -o -type f -printf '%p type=file uname=root gname=wheel mode=0644\n') \
	    >>"$DESTDIR/METALOG"
	tidy_metalog
}

case $target in
buildworld)
	unpack_newlib
	install_headers
	make_cc
	bsdmake all
	;;
installworld)
	[ -n "$DESTDIR" ] || die "installworld needs DESTDIR"
	mkdir -p "$DESTDIR"
	DESTDIR=$(cd "$DESTDIR" && pwd)
	rm -f "$DESTDIR/METALOG"
	NO_ROOT=1 bsdmake DESTDIR="$DESTDIR" install
	# What apropos(1) looks into.
	PATH=$PATH:/usr/sbin makewhatis "$DESTDIR/usr/share/man"
	echo './usr/share/man/mandoc.db type=file uname=root gname=wheel mode=0444' \
	    >>"$DESTDIR/METALOG"
	tidy_metalog
	;;
distribution)
	[ -n "$DESTDIR" ] || die "distribution needs DESTDIR"
	mkdir -p "$DESTDIR"
	DESTDIR=$(cd "$DESTDIR" && pwd)
	DIR=etc
	NO_ROOT=1 bsdmake DESTDIR="$DESTDIR" distribution
	tidy_metalog
	;;
sources)
	[ -n "$DESTDIR" ] || die "sources needs DESTDIR"
	mkdir -p "$DESTDIR"
	DESTDIR=$(cd "$DESTDIR" && pwd)
	install_sources
	;;
headers)
	unpack_newlib
	install_headers
	;;
all | install | clean)
	unpack_newlib
	install_headers
	make_cc
	NO_ROOT=1 bsdmake ${DESTDIR:+DESTDIR="$DESTDIR"} "$target"
	;;
*)
	echo "usage: build.sh O=objdir [J=n] [DESTDIR=dir] [DIR=subdir] [TOOLCHAIN=yes] target" >&2
	exit 64
	;;
esac
