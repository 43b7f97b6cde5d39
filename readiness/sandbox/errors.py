"""What can go wrong with a worker, as exceptions a caller may catch."""

from __future__ import annotations

from readiness.domain.isolation import Isolation


class SandboxError(Exception):
    """The worker gave no answer; the message is one line for people."""


class WorkerTimeout(SandboxError):
    """The worker was stopped because it took longer than allowed."""


class WorkerMemory(SandboxError):
    """The worker asked for more memory, or wrote more to its folder, than allowed."""


class WorkerDied(SandboxError):
    """The worker ended by itself.

    Attributes
    ----------
    signal : int or None
        Number of the signal that ended it.
    exit_code : int or None
        Its exit code when no signal did.
    """

    def __init__(self, message: str, signal: int | None = None, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.signal = signal
        self.exit_code = exit_code


class WorkerRefused(SandboxError):
    """The file names things that are not admitted; nothing of them was run.

    Attributes
    ----------
    names : tuple of str
        Dotted names, sorted, at most 200. Each may be admitted by a person.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__("not admitted: " + ", ".join(names))
        self.names = names


class WorkerFailed(SandboxError):
    """The function in the worker raised an exception.

    Attributes
    ----------
    kind : str
        Name of the exception's class.
    message : str
        Its text, cut and without control characters.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.message = message


class WorkerBroken(SandboxError):
    """The worker's answer broke the rules of the frames and was thrown away with the worker."""


class WeakIsolation(SandboxError):
    """Something essential of the isolation is missing here and was not accepted.

    Attributes
    ----------
    isolation : Isolation
        What was in force and what was not.
    """

    def __init__(self, isolation: Isolation) -> None:
        super().__init__("the worker is not isolated on this system: missing " + ", ".join(isolation.weaknesses))
        self.isolation = isolation
