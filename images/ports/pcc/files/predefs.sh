#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# predefs.sh cc: print as a C macro PREDEFS what headers ask a compiler about
# integer types, with the words that cc uses for the target.

set -eu
echo '#define PREDEFS \'
"$@" -dM -E -x c /dev/null | LC_ALL=C sort | awk '
$2 ~ /^__U?INT(8|16|32|64|PTR|MAX|_(LEAST|FAST)(8|16|32|64))_(TYPE|MAX)__$/ ||
$2 ~ /^__(SIZE|PTRDIFF|WINT|SIG_ATOMIC)_MAX__$/ ||
$2 ~ /^__(INT|LONG|LONG_LONG)_WIDTH__$/ || $2 == "__CHAR_BIT__" ||
$2 ~ /^__SIZEOF_(SHORT|INT|LONG_LONG|SIZE_T|PTRDIFF_T|FLOAT|DOUBLE|LONG_DOUBLE)__$/ {
	value = $3
	for (i = 4; i <= NF; i++)
		value = value " " $i
	printf "\t\"-D%s=%s\", \\\n", $2, value
}'
echo
