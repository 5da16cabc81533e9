/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cpu_topology.h: chips, cores and threads of the virtual CPUs.
 */
#ifndef _KERN_CPU_TOPOLOGY_H_
#define _KERN_CPU_TOPOLOGY_H_

/*
 * Divide the CPUs: 2^thread_bits threads a core, 2^core_bits cores a chip; no
 * more bits than ncpus needs.  Adds hw.cpu_topology to the sysctl tree.  Once,
 * behind sysctl_init(), before other threads run.
 */
void	topology_init(int thread_bits, int core_bits);

#endif /* !_KERN_CPU_TOPOLOGY_H_ */
