#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# In a case's work directory: a disk, std.img, with test programs of Go
# packages and what they look at, and packages.txt, their names.
#
# usage: go_std_prepare.sh vkt objdir package ...
#        go_std_prepare.sh vkt objdir -all n/m
#
# Packages are of Go's standard library, or those that Debian's golang-*-dev
# have below /usr/share/gocode.
#
# The second form takes every m-th package of the library, from the n-th on,
# but not those about networks, and brings the whole tool chain along, which it
# builds for DragonFly once: most tests of package runtime call the compiler.

set -eu
vkt=$1
std=$2/cases/abi/gostd
shift 2
export GOOS=dragonfly GOARCH=amd64 CGO_ENABLED=0 GO111MODULE=off
export GOCACHE="${std%/cases/abi/gostd}/go-cache"
export GOPATH=/usr/share/gocode
goroot=$(go env GOROOT)

# Where the source of a package is: only that of others has a dot in its name.
source_of() {
	case ${1%%/*} in
	*.*)	echo "$GOPATH/src/$1" ;;
	*)	echo "$goroot/src/$1" ;;
	esac
}

file_of() {
	echo "$std/$(echo "$1" | tr / _).test"
}

# The whole tree with the tool chain, in $std/goroot.
build_goroot() {
	[ ! -f "$std/goroot/.built" ] || return 0
	rm -rf "$std/goroot"
	mkdir -p "$std/goroot/pkg/tool"
	for part in VERSION src test misc; do
		cp -RL "$goroot/$part" "$std/goroot"
	done
	cp -RL "$goroot/pkg/include" "$std/goroot/pkg"
	host=$(go env GOHOSTOS)_$(go env GOHOSTARCH)
	ln -s "$goroot/pkg/tool/$host" "$std/goroot/pkg/tool/$host"
	GOROOT=$std/goroot go install std
	GOROOT=$std/goroot go install cmd/go cmd/gofmt cmd/compile cmd/link \
	    cmd/asm cmd/buildid cmd/pack cmd/nm cmd/objdump cmd/addr2line \
	    cmd/vet cmd/test2json cmd/cover cmd/cgo cmd/doc cmd/fix cmd/pprof
	mv "$std/goroot/bin/${GOOS}_$GOARCH"/* "$std/goroot/bin"
	rm "$std/goroot/pkg/tool/$host"
	touch "$std/goroot/.built"
}

mkdir -p "$std" tree/bin tree/tmp
if [ "$1" = -all ]; then
	go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' \
	    std | awk -v part="$2" '
	    BEGIN { split(part, p, "/") }
	    !/^(vendor|net)(\/|$)/ && $1 != "" && $1 != "crypto/tls" &&
		n++ % p[2] == p[1] - 1' >packages.txt
	# One builds, the others wait for it.
	exec 9>"$std/lock"
	flock 9
	build_goroot
	while read -r package; do
		file=$(file_of "$package")
		[ -f "$file" ] || go test -c -tags timetzdata -o "$file" \
		    "$package"
	done <packages.txt
	exec 9>&-
	cp -al "$std/goroot" tree/go 2>/dev/null ||
	    { rm -rf tree/go; cp -a "$std/goroot" tree/go; }
else
	printf '%s\n' "$@" >packages.txt
	mkdir -p tree/go/src
	cp "$goroot/VERSION" tree/go
	while read -r package; do
		mkdir -p "tree/go/src/$package"
		cp -RL "$(source_of "$package")/." "tree/go/src/$package"
	done <packages.txt
	# Some look at what is above them, or at what they are made of.
	go list -deps "$@" | while read -r package; do
		[ -d "$goroot/src/$package" ] || continue
		[ ! -d "tree/go/src/$package" ] ||
		    [ -z "$(find "tree/go/src/$package" -maxdepth 1 -type f)" ] ||
			continue
		mkdir -p "tree/go/src/$package"
		find "$goroot/src/$package/" -maxdepth 1 -type f \
		    -exec cp -L '{}' "tree/go/src/$package" ';'
	done
	# A test of path/filepath walks through here.
	mkdir -p tree/go/test/fixedbugs
	cp -RL "$goroot/test/ken" tree/go/test
fi
while read -r package; do
	cp "$(file_of "$package")" tree/bin
done <packages.txt
cp -RL /usr/share/zoneinfo tree/zoneinfo
printf 'free 300m\ninodes 40000\n' >std.manifest
"$vkt" image -q -m std.manifest -t tree std.img
rm -rf tree
