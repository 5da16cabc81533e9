#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# dhclient: get a lease for an interface, as the command of this name does on
# the BSDs; the work is dhcpcd's.  See dhclient(8).

usage()
{
	echo "usage: dhclient [-dq] [-r | -x] interface ..." >&2
	exit 64
}

flags= release= stop=
while getopts dqrx opt; do
	case $opt in
	d)	flags="$flags -B -t 0" ;;
	q)	flags="$flags -q" ;;
	r)	release=yes ;;
	x)	stop=yes ;;
	*)	usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage
[ -z "$release$stop" ] || [ "$release$stop" = yes ] || usage

for interface; do
	if ! ifconfig "$interface" >/dev/null 2>&1; then
		echo "dhclient: $interface: no such interface" >&2
		exit 1
	fi
done

status=0
for interface; do
	if [ -n "$release" ]; then
		# shellcheck disable=SC2086 # several flags
		dhcpcd $flags -k "$interface" || status=1
	elif [ -n "$stop" ]; then
		# shellcheck disable=SC2086
		dhcpcd $flags -x "$interface" || status=1
	else
		# Without a lease in time it ends: then go on in the background.
		# shellcheck disable=SC2086
		dhcpcd $flags "$interface" || dhcpcd $flags -b "$interface" ||
		    status=1
	fi
done
exit $status
