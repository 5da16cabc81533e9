# SPDX-License-Identifier: BSD-2-Clause
"""
vkernel.py: gdb's view of a virtual kernel's process.

	(gdb) source harness/gdb/vkernel.py

Attach to the kernel process (the child of the one in the pid file), start
the kernel under gdb, or load a core.  The script says `handle' for the
signals that a kernel lives on, and adds

	vk-ps			guest processes and kernel threads
	vk-trace [PID[.LWP]]	kernel backtraces of all threads, or of some
	vk-cpus			virtual CPUs
	vk-locks		locks that threads hold or wait for
	vk-dmesg		the message buffer
	vk-modules [DIR ...]	modules that are loaded; their symbols

Symbols of modules come from NAME.full or NAME.ko, which are looked for in each
DIR, beside the kernel, and in modules/ there, whenever a command starts: a file
counts when all that the kernel knows of the module's names agrees with it.

A thread that does not run left its registers on its own stack in
cpu_switch(); the frames are read from there along frame pointers.
"""
import collections
import os
import struct

import gdb

MAXFRAMES = 64

for signal, how in (("SIGSEGV", "noprint"), ("SIGUSR1", "noprint nostop"),
                    ("SIGALRM", "noprint nostop")):
    gdb.execute("handle %s %s" % (signal, how), to_string=True)


def value(expression):
    return gdb.parse_and_eval(expression)


def listed(head, link):
    """The elements of a TAILQ."""
    item = head["tqh_first"]
    while int(item) != 0:
        yield item.dereference()
        item = item[link]["tqe_next"]


def threads():
    return listed(value("'thread.c'::all_threads"), "td_all")


def processes():
    return listed(value("allproc"), "p_all")


def text(pointer):
    return pointer.string() if int(pointer) != 0 else "-"


def state(td):
    return str(td["td_state"]).replace("TDS_", "").lower()


def owner(td):
    """pid, tid and name of a thread."""
    if int(td["td_lwp"]) == 0:
        return 0, 0, td["td_name"].string()
    lp = td["td_lwp"]
    return (int(lp["lwp_proc"]["p_pid"]), int(lp["lwp_tid"]),
            lp["lwp_proc"]["p_comm"].string())


def word(address):
    memory = gdb.selected_inferior().read_memory(address, 8)
    return int.from_bytes(memory.tobytes(), "little")


def symbol(address):
    """function+offset, and the line when there is one."""
    name = gdb.execute("info symbol 0x%x" % address, to_string=True)
    name = name.split(" in section")[0].replace(" + ", "+").strip()
    line = gdb.find_pc_line(address)
    if line.symtab is not None:
        name += " (%s:%d)" % (line.symtab.filename, line.line)
    return name


def frames(rip, rbp):
    yield rip
    for _ in range(MAXFRAMES):
        try:
            up, ret = word(rbp), word(rbp + 8)
        except gdb.MemoryError:
            return
        if ret == 0:
            return
        yield ret - 1
        if up <= rbp:
            return
        rbp = up


def running(td):
    """The host thread that runs td, by what its CPU says; or None."""
    for cpu in cpus():
        if int(cpu["c_curthread"]) == int(td.address):
            return int(cpu["c_id"])
    return None


def host_threads():
    """virtual CPU number -> gdb thread."""
    vcpus = value("vcpus")
    found = {}
    for i in range(int(value("ncpus"))):
        tid = int(vcpus[i]["tid"])
        for thread in gdb.selected_inferior().threads():
            if thread.ptid[1] == tid:
                found[i] = thread
    return found


def cpus():
    for i in range(int(value("ncpus"))):
        yield value("cpus")[i].dereference()


def print_running(n):
    thread = host_threads().get(n)
    if thread is None:
        print("  runs on cpu %d" % n)
        return
    current = gdb.selected_thread()
    thread.switch()
    print(gdb.execute("backtrace %d" % MAXFRAMES, to_string=True), end="")
    if current is not None:
        current.switch()


def print_thread(td):
    pid, tid, name = owner(td)
    print("pid %d lwp %d (%s), thread 0x%x, %s, %s:" % (
        pid, tid, name, int(td.address), state(td), text(td["td_wmesg"])))
    n = running(td)
    if n is not None and int(td["td_oncpu"]) != 0:
        print_running(n)
        return
    # cpu_switch(): six registers, rbp the last of them, and rip.
    sp = int(td["td_rsp"])
    for i, pc in enumerate(frames(word(sp + 48), word(sp + 40))):
        print("  #%-2d %s" % (i, symbol(pc)))


class ObjectFile:
    """Sections and symbols of a relocatable file, little-endian, 64 bits."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.data = f.read()
        if self.data[:6] != b"\x7fELF\x02\x01":
            raise ValueError("not an ELF file")
        offset, = struct.unpack_from("<Q", self.data, 0x28)
        count, names = struct.unpack_from("<HH", self.data, 0x3c)
        sections = [struct.unpack_from("<IIQQQQIIQQ", self.data,
                                       offset + 64 * i) for i in range(count)]
        self.names = [self.string(sections[names], s[0]) for s in sections]
        self.places = collections.defaultdict(list)
        for section in sections:
            if section[1] == 2:             # SHT_SYMTAB
                self.symbols(section, sections[section[6]])

    def string(self, table, offset):
        start = table[4] + offset
        return self.data[start:self.data.index(b"\0", start)].decode()

    def symbols(self, table, strings):
        """name -> places, as section and offset, that have it."""
        for at in range(table[4], table[4] + table[5], 24):
            name, _, _, section, where, _ = struct.unpack_from(
                "<IBBHQQ", self.data, at)
            if 0 < section < len(self.names):
                self.places[self.string(strings, name)].append((section, where))

    def bases(self, symbols):
        """section -> address, as most symbols have it, or None: not all do."""
        votes = collections.defaultdict(collections.Counter)
        for name, address in symbols:
            for section, where in self.places.get(name, ()):
                votes[section][address - where] += 1
        bases = {n: votes[n].most_common(1)[0][0] for n in votes}
        for name, address in symbols:
            if not any(bases[section] + where == address
                       for section, where in self.places.get(name, ())):
                return None
        return bases


class Modules:
    """Symbols of the modules that the kernel has loaded."""

    def __init__(self):
        self.added = {}         # (name, address) -> file, address of its text
        self.directories = []

    def loaded(self):
        module = value("ksym_modules")
        while int(module) != 0:
            yield module.dereference()
            module = module["sm_next"]

    def symbols(self, module):
        """Names and addresses, as the kernel knows them."""
        count = int(module["sm_nsyms"])
        memory = gdb.selected_inferior().read_memory(
            int(module["sm_syms"]), 16 * count).tobytes()
        for address, _, name in struct.iter_unpack("<QII", memory):
            yield (module["sm_names"] + name).string(), address

    def candidates(self, name):
        beside = os.path.dirname(gdb.current_progspace().filename or "")
        stem = name[:-3] if name.endswith(".ko") else name
        for directory in self.directories + [
                beside, os.path.join(beside, "modules")]:
            for suffix in (".full", ".ko"):
                yield os.path.join(directory, stem + suffix)

    def add(self, key, module):
        symbols = list(self.symbols(module))
        for path in self.candidates(key[0]):
            try:
                file = ObjectFile(path)
            except (OSError, ValueError, IndexError, struct.error):
                continue
            bases = file.bases(symbols)
            if not bases:
                continue
            gdb.execute("add-symbol-file '%s' %s" % (path, " ".join(
                "-s %s 0x%x" % (file.names[n], bases[n]) for n in bases)),
                        to_string=True)
            text = next((bases[n] for n in bases if file.names[n] == ".text"),
                        key[1])
            self.added[key] = (path, text)
            return

    def update(self):
        """Add what has come, and drop what has gone."""
        now = {(text(m["sm_path"]), int(m["sm_text"])): m
               for m in self.loaded()}
        for key in set(self.added) - set(now):
            gdb.execute("remove-symbol-file -a 0x%x" % self.added.pop(key)[1],
                        to_string=True)
        for key in sorted(set(now) - set(self.added)):
            self.add(key, now[key])
        return now


modules = Modules()


class Command(gdb.Command):
    def __init__(self, name):
        super().__init__(name, gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        try:
            modules.update()
        except gdb.error:
            pass                # not started, or one without modules
        try:
            self.run(argument.strip())
        except gdb.error as error:
            raise gdb.GdbError("%s; is this a kernel that has started?" %
                               error)


class Ps(Command):
    """Guest processes and kernel threads."""

    def run(self, argument):
        print("  pid  ppid   uid lwp cpu state     wmesg      command")
        for td in threads():
            pid, tid, name = owner(td)
            parent = uid = 0
            if pid != 0:
                p = td["td_lwp"]["lwp_proc"]
                uid = int(p["p_ucred"]["cr_uid"])
                if int(p["p_pptr"]) != 0:
                    parent = int(p["p_pptr"]["p_pid"])
            cpu = td["td_cpu"]
            print("%5d %5d %5d %3d %3d %-9s %-10s %s" % (
                pid, parent, uid, tid,
                int(cpu["c_id"]) if int(cpu) != 0 else -1,
                state(td), text(td["td_wmesg"]), name))
        for p in processes():
            if "ZOMBIE" in str(p["p_state"]) and int(p["p_nlwps"]) == 0:
                print("%5d zombie %s" % (int(p["p_pid"]),
                                         p["p_comm"].string()))


class Trace(Command):
    """Kernel backtraces of all threads, of process PID, or of PID.LWP."""

    def run(self, argument):
        want = [int(n) for n in argument.split(".")] if argument else []
        found = False
        for td in threads():
            pid, tid, _ = owner(td)
            if want and (pid, tid)[:len(want)] != tuple(want):
                continue
            print_thread(td)
            found = True
        if not found:
            raise gdb.GdbError("no such process or LWP: %s" % argument)


class Cpus(Command):
    """Virtual CPUs, and what they run."""

    def run(self, argument):
        found = host_threads()
        for cpu in cpus():
            n = int(cpu["c_id"])
            pid, tid, name = owner(cpu["c_curthread"].dereference())
            host = "?"
            if n in found:
                host = "%d (thread %d)" % (found[n].ptid[1], found[n].num)
            print("cpu %d: host thread %s, runs pid %d lwp %d (%s), "
                  "%d queued, pending 0x%x, switches %d, system calls %d" % (
                      n, host, pid, tid, name, int(cpu["c_nrun"]),
                      int(cpu["c_pending"].dereference()),
                      int(cpu["c_swtch"]), int(cpu["c_syscall"])))


class Locks(Command):
    """Locks that threads hold (options INVARIANTS) or wait for."""

    def run(self, argument):
        for td in threads():
            pid, tid, name = owner(td)
            who = "pid %d lwp %d (%s)" % (pid, tid, name)
            if any(f.name == "td_held" for f in td.type.fields()):
                for i in range(int(td["td_nheld"])):
                    held = td["td_held"][i]
                    print("%s holds %s at 0x%x" % (
                        who, text(held["name"]), int(held["lock"])))
            elif int(td["td_nspin"]) > 0:
                print("%s holds %d spin locks" % (who, int(td["td_nspin"])))
            self.waits(td, who)

    def waits(self, td, who):
        """Waiters of a sleep lock sleep on two of its members."""
        if "SLEEPING" not in str(td["td_state"]) or int(td["td_wchan"]) == 0:
            return
        lock = gdb.lookup_type("struct lock")
        for member in ("lk_owner", "lk_shared"):
            offset = next(f.bitpos // 8 for f in lock.fields()
                          if f.name == member)
            lk = gdb.Value(int(td["td_wchan"]) - offset).cast(lock.pointer())
            try:
                if int(lk["lk_spin"]["sl_name"]) != int(td["td_wmesg"]):
                    continue
            except gdb.MemoryError:
                continue
            by = "%d threads" % int(lk["lk_shared"])
            if int(lk["lk_owner"]) != 0:
                by = "pid %d lwp %d (%s)" % owner(lk["lk_owner"].dereference())
            print("%s waits for %s at 0x%x, held by %s" % (
                who, text(td["td_wmesg"]), int(lk), by))


class Dmesg(Command):
    """The kernel's message buffer."""

    def run(self, argument):
        buffer = value("'msgbuf.c'::msgbuf").dereference()
        size, end = int(buffer["mb_size"]), int(buffer["mb_next"])
        memory = gdb.selected_inferior().read_memory(
            int(buffer.address) + buffer.type.sizeof, size).tobytes()
        if end <= size:
            said = memory[:end]
        else:
            said = memory[end % size:] + memory[:end % size]
        print(said.decode("utf-8", "replace"), end="")


class ModuleList(Command):
    """Modules that are loaded, and where their symbols come from.

    Arguments are directories to look for the modules' files in."""

    def run(self, argument):
        for directory in gdb.string_to_argv(argument):
            if not os.path.isdir(directory):
                raise gdb.GdbError("%s: no directory" % directory)
            modules.directories.insert(0, os.path.abspath(directory))
        for key, module in sorted(modules.update().items()):
            path, _ = modules.added.get(key, ("no file that agrees is found",
                                              0))
            print("0x%x %6x %s: %s" % (key[1], int(module["sm_size"]), key[0],
                                       path))


Ps("vk-ps")
Trace("vk-trace")
Cpus("vk-cpus")
Locks("vk-locks")
Dmesg("vk-dmesg")
ModuleList("vk-modules")
