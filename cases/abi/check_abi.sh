#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# check_abi.sh abi-directory object-directory compilers flags
#
# Generate the static assertions and compile them, and every header alone.
# Exit status 0 when all hold; else what failed is on stderr.

set -eu

abi=$1 obj=$2 ccs=$3 flags=$4

rm -rf "$obj/asserts"
mkdir -p "$obj/asserts"
(cd "$abi" && find . -name '*.h' | sed 's,^\./,,' | LC_ALL=C sort) \
    >"$obj/headers"
awk -F '\t' -v out="$obj/asserts" -f gen_asserts.awk not-ours.tsv \
    "$obj/headers" constants.tsv layouts.tsv
while read -r header; do
	printf '#include <%s>\n' "$header"
done <"$obj/headers" >"$obj/all.h"

status=0
for cc in $ccs; do
	inc="-nostdinc -isystem $($cc -print-file-name=include) -I$abi"
	for unit in "$obj"/asserts/*.c; do
		# shellcheck disable=SC2086 # flags are lists
		$cc $flags $inc -D_KERNEL "$unit" || status=1
	done
	while read -r header; do
		for mode in -D_KERNEL -U_KERNEL; do
			# shellcheck disable=SC2086
			printf '#include <%s>\n' "$header" |
			    $cc $flags $inc $mode -x c - || status=1
		done
	done <"$obj/headers"
done
exit $status
