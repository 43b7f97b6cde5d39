"""A listing of what a pickle, joblib or skops file would import, read without running any of it.

The listing is for a person who decides; it says what a file names, not what those names do.
"""

from __future__ import annotations

import io
import json
import lzma
import pickletools
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from readiness.sandbox.admission import admits
from readiness.sandbox.pickle_machine import ArrayBytes, PickleMachine
from readiness.sandbox.unpickler import BoundedStream, inflated

MOST_OPCODES = 2_000_000
MOST_BYTES = 1 << 30
MOST_NESTING = 50
MOST_SCHEMA_BYTES = 64 << 20
DAMAGE = (ValueError, EOFError, OSError, zlib.error, lzma.LZMAError, OverflowError, MemoryError, zipfile.BadZipFile)


@dataclass(frozen=True)
class ListedName:
    """One name that the file would import, and whether the unpickler admits it without a person's consent."""

    module: str
    name: str
    admitted: bool

    @property
    def dotted(self) -> str:
        """The name as it is consented to."""
        return f"{self.module}.{self.name}"


@dataclass(frozen=True)
class Listing:
    """The names of a file, each once, in order of first use.

    Attributes
    ----------
    complete : bool
        Whether the whole file was read; when not, `reason` says why and more names may follow.
    """

    names: tuple[ListedName, ...]
    complete: bool
    reason: str = ""

    @property
    def not_admitted(self) -> tuple[str, ...]:
        """Dotted names that a person would have to admit, sorted."""
        return tuple(sorted({name.dotted for name in self.names if not name.admitted}))


def scan(path: str | Path, consented: frozenset[str] = frozenset()) -> Listing:
    """What a pickle or joblib file (plain, zlib, gzip, bz2 or xz) would import.

    Bounded in bytes and opcodes; damaged and hostile files give an incomplete listing, never an exception.
    """
    found = _Found()
    try:
        with Path(path).open("rb") as raw:
            stream = inflated(raw, MOST_BYTES)
            found.read(stream if stream is not raw else _bounded(raw))
    except DAMAGE as error:
        found.reason = found.reason or f"the file could not be read further: {str(error)[:200] or type(error).__name__}"
    return found.listing(consented)


def scan_skops(path: str | Path, consented: frozenset[str] = frozenset()) -> Listing:
    """The types and functions that a skops file names in its schema."""
    found = _Found()
    try:
        with zipfile.ZipFile(path) as archive, archive.open("schema.json") as stream:
            text = stream.read(MOST_SCHEMA_BYTES + 1)
            if len(text) > MOST_SCHEMA_BYTES:
                raise ValueError("the schema is too large")
            _collect_types(json.loads(text), found)
    except (*DAMAGE, KeyError, RecursionError, NotImplementedError, RuntimeError) as error:
        found.reason = f"the schema could not be read: {type(error).__name__}"
    return found.listing(consented)


class _Found:
    """Names found so far, over all pickles of one file."""

    def __init__(self) -> None:
        self.names: list[tuple[str, str]] = []
        self.reason = ""
        self._opcodes_left = MOST_OPCODES

    def read(self, stream: BinaryIO) -> None:
        """Reads pickle after pickle until the end of the stream."""
        self._read_one(stream, 0)
        while not self.reason and stream.peek(1):  # type: ignore[attr-defined]
            before = len(self.names)
            self._read_one(stream, 0)
            if self.reason and len(self.names) == before:
                self.reason = "bytes that are no pickle follow the last one"

    def _read_one(self, stream: BinaryIO, depth: int) -> None:
        """One pickle up to its STOP, with array bytes skipped and nested pickles read."""
        if depth > MOST_NESTING:
            self.reason = "pickles are nested too deeply"
            return
        machine = PickleMachine()
        try:
            for opcode, argument, _ in pickletools.genops(_Forward(stream)):  # type: ignore[arg-type]
                self._opcodes_left -= 1
                if self._opcodes_left < 0:
                    self.reason = f"the file has more than {MOST_OPCODES} instructions"
                    return
                follows = machine.step(opcode.name, argument)
                if follows is not None:
                    self._skip(stream, follows, depth)
                if self.reason:
                    return
        except DAMAGE as error:
            self.reason = f"the file could not be read further: {str(error)[:200] or type(error).__name__}"
        finally:
            self.names += [(name.module, name.name) for name in machine.names]
            if machine.unresolved:
                self.reason = self.reason or f"{machine.unresolved} names are computed while loading"

    def _skip(self, stream: BinaryIO, follows: ArrayBytes, depth: int) -> None:
        if follows.is_pickle:
            self._read_one(stream, depth + 1)
            return
        length = follows.length
        if follows.padded:
            length += (stream.read(1) or b"\0")[0]
        while length > 0:
            chunk = stream.read(min(length, 1 << 20))
            if not chunk:
                self.reason = "the file ends in the middle of an array"
                return
            length -= len(chunk)

    def listing(self, consented: frozenset[str]) -> Listing:
        """The listing of everything found."""
        unique = dict.fromkeys(self.names)
        names = tuple(ListedName(module, name, admits(module, name, consented)) for module, name in unique)
        return Listing(names, not self.reason, self.reason)


class _Forward:
    """A stream as `pickletools` wants it: no positions, lengths that cannot be are refused before reading."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Up to `size` bytes."""
        if size > MOST_BYTES:
            raise ValueError("an instruction announces more bytes than may be read")
        return self._stream.read(size)

    def readline(self) -> bytes:
        """The next line, up to a megabyte."""
        return self._stream.readline(1 << 20)


def _bounded(raw: BinaryIO) -> BinaryIO:
    return io.BufferedReader(BoundedStream(raw, MOST_BYTES), 1 << 16)


def _collect_types(node: Any, found: _Found) -> None:
    """Module and class of every node of a skops schema, by a walk without recursion."""
    waiting: list[Any] = [node]
    while waiting:
        current: Any | None = waiting.pop()
        if isinstance(current, dict):
            module, name = current.get("__module__"), current.get("__class__")
            if isinstance(module, str) and isinstance(name, str):
                found.names.append((module, name))
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
