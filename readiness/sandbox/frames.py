"""Length-limited frames of JSON and raw bytes: all that passes between us and a worker, in both directions."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO, NamedTuple

MAGIC = b"RDF1"
HEADER = struct.Struct(">4sIQ")
ALIGNMENT = 8
CHUNK_BYTES = 1 << 20

Json = Any
"""None, bool, int, float, str, list of Json or dict of str to Json (NaN and infinities are allowed as floats)."""


class FrameError(Exception):
    """The bytes do not form a frame within the limits."""


class FrameLimits(NamedTuple):
    """The most that a frame may hold, in bytes of JSON and bytes of raw buffers."""

    text_bytes: int
    buffer_bytes: int


class Frame(NamedTuple):
    """One message: a JSON object and the raw bytes that its descriptors point into, in order."""

    message: dict[str, Json]
    payload: memoryview


class Answer(NamedTuple):
    """What a function in the worker returns when it has arrays to send beside its JSON values."""

    values: Json
    arrays: dict[str, Any]


def write_frame(stream: BinaryIO, message: dict[str, Json], buffers: Sequence[memoryview] = ()) -> None:
    """Writes one frame and flushes; each buffer is padded with zeros to a multiple of eight bytes.

    Raises ValueError when the message is not JSON, OSError when the other side has gone.
    """
    text = json.dumps(message, separators=(",", ":")).encode("ascii")
    stream.write(HEADER.pack(MAGIC, len(text), sum(padded(buffer.nbytes) for buffer in buffers)))
    stream.write(text)
    for buffer in buffers:
        stream.write(buffer)
        stream.write(b"\0" * (padded(buffer.nbytes) - buffer.nbytes))
    stream.flush()


def read_frame(stream: BinaryIO, limits: FrameLimits) -> Frame:
    """The next frame of a stream; lengths are checked before anything is read or kept.

    Raises EOFError when the stream ends, FrameError when the bytes are no frame or too many.
    """
    magic, text_bytes, buffer_bytes = HEADER.unpack(_read(stream, HEADER.size))
    if magic != MAGIC:
        raise FrameError("not a frame")
    if text_bytes > limits.text_bytes:
        raise FrameError(f"{text_bytes} bytes of JSON, {limits.text_bytes} allowed")
    if buffer_bytes > limits.buffer_bytes:
        raise FrameError(f"{buffer_bytes} bytes of buffers, {limits.buffer_bytes} allowed")
    text = _read(stream, text_bytes)
    payload = _read(stream, buffer_bytes)
    try:
        message = json.loads(text.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise FrameError(f"not JSON: {type(error).__name__}") from None
    if not isinstance(message, dict):
        raise FrameError("not a JSON object")
    return Frame(message, memoryview(payload))


def padded(length: int) -> int:
    """A length in bytes rounded up to the alignment of buffers."""
    return math.ceil(length / ALIGNMENT) * ALIGNMENT


def plain_text(text: str, most: int) -> str:
    """At most `most` characters of a foreign text, control characters (but tab and newline) shown as U+FFFD."""
    cut = text[:most] + (" ..." if len(text) > most else "")
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in cut)


def _read(stream: BinaryIO, length: int) -> bytearray:
    """Exactly `length` bytes; memory grows with what was really sent, not with what was announced."""
    received = bytearray()
    while len(received) < length:
        chunk = stream.read(min(CHUNK_BYTES, length - len(received)))
        if not chunk:
            raise EOFError
        received += chunk
    return received


def text_list(value: Json, most: int, letters: int) -> list[str]:
    """Up to `most` texts of a JSON list, each cut to `letters`; what is no text or no list is left out."""
    if not isinstance(value, list):
        return []
    return [plain_text(entry, letters) for entry in value[:most] if isinstance(entry, str)]
