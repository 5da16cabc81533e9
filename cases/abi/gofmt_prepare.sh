#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# In a case's work directory: a disk, src.img, with the Go files of the
# standard library, and in expected.txt what the host's gofmt says of them:
# the checksum of `gofmt -l', then that of `gofmt'.
#
# usage: gofmt_prepare.sh vkt

set -eu
vkt=$1
root=$(go env GOROOT)
mkdir tree
(cd "$root/src/" && find . -name '*.go' -print0 |
    tar -c -f - --null -T -) | tar -x -f - -C tree
printf 'free 4m\n' >src.manifest
"$vkt" image -q -m src.manifest -t tree src.img
cd tree
{
	gofmt -l . 2>/dev/null | md5sum
	gofmt . 2>/dev/null | md5sum
} | cut -d ' ' -f 1 >../expected.txt
cd ..
rm -rf tree
