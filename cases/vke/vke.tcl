# vke.tcl: what the scripts of this room share.  The script's first argument
# is the peer of the host.
#
#	guest_up ?interface?		boot, log in, bring it up
#	show interface			what h_vke shows of it
#	host_start name command ...	start a program on the host
#	host_end name			wait for it; its output
#	host_ok command ...		run one; its output
#	wait_for what seconds script	until the script is true
#
# SPDX-License-Identifier: BSD-2-Clause

set peer [lindex $argv 0]
array set host_pipe {}

proc guest_up {{interface vke0}} {
	vkt_boot
	vkt_login
	vkt_files
	vkt_ok "/mnt/h_vke up $interface"
}

proc show {interface} {
	return [vkt_ok "/mnt/h_vke show $interface"]
}

proc host_ok {args} {
	if {[catch {exec {*}$args 2>@1} output]} {
		vkt_fail "$args: $output"
	}
	return $output
}

# Servers say that they listen before anybody calls.
proc host_start {name args} {
	global host_pipe
	set host_pipe($name) [open "|[list {*}$args 2>@1]" r]
	if {[lindex $args 1] in {echo sink udp}} {
		vkt_is [gets $host_pipe($name)] "listening" "host: $args"
	}
}

proc host_end {name} {
	global host_pipe
	set output [string trim [read $host_pipe($name)]]
	if {[catch {close $host_pipe($name)} why]} {
		vkt_fail "host: $name: $output"
	}
	return $output
}

proc wait_for {what seconds script} {
	for {set i 0} {$i < $seconds * 5} {incr i} {
		if {[uplevel $script]} {
			return
		}
		after 200
	}
	vkt_fail "$what: not within $seconds s"
}
