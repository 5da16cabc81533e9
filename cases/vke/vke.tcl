# vke.tcl: what the scripts of this room share.  The script's first argument
# is the peer of the host.
#
#	guest_up ?interface?		boot, log in, bring it up
#	show interface			what h_vke shows of it
#	host_start name command ...	start a program on the host
#	host_end name			wait for it; its output
#	host_kill name			end it
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
	if {[lindex $args 1] in {echo sink udp crowd}} {
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

proc host_kill {name} {
	global host_pipe
	exec kill {*}[pid $host_pipe($name)]
	catch {close $host_pipe($name)}
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

# A second kernel beside the first, on a copy of the disks: partner.exp.
proc partner_start {vkt interface verb address} {
	exec cp --sparse=always root.img partner.img
	exec cp --sparse=always files.img partner_files.img
	host_start partner $vkt boot --echo --artifacts partner --script \
	    [file join [file dirname [info script]] partner.exp] \
	    --arg $verb --arg $address -k $::env(VKERNEL) -- -m 64m \
	    -i partner.mem -r partner.img -r partner_files.img -I $interface
}

# Tell the second kernel to go; what its script printed.
proc partner_end {} {
	close [open go w]
	return [host_end partner]
}
