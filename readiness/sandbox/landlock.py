"""Landlock: the folders a worker may read, the one it may write, and nothing else, by the kernel's ABI version."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable
from typing import NamedTuple

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
GET_VERSION = 1
RULE_PATH_BENEATH = 1

EXECUTE = 1 << 0
WRITE_FILE = 1 << 1
READ_FILE = 1 << 2
READ_DIR = 1 << 3
REMOVE_DIR = 1 << 4
REMOVE_FILE = 1 << 5
MAKE_DIR = 1 << 7
MAKE_REG = 1 << 8
REFER = 1 << 13
TRUNCATE = 1 << 14
IOCTL_DEV = 1 << 15

READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV

NET_BIND_AND_CONNECT_TCP = 0b11
SCOPE_ABSTRACT_SOCKET_AND_SIGNAL = 0b11


class Handled(NamedTuple):
    """What a ruleset takes away unless a rule gives it back, as the kernel's bit masks."""

    files: int
    network: int
    scopes: int


def abi() -> int:
    """The kernel's Landlock ABI version, from 1; 0 where there is none."""
    return max(0, _call(CREATE_RULESET, None, ctypes.c_size_t(0), GET_VERSION))


def handled(version: int) -> Handled:
    """Everything that an ABI version can take away: files from 1, truncation 3, TCP 4, devices 5, scopes 6."""
    files = (1 << 13) - 1
    files |= REFER if version >= 2 else 0
    files |= TRUNCATE if version >= 3 else 0
    files |= IOCTL_DEV if version >= 5 else 0
    return Handled(
        files,
        NET_BIND_AND_CONNECT_TCP if version >= 4 else 0,
        SCOPE_ABSTRACT_SOCKET_AND_SIGNAL if version >= 6 else 0,
    )


def restrict(readable: Iterable[str], writable: Iterable[str], version: int) -> list[str]:
    """Locks this thread in for good and returns the paths that were granted, sorted.

    Paths that do not exist are left out. Raises OSError where the kernel refuses. Needs NO_NEW_PRIVS and a single
    thread, because the restriction covers the calling thread and what it starts later.
    """
    mask = handled(version)
    packed = struct.pack("=QQQ", *mask)[: 8 if version < 4 else 16 if version < 6 else 24]
    attributes = ctypes.create_string_buffer(packed, len(packed))
    ruleset = _checked(_call(CREATE_RULESET, attributes, ctypes.c_size_t(len(packed)), 0))
    try:
        granted = [path for path in sorted(set(readable)) if _grant(ruleset, path, READ & mask.files)]
        granted += [path for path in sorted(set(writable)) if _grant(ruleset, path, WRITE & mask.files)]
        _checked(_call(RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)
    return sorted(granted)


def _grant(ruleset: int, path: str, rights: int) -> bool:
    """Adds one rule; False when the path does not exist or may not be looked at."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= OF_FILES
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor), 12)
        _checked(_call(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0))
    finally:
        os.close(descriptor)
    return True


def _call(number: int, *arguments: object) -> int:
    if not sys.platform.startswith("linux"):
        return -1
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    words = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    return int(library.syscall(ctypes.c_long(number), *words))


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
