# SPDX-License-Identifier: BSD-2-Clause
#
# The parts of h_vm.

SRCS_vm/h_vm := vm/vm_advise.c vm/vm_file.c vm/vm_fork.c vm/vm_lock.c vm/vm_touch.c
$(obj)/vm/h_vm: $(src)/vm/h_vm.h $(src)/vm/vm_parts.h
