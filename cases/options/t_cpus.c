/*
 * t_cpus.c: -n and its bits, and -l: which host CPUs the virtual ones use.
 *
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

#define REFUSED	.bare = true, .timeout = 20, .nomatch = "login: $", \
	.exit = VKT_EX_USAGE
#define GUEST	.image = "minimal", .script = "variables.exp"
#define PINNED	.image = "minimal", .script = "pinned.exp"
#define TREE	"sysctl -n hw.cpu_topology.tree | tr -d ' \\n'"
#define LEVELS	"sysctl -n hw.cpu_topology.level_description"

VKT_CASE(one_cpu, GUEST,
    .descr	= "-n 1: one CPU, one chip",
    .args	= { "-n", "1" },
    .script_args = { "sysctl -n hw.ncpu", "1",
		    TREE, "\\-PACKAGEMEMBERS:cpu0\\-CHIPID0:cpu0" });

VKT_CASE(sixteen_cpus, GUEST,
    .descr	= "-n 16: the most there can be",
    .args	= { "-n", "16" },
    .script_args = { "sysctl -n hw.ncpu", "16",
		    "sysctl -n hw.cpu_topology.cpu15.physical_id", "15" });

VKT_CASE(cpus_are_chips_by_default, GUEST,
    .descr	= "without bits every CPU is a chip of its own",
    .args	= { "-n", "2" },
    .script_args = { LEVELS, "0 - socket; 1 - anything",
		    "sysctl -n hw.cpu_topology.members", "cpu0 cpu1",
		    "sysctl -n hw.cpu_topology.cpu1.physical_siblings",
		    "cpu1" });

VKT_CASE(threads_share_a_core, GUEST,
    .descr	= "-n 4:1: two threads a core",
    .args	= { "-n", "4:1" },
    .script_args = { LEVELS, "0 - thread; 1 - core; 2 - socket; 3 - anything",
		    "sysctl -n hw.cpu_topology.cpu3.physical_id", "1",
		    "sysctl -n hw.cpu_topology.cpu3.core_siblings",
		    "cpu2 cpu3" });

VKT_CASE(cores_share_a_chip, GUEST,
    .descr	= "-n 4:0:1: two cores a chip, no threads",
    .args	= { "-n", "4:0:1" },
    .script_args = { LEVELS, "0 - core; 1 - socket; 2 - anything",
		    "sysctl -n hw.cpu_topology.cpu3.physical_siblings",
		    "cpu2 cpu3",
		    "sysctl -n hw.cpu_topology.cpu3.core_id", "1" });

VKT_CASE(threads_and_cores, GUEST,
    .descr	= "-n 4:1:1: two threads a core, two cores a chip",
    .args	= { "-n", "4:1:1" },
    .script_args = { TREE,
		    "\\-PACKAGEMEMBERS:cpu0cpu1cpu2cpu3"
		    "\\-CHIPID0:cpu0cpu1cpu2cpu3|-COREID0:cpu0cpu1"
		    "||-THREADID0:cpu0|\\-THREADID1:cpu1"
		    "\\-COREID1:cpu2cpu3|-THREADID0:cpu2"
		    "\\-THREADID1:cpu3" });

VKT_CASE(odd_number_of_cpus, GUEST,
    .descr	= "-n 3:1: the last core has one thread",
    .args	= { "-n", "3:1" },
    .script_args = { "sysctl -n hw.cpu_topology.cpu0.core_siblings",
		    "cpu0 cpu1",
		    "sysctl -n hw.cpu_topology.cpu2.core_siblings", "cpu2" });

VKT_CASE(lbits_beyond_the_cpus_are_refused, REFUSED,
    .descr	= "-n 4:3: four CPUs are numbered with two bits",
    .args	= { "-m", "64m", "-n", "4:3" },
    .match	= { "-n 4:3: lbits are 0 to 2 with 4 CPUs" });

VKT_CASE(cbits_beyond_the_cpus_are_refused, REFUSED,
    .descr	= "-n 4:1:2: one bit is left for cores",
    .args	= { "-m", "64m", "-n", "4:1:2" },
    .match	= { "-n 4:1:2: cbits are 0 to 1 with 4 CPUs and 1 lbits" });

VKT_CASE(bits_without_number_are_refused, REFUSED,
    .descr	= "-n 4:x",
    .args	= { "-m", "64m", "-n", "4:x" },
    .match	= { "-n 4:x: lbits" });

VKT_CASE(third_field_is_refused, REFUSED,
    .descr	= "-n 4:1:1:1",
    .args	= { "-m", "64m", "-n", "4:1:1:1" },
    .match	= { "-n 4:1:1:1: cbits" });

VKT_CASE(negative_number_of_cpus_is_refused, REFUSED,
    .descr	= "-n -1",
    .args	= { "-m", "64m", "-n", "-1" },
    .match	= { "-n -1: 1 to 16 CPUs" });

VKT_CASE(empty_number_of_cpus_is_refused, REFUSED,
    .descr	= "-n with an empty word",
    .args	= { "-m", "64m", "-n", "" },
    .match	= { "-n : 1 to 16 CPUs" });

/* ./kernel: with @ in the arguments made the last CPU that we may use. */
static int
last_cpu(const struct vkt_case *c, char *why, size_t n)
{
	FILE *fp = fopen("kernel", "w");

	(void)c;
	if (fp == NULL) {
		snprintf(why, n, "cannot write ./kernel");
		return (1);
	}
	fprintf(fp, "#!/bin/sh\n"
	    "cpu=$(awk '/^Cpus_allowed_list/ { n = split($2, a, /[,-]/);"
	    " print a[n] }' /proc/self/status)\n"
	    "exec '%s' -l \"$LOCK$cpu\" \"$@\"\n", getenv("VKERNEL"));
	fclose(fp);
	return (system("chmod +x kernel"));
}

VKT_CASE(any_binds_nothing, PINNED,
    .descr	= "-l any: each virtual CPU runs where the process may",
    .args	= { "-n", "3", "-l", "any", "-p", "pid" },
    .script_args = { "any" });

VKT_CASE(map_begins_at_the_first, PINNED,
    .descr	= "-l map: CPU by CPU, and from the first again",
    .args	= { "-n", "4", "-l", "map", "-p", "pid" },
    .script_args = { "map", "first" });

VKT_CASE(map_begins_where_told, PINNED,
    .descr	= "-l map,startCPU: from that one on",
    .kernel	= "./kernel",
    .args	= { "-n", "3", "-p", "pid" },
    .env	= { "LOCK=map," },
    .prepare	= last_cpu,
    .script_args = { "map", "last" });

VKT_CASE(one_cpu_for_all, PINNED,
    .descr	= "-l CPU: all virtual CPUs on that one",
    .kernel	= "./kernel",
    .args	= { "-n", "3", "-p", "pid" },
    .env	= { "LOCK=" },
    .prepare	= last_cpu,
    .script_args = { "one", "last" });

VKT_CASE(cpu_beyond_the_host_is_refused, REFUSED,
    .descr	= "-l with a CPU that no host has",
    .args	= { "-m", "64m", "-l", "99999" },
    .match	= { "-l 99999: there is no host CPU 99999" });

VKT_CASE(map_beyond_the_host_is_refused, REFUSED,
    .descr	= "-l map, with a CPU that no host has",
    .args	= { "-m", "64m", "-l", "map,99999" },
    .match	= { "-l map,99999: there is no host CPU 99999" });

VKT_CASE(map_without_number_is_refused, REFUSED,
    .descr	= "-l map, with nothing behind the comma",
    .args	= { "-m", "64m", "-l", "map," },
    .match	= { "-l map,: no CPU number behind the comma" });

VKT_CASE(other_word_is_refused, REFUSED,
    .descr	= "-l with another word",
    .args	= { "-m", "64m", "-l", "anyone" },
    .match	= { "-l anyone: any, map, map,startCPU or a CPU number" });

VKT_CASE(negative_cpu_is_refused, REFUSED,
    .descr	= "-l -1",
    .args	= { "-m", "64m", "-l", "-1" },
    .match	= { "-l -1: any, map" });

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, one_cpu);
	ATF_TP_ADD_TC(tp, sixteen_cpus);
	ATF_TP_ADD_TC(tp, cpus_are_chips_by_default);
	ATF_TP_ADD_TC(tp, threads_share_a_core);
	ATF_TP_ADD_TC(tp, cores_share_a_chip);
	ATF_TP_ADD_TC(tp, threads_and_cores);
	ATF_TP_ADD_TC(tp, odd_number_of_cpus);
	ATF_TP_ADD_TC(tp, lbits_beyond_the_cpus_are_refused);
	ATF_TP_ADD_TC(tp, cbits_beyond_the_cpus_are_refused);
	ATF_TP_ADD_TC(tp, bits_without_number_are_refused);
	ATF_TP_ADD_TC(tp, third_field_is_refused);
	ATF_TP_ADD_TC(tp, negative_number_of_cpus_is_refused);
	ATF_TP_ADD_TC(tp, empty_number_of_cpus_is_refused);
	ATF_TP_ADD_TC(tp, any_binds_nothing);
	ATF_TP_ADD_TC(tp, map_begins_at_the_first);
	ATF_TP_ADD_TC(tp, map_begins_where_told);
	ATF_TP_ADD_TC(tp, one_cpu_for_all);
	ATF_TP_ADD_TC(tp, cpu_beyond_the_host_is_refused);
	ATF_TP_ADD_TC(tp, map_beyond_the_host_is_refused);
	ATF_TP_ADD_TC(tp, map_without_number_is_refused);
	ATF_TP_ADD_TC(tp, other_word_is_refused);
	ATF_TP_ADD_TC(tp, negative_cpu_is_refused);
	return (atf_no_error());
}
