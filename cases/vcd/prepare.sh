#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# In a case's work directory: an image, cd.iso, of a tree, and side.iso with
# the list of what the tree holds.
#
# usage: prepare.sh lister xorriso|makefs|joliet|plain

set -eu
lister=$1
export LC_ALL=C.UTF-8

# bytes file: so many bytes of text that differs by name.
bytes()
{
	seq "$1" 100000000 2>/dev/null | head -c "$1" >"$2"
}

# Files of sizes around blocks, pages and read-ahead.
sizes()
{
	for n in 0 1 2047 2048 2049 4095 4096 4097 6144 65535 131073 300001; do
		bytes "$n" "$1/size$n"
	done
}

many()
{
	for d in 0 1 2 3 4 5 6 7 8 9; do
		mkdir "tree/dir$d"
		for f in $(seq 30); do
			bytes $(((d * 977 + f * 4093) % 20000)) \
			    "tree/dir$d/file number $f"
		done
	done
}

deep()
{
	path=tree
	for n in $(seq 24); do
		path=$path/level$n
		mkdir "$path"
		echo "$n" >"$path/here"
	done
}

rockridge()
{
	mkdir -p tree
	sizes tree
	many
	deep
	bytes 500 "tree/$(printf 'n%.0s' $(seq 200)).text"
	echo x >"tree/with  two spaces"
	echo x >"tree/semi;1"
	echo x >tree/UPPER.lower
	echo x >tree/upper.LOWER
	echo x >tree/a.b.c..d
	echo x >tree/.hidden
	echo x >tree/-dash
	echo x >tree/=equals
	echo x >"tree/naïve"
	truncate -s 1234567 tree/sparse
	printf 'in the middle' | dd of=tree/sparse bs=1 seek=777777 \
	    conv=notrunc status=none
	mkdir tree/links tree/empty
	ln -s ../size1 tree/links/up
	ln -s /etc/passwd tree/links/absolute
	ln -s . tree/links/self
	ln -s .. tree/links/parent
	ln -s / tree/links/root
	ln -s nowhere tree/links/broken
	ln -s "$(printf 'long%.0s/' $(seq 150))end" tree/links/long
	ln -s "$(printf 'p%.0s' $(seq 240))/$(printf 'q%.0s' $(seq 240))" \
	    tree/links/wide
	ln tree/size2049 tree/hard
	ln tree/size2049 tree/dir3/hard
	mkfifo tree/fifo
	chmod 4755 tree/size1
	chmod 2711 tree/size2047
	chmod 0400 tree/size2048	# what its owner can read, at least
	chmod 1777 tree/empty
	if [ "$(id -u)" -eq 0 ]; then
		chmod 0 tree/size2048
		chown 1001:20 tree/size4095
		chown -h 65534:65533 tree/links/up
	fi
	touch -d '1999-12-31 23:59:59 UTC' tree/size1
	touch -d '2038-01-20 00:00:00 UTC' tree/size4096
	touch -d '1971-02-28 12:00:00 UTC' tree/dir1
	touch -h -d '2001-09-09 01:46:40 UTC' tree/links/broken
}

case $2 in
xorriso)
	rockridge
	"$lister" tree >list
	xorriso -as mkisofs -quiet -R -iso-level 3 -o cd.iso tree
	;;
makefs)
	rockridge
	# A link's time is not kept by makefs, nor text of more than 255 bytes.
	rm tree/links/long tree/links/wide
	"$lister" tree >list
	makefs -t cd9660 -o rockridge cd.iso tree
	;;
joliet)
	mkdir tree
	sizes tree
	many
	echo x >tree/Größe.txt
	echo x >tree/日本語
	echo x >tree/😀.txt
	echo x >"tree/Mixed Case Name.TEXT"
	echo x >"tree/two.dots.here"
	"$lister" -n tree >list
	xorriso -as mkisofs -quiet --norock -J -joliet-long \
	    -joliet-utf16 -o cd.iso tree
	;;
plain)
	mkdir -p tree/sub/deeper
	sizes tree
	bytes 100 tree/readme.txt
	bytes 101 tree/noext
	bytes 102 tree/sub/file.dat
	bytes 103 tree/sub/deeper/last.one
	"$lister" -n tree >list
	xorriso -as mkisofs -quiet -R -J -iso-level 2 -o cd.iso tree
	;;
esac
mkdir side
cp list side/list
xorriso -as mkisofs -quiet -R -o side.iso side
chmod -R u+rwX tree
rm -rf tree side
