#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# fetch.sh package file sha256 directory
#
# Get the upstream tar file of a Debian source package into the directory and
# check it.  The list of source packages is made from the machine's own
# sources, in the directory, so that nothing of the machine is changed.

set -eu

package=$1 file=$2 sum=$3 dir=$4

good()
{
	[ -f "$1" ] || return 1
	have=$(sha256sum "$1")
	[ "${have%% *}" = "$sum" ]
}

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
good "$dir/$file" && exit 0

exec 9>"$dir/.lock"
flock 9
apt=$dir/.apt
mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial"
rm -f "$apt/parts/"*
for f in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
	[ -f "$f" ] || continue
	case $f in
	*.sources)
		sed 's/^Types:.*/Types: deb-src/' "$f" >"$apt/parts/${f##*/}" ;;
	*.list)
		sed -n 's/^deb /deb-src /p' "$f" >"$apt/parts/${f##*/}" ;;
	esac
done
# Only Debian's own archive has what the recipes name.
for f in "$apt/parts/"*; do
	if [ -f "$f" ] && ! grep -q 'debian' "$f"; then
		rm -f "$f"
	fi
done

aptget()
{
	apt-get -q -o Dir::Etc::sourcelist=/dev/null \
	    -o Dir::Etc::sourceparts="$apt/parts" \
	    -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" \
	    -o Dir::State::status=/var/lib/dpkg/status \
	    -o APT::Sandbox::User="$(id -un)" "$@"
}

cd "$dir"
if ! {
	aptget update &&
	aptget source --download-only --tar-only "$package"
} >"$apt/log" 2>&1 && ! good "$dir/$file"; then
	tail -n 20 "$apt/log" >&2
	echo "fetch.sh: $package: not to be had" >&2
	exit 1
fi
if ! good "$dir/$file"; then
	echo "fetch.sh: $dir/$file: missing or with a wrong checksum" >&2
	exit 1
fi
