"""A seccomp filter that refuses a worker the system calls it never needs, by architecture."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from typing import NamedTuple

from readiness.sandbox.syscalls import (
    JUDGED_CALLS,
    LAST_KNOWN_CALL,
    REFUSED_CALLS,
    UNIMPLEMENTED_CALLS,
    CallNumber,
)

PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2

# Classic BPF: load a word, jump when equal, jump when greater or equal, jump when any bit is set, and, return.
LOAD, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_BITS, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
NUMBER_OFFSET, ARCH_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16

X32_BIT = 0x40000000
CLONE_THREAD = 0x00010000
CLONE_NEW_NAMESPACES = 0x7E020000
PR_SET_PDEATHSIG = 1
FCNTL_SET_OWNER_COMMANDS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: would let a pipe send SIGKILL to others

Instruction = tuple[int, int, int, int]


class Architecture(NamedTuple):
    """What the filter must know of a processor: audit number, index into `CallNumber`, x32 calls."""

    audit: int
    column: int
    has_x32: bool


ARCHITECTURES: dict[str, Architecture] = {
    "x86_64": Architecture(0xC000003E, 0, True),
    "aarch64": Architecture(0xC00000B7, 1, False),
}


def architecture() -> Architecture | None:
    """The architecture this process runs as; None where there is no filter for it."""
    if sys.maxsize < 2**32:
        return None  # a 32-bit interpreter on a 64-bit kernel uses other call numbers
    return ARCHITECTURES.get({"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine()))


def program(machine: Architecture, own_pid: int) -> list[Instruction]:
    """The filter as (code, jump if true, jump if false, constant) rows, for one process.

    A call of another architecture kills the process; refused calls answer EPERM, unknown newer ones ENOSYS.
    """
    rows: list[Instruction] = [
        (LOAD, 0, 0, ARCH_OFFSET),
        (JUMP_EQUAL, 1, 0, machine.audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_OFFSET),
    ]
    if machine.has_x32:
        rows += [(JUMP_GREATER_EQUAL, 0, 1, X32_BIT), (RETURN, 0, 0, REFUSE | errno.EPERM)]
    rows += [(JUMP_GREATER_EQUAL, 0, 1, LAST_KNOWN_CALL + 1), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    for table, answer in ((REFUSED_CALLS, errno.EPERM), (UNIMPLEMENTED_CALLS, errno.ENOSYS)):
        for call in table.values():
            rows += _when_called(call, machine, [(RETURN, 0, 0, REFUSE | answer)])
    for name, judgement in _judgements(own_pid).items():
        rows += _when_called(JUDGED_CALLS[name], machine, judgement)
    return [*rows, (RETURN, 0, 0, ALLOW)]


def install(rows: list[Instruction]) -> None:
    """Puts the filter on this process for good; raises OSError where the kernel refuses. Needs NO_NEW_PRIVS."""
    packed = b"".join(struct.pack("=HBBI", *row) for row in rows)
    buffer = ctypes.create_string_buffer(packed, len(packed))
    header = struct.pack("=H6xQ", len(rows), ctypes.addressof(buffer))
    pointer = ctypes.create_string_buffer(header, len(header))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_void_p(ctypes.addressof(pointer)), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _when_called(call: CallNumber, machine: Architecture, body: list[Instruction]) -> list[Instruction]:
    """The rows that run `body` when the call is made; the body must always return."""
    number = call[machine.column]
    return [] if number is None else [(JUMP_EQUAL, 0, len(body), number), *body]


def _judgements(own_pid: int) -> dict[str, list[Instruction]]:
    """For every call judged by its arguments, rows that end in allow or refuse."""
    return {
        "open": _refuse_truncating_read(1),
        "openat": _refuse_truncating_read(2),
        "clone": [
            _load(0),
            (JUMP_BITS, 0, 2, CLONE_THREAD),
            (JUMP_BITS, 1, 0, CLONE_NEW_NAMESPACES),
            (RETURN, 0, 0, ALLOW),
            (RETURN, 0, 0, REFUSE | errno.EPERM),
        ],
        "kill": _allow_only(0, (own_pid,)),
        "tgkill": _allow_only(0, (own_pid,)),
        "prlimit64": _allow_only(0, (0, own_pid)),
        "sched_setaffinity": _allow_only(0, (0, own_pid)),
        "prctl": _refuse_only(0, (PR_SET_PDEATHSIG,)),
        "fcntl": _refuse_only(1, FCNTL_SET_OWNER_COMMANDS),
    }


def _load(argument: int) -> Instruction:
    """Loads the low word of an argument: all judged arguments are 32-bit for the kernel (both are little-endian)."""
    return (LOAD, 0, 0, ARGUMENTS_OFFSET + 8 * argument)


def _allow_only(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    rows = [_load(argument)]
    for value in values:
        rows += [(JUMP_EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW)]
    return [*rows, (RETURN, 0, 0, REFUSE | errno.EPERM)]


def _refuse_only(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    rows = [_load(argument)]
    for value in values:
        rows += [(JUMP_EQUAL, 0, 1, value), (RETURN, 0, 0, REFUSE | errno.EPERM)]
    return [*rows, (RETURN, 0, 0, ALLOW)]


def _refuse_truncating_read(argument: int) -> list[Instruction]:
    """Opening for reading with O_TRUNC empties a file, which Landlock before ABI 3 does not see."""
    truncate, access_mode = 0o1000, 0o3
    return [
        _load(argument),
        (AND, 0, 0, truncate | access_mode),
        (JUMP_EQUAL, 0, 1, truncate),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
