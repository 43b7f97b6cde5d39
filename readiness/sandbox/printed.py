"""What a worker prints, drained all the time so that it never blocks, and kept up to a bound."""

from __future__ import annotations

import os
import threading
from typing import BinaryIO

from readiness.sandbox.frames import plain_text

MARK_ROOM = 256


class Printed:
    """The printed text of one worker, cut into calls by marks that each call brings along."""

    def __init__(self, keep_bytes: int) -> None:
        self._keep_bytes = keep_bytes
        self._text = bytearray()
        self._dropped = 0
        self._changed = threading.Condition()
        self._ended = False

    def drain(self, stream: BinaryIO) -> None:
        """Reads the stream to its end; runs in a thread of its own."""
        descriptor = stream.fileno()
        while True:
            try:
                chunk = os.read(descriptor, 1 << 16)
            except OSError:
                chunk = b""
            with self._changed:
                self._add(chunk)
                self._changed.notify_all()
                if not chunk:
                    self._ended = True
                    return

    def take(self, mark: str, wait_seconds: float) -> str:
        """The text up to the mark, which is removed; what there is when the mark does not come in time."""
        ending = mark.encode("ascii")
        with self._changed:
            self._changed.wait_for(lambda: ending in self._text or self._ended, wait_seconds)
            before, found, after = bytes(self._text).partition(ending)
            self._text = bytearray(after)
            dropped, self._dropped = self._dropped, 0
        text = plain_text(
            (before if found else before[: self._keep_bytes]).decode("utf-8", "replace"), self._keep_bytes
        )
        return f"{text}\n({dropped} bytes more were not kept)" if dropped else text

    def _add(self, chunk: bytes) -> None:
        """Keeps the first bytes of a call and, for the mark's sake, always the last ones."""
        self._text += chunk
        excess = len(self._text) - self._keep_bytes - MARK_ROOM
        if excess > 0:
            del self._text[self._keep_bytes : self._keep_bytes + excess]
            self._dropped += excess
