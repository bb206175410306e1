"""What a process gives up for good before it looks at a stranger's file.

The network and other processes by seccomp, files by Landlock, memory, time and the size of what it
writes by resource limits. No privilege is needed for any of it.

https://docs.kernel.org/userspace-api/seccomp_filter.html
https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_LOAD_WORD = 0x20
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_AT_LEAST = 0x35
_RETURN = 0x06
_AT_CALL = 0
_AT_MACHINE = 4
_ALLOWED = 0x7FFF0000
_REFUSED = 0x00050001  # SECCOMP_RET_ERRNO with EPERM
_X32_CALLS = 0x40000000

_EVERYWHERE = (424, 425, 434, 438, 452)
"""pidfd_send_signal, io_uring_setup, pidfd_open, pidfd_getfd, fchmodat2: the same everywhere."""
_REFUSED_CALLS = {
    # socket, connect, bind, kill, tkill, tgkill, ptrace, process_vm_readv and _writev, keyctl,
    # bpf, userfaultfd, perf_event_open, unshare, setns
    # rt_sigqueueinfo, rt_tgsigqueueinfo, prlimit64, setpriority, sched_setparam, _setscheduler,
    # _setaffinity and _setattr
    # (chmod,) fchmodat, (chown, lchown,) fchownat, (utime, utimes, futimesat,) utimensat,
    # setxattr, lsetxattr, removexattr, lremovexattr: none is Landlock's
    # shmget, shmat, semget, msgget, mq_open, add_key, request_key
    "x86_64": (
        0xC000003E,
        (
            *(41, 42, 49, 62, 200, 234, 101, 310, 311, 250, 321, 323, 298, 272, 308),
            *(129, 297, 302, 141, 142, 144, 203, 314),
            *(90, 268, 92, 94, 260, 132, 235, 261, 280, 188, 189, 197, 198),
            *(29, 30, 64, 68, 240, 248, 249),
            *_EVERYWHERE,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(198, 203, 200, 129, 130, 131, 117, 270, 271, 219, 280, 282, 241, 97, 268),
            *(138, 240, 261, 140, 118, 119, 122, 274),
            *(53, 54, 88, 5, 6, 14, 15),
            *(194, 196, 190, 186, 180, 217, 218),
            *_EVERYWHERE,
        ),
    ),
}

_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")

_LANDLOCK_CREATE = 444
_LANDLOCK_ADD = 445
_LANDLOCK_RESTRICT = 446
_LANDLOCK_PATH_BENEATH = 1
_LANDLOCK_VERSION = 1
_EXECUTE, _WRITE, _READ, _READ_DIR = 1, 2, 4, 8
_MAKE_AND_REMOVE_FILES = (1 << 5) | (1 << 8)
_TRUNCATE = 1 << 14
_RIGHTS_OF = {1: (1 << 13) - 1, 2: (1 << 14) - 1}
_RIGHTS_NOW = (1 << 15) - 1
_OF_A_FILE = _EXECUTE | _WRITE | _READ | _TRUNCATE

_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/alternatives", "/etc/ld.so.cache")
"""Where programs and their libraries lie."""


class CannotConfine(Exception):
    """The kernel lacks what is needed; the text names it."""


_libc = ctypes.CDLL(None, use_errno=True)


def environment() -> dict[str, str]:
    """What a process is to know of ours: where programs lie, and no secret of the operator's."""
    return {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}


def end_with_parent() -> None:
    """Have this process killed when the one that started it ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit(*, memory_bytes: int, cpu_s: int | None, written_bytes: int) -> None:
    """Bound what this process may take: address space, seconds of CPU, bytes per file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written_bytes, written_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if cpu_s is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))


def leave_network_and_processes() -> None:
    """Make no socket, and touch no other process and no file's rights, from now on.

    Nor is a limit changed any more, not even one's own. Raises CannotConfine.
    """
    known = _REFUSED_CALLS.get(platform.machine())
    if known is None:
        raise CannotConfine(f"no list of system calls for {platform.machine()}")
    program = _filter(*known)
    steps = ctypes.create_string_buffer(program, len(program))
    table = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(steps))
    _no_new_privileges()
    if _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, table, 0, 0):
        raise CannotConfine(f"seccomp: {os.strerror(ctypes.get_errno())}")


def _filter(machine: int, refused: Sequence[int]) -> bytes:
    """A classic BPF program: refuses another machine's calls, x32's and those listed."""
    steps = [
        (_LOAD_WORD, 0, 0, _AT_MACHINE),
        (_JUMP_IF_EQUAL, 0, len(refused) + 3, machine),
        (_LOAD_WORD, 0, 0, _AT_CALL),
        (_JUMP_IF_AT_LEAST, len(refused) + 1, 0, _X32_CALLS),
    ]
    for place, call in enumerate(refused):
        steps.append((_JUMP_IF_EQUAL, len(refused) - place, 0, call))
    steps += [(_RETURN, 0, 0, _ALLOWED), (_RETURN, 0, 0, _REFUSED)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def leave_files(*, read: Sequence[str] = (), write: Sequence[str] = (), run: bool = False) -> bool:
    """Open only these from now on, in `write` folders new files too; `run` adds the programs.

    Files that are open stay so. False where the kernel knows no Landlock: the rest still holds.
    """
    version = _libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return False
    rights = _RIGHTS_OF.get(version, _RIGHTS_NOW)
    attribute = struct.pack("Q", rights)
    rules = _libc.syscall(_LANDLOCK_CREATE, attribute, len(attribute), 0)
    if rules < 0:
        return False
    for path in read:
        _allow(rules, path, _READ)
    for path in write:
        _allow(rules, path, rights & (_OF_A_FILE | _READ_DIR | _MAKE_AND_REMOVE_FILES))
    if run:
        for path in _SYSTEM:
            _allow(rules, path, _EXECUTE | _READ | _READ_DIR)
        _allow(rules, "/dev/null", rights & (_READ | _WRITE | _TRUNCATE))
    _no_new_privileges()
    restricted = _libc.syscall(_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)
    return bool(restricted == 0)


def can_confine() -> bool:
    """Whether this kernel can take files away from a process."""
    return bool(_libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION) > 0)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):
        rights &= _OF_A_FILE
    attribute = struct.pack("=Qi", rights, place)
    _libc.syscall(_LANDLOCK_ADD, rules, _LANDLOCK_PATH_BENEATH, attribute, 0)
    os.close(place)


def _no_new_privileges() -> None:
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
