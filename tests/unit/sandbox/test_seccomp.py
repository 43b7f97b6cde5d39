"""The filter's decisions, by playing its instructions: on both architectures, whatever machine runs this."""

import errno

import pytest

from readiness.sandbox import seccomp
from readiness.sandbox.syscalls import JUDGED_CALLS, REFUSED_CALLS, UNIMPLEMENTED_CALLS

PID = 4321
EPERM = seccomp.REFUSE | errno.EPERM
ENOSYS = seccomp.REFUSE | errno.ENOSYS


def decision(machine: str, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the filter returns for a call."""
    known = seccomp.ARCHITECTURES[machine]
    words = {seccomp.NUMBER_OFFSET: number, seccomp.ARCH_OFFSET: known.audit if audit is None else audit}
    words |= {seccomp.ARGUMENTS_OFFSET + 8 * place: word & 0xFFFFFFFF for place, word in enumerate(arguments)}
    rows = seccomp.program(known, PID)
    place, accumulator = 0, 0
    while True:
        code, if_true, if_false, constant = rows[place]
        place += 1
        if code == seccomp.RETURN:
            return constant
        if code == seccomp.LOAD:
            accumulator = words.get(constant, 0)
        elif code == seccomp.AND:
            accumulator &= constant
        else:
            taken = {
                seccomp.JUMP_EQUAL: accumulator == constant,
                seccomp.JUMP_GREATER_EQUAL: accumulator >= constant,
                seccomp.JUMP_BITS: bool(accumulator & constant),
            }[code]
            place += if_true if taken else if_false


MACHINES = sorted(seccomp.ARCHITECTURES)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_listed_call_is_refused(machine: str) -> None:
    column = seccomp.ARCHITECTURES[machine].column
    for table, answer in ((REFUSED_CALLS, EPERM), (UNIMPLEMENTED_CALLS, ENOSYS)):
        for name, call in table.items():
            if call[column] is not None:
                assert decision(machine, call[column]) == answer, name


@pytest.mark.parametrize("machine", MACHINES)
def test_no_number_is_listed_twice(machine: str) -> None:
    column = seccomp.ARCHITECTURES[machine].column
    calls = [*REFUSED_CALLS.values(), *UNIMPLEMENTED_CALLS.values(), *JUDGED_CALLS.values()]
    numbers = [call[column] for call in calls if call[column] is not None]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_is_killed_and_newer_calls_are_unknown(machine: str) -> None:
    assert decision(machine, 0, audit=0x40000003) == seccomp.KILL
    assert decision(machine, 452) == ENOSYS


def test_calls_of_the_x32_kind_are_refused() -> None:
    assert decision("x86_64", 0x40000000 | 1) == EPERM


READ_CALLS = {"x86_64": 0, "aarch64": 63}
O_TRUNC, O_WRONLY = 0o1000, 1
THREAD_FLAGS = 0x3D0F00


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "allowed"),
    [
        ("clone", (THREAD_FLAGS,), True),
        ("clone", (17,), False),
        ("clone", (THREAD_FLAGS | 0x10000000,), False),
        ("kill", (PID, 9), True),
        ("kill", (PID + 1, 0), False),
        ("kill", (-1, 9), False),
        ("kill", (0, 9), False),
        ("tgkill", (PID, PID, 6), True),
        ("tgkill", (1, 1, 6), False),
        ("prlimit64", (0, 0), True),
        ("prlimit64", (1, 0), False),
        ("sched_setaffinity", (0,), True),
        ("sched_setaffinity", (1,), False),
        ("prctl", (1, 0), False),
        ("prctl", (15, 0), True),
        ("fcntl", (3, 8, 1), False),
        ("fcntl", (3, 10, 9), False),
        ("fcntl", (3, 15, 1), False),
        ("fcntl", (3, 3), True),
        ("openat", (0, 0, O_TRUNC), False),
        ("openat", (0, 0, O_TRUNC | O_WRONLY), True),
        ("openat", (0, 0, 0), True),
    ],
)
def test_some_calls_are_judged_by_their_arguments(
    machine: str, name: str, arguments: tuple[int, ...], allowed: bool
) -> None:
    number = JUDGED_CALLS[name][seccomp.ARCHITECTURES[machine].column]
    assert number is not None
    assert decision(machine, number, *arguments) == (seccomp.ALLOW if allowed else EPERM)


@pytest.mark.parametrize("machine", MACHINES)
def test_reading_is_allowed(machine: str) -> None:
    assert decision(machine, READ_CALLS[machine]) == seccomp.ALLOW
