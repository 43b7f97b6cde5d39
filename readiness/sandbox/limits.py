"""What a worker may use, and how much may pass to and from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one worker process; sizes in bytes, times in seconds.

    Attributes
    ----------
    memory_bytes : int
        Address space (RLIMIT_AS). Threads and memory maps count, so it is larger than what is used.
    cpu_seconds : int
        Processor time over the worker's whole life, all threads together.
    file_bytes, scratch_bytes, scratch_files : int
        Largest single file, and the most bytes and files that the private folder may hold; the last two are looked at
        four times a second, so a worker may pass them for a moment.
    copy_bytes, copy_files : int
        The most that is copied in.
    request_bytes, reply_bytes, reply_text_bytes, printed_bytes : int
        Raw buffers of one request and of one reply, JSON of one reply, and what is kept of the printed text.
    threads : int
        Threads that numeric libraries are told to use; 0 leaves it to them.
    """

    memory_bytes: int = 4 << 30
    cpu_seconds: int = 600
    file_bytes: int = 512 << 20
    open_files: int = 256
    scratch_bytes: int = 1 << 30
    scratch_files: int = 10_000
    copy_bytes: int = 4 << 30
    copy_files: int = 5_000
    request_bytes: int = 4 << 30
    reply_bytes: int = 512 << 20
    reply_text_bytes: int = 16 << 20
    printed_bytes: int = 64 << 10
    start_seconds: float = 30.0
    threads: int = 0
