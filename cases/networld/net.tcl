# net.tcl: what the scripts of this room share.
#
#	gives command status regexp ?seconds?	a command of the guest
#	host_ok command ...			one of the host; its output
#	answers6 address			wait until it does
#	file_has name regexp			is it in a file of the host?
#	wait_for what seconds script		until the script is true
#
# SPDX-License-Identifier: BSD-2-Clause

proc gives {command status expression {seconds 60}} {
	lassign [vkt_run "$command 2>&1" $seconds] got output
	if {$got != $status} {
		vkt_fail "$command: status $got, expected $status: $output"
	}
	vkt_match $output $expression $command
	return $output
}

proc host_ok {args} {
	if {[catch {exec {*}$args </dev/null 2>@1} output]} {
		vkt_fail "$args: $output"
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

# An address of IPv6 serves when nobody else was found to have it.
proc answers6 {address} {
	wait_for "an answer of $address" 30 {
		expr {[lindex [vkt_run "ping6 -q -c 1 $address"] 0] == 0}
	}
}

proc file_has {name expression} {
	if {[catch {open $name} f]} {
		return 0
	}
	set text [read $f]
	close $f
	return [regexp -- $expression $text]
}
