#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The steps of vkernel(7), EXAMPLES, in the directory where it is called, as a
# user without privileges: home/ stands for /home, var.vkernel for
# /var/vkernel.  vkt image takes the place of vnconfig, disklabel, newfs and
# mount on the host.
#
# usage: O=objdir steps.sh sources

set -eu
src=$1
here=$PWD

# Setting up the filesystem.
mkdir -p home/var.vkernel/boot
ln -s home/var.vkernel var.vkernel
make -s -C "$src" O="$O" installworld DESTDIR="$here/mnt"
make -s -C "$src" O="$O" distribution DESTDIR="$here/mnt"
echo '/dev/vkd0s0a	/	ufs	rw	1	1' >mnt/etc/fstab
echo 'proc		/proc	procfs	rw	0	0' >>mnt/etc/fstab
"$O/harness/vkt" image -q --tree mnt var.vkernel/rootimg.01

# Compiling the virtual kernel, with sources of others that are here already.
mkdir -p obj/ports
ln -s "$O/ports/distfiles" obj/ports/distfiles
cd "$src"
bmake -DNO_MODULES buildkernel KERNCONF=VKERNEL O="$here/obj"
bmake -DNO_MODULES installkernel KERNCONF=VKERNEL O="$here/obj" \
    DESTDIR="$here/var.vkernel"

# Running the kernel; -i, for there may be no /var/vkernel on this host.
cat >"$here/kernel" <<'END'
#!/bin/sh
cd var.vkernel
exec ./boot/kernel/kernel -i ../memimg "$@"
END
chmod +x "$here/kernel"
