"""Frames survive the way there and back; any other bytes give one of two errors."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.sandbox.errors import SandboxError
from readiness.sandbox.frames import Frame, FrameError, FrameLimits, plain_text, read_frame, write_frame
from readiness.sandbox.reply import decoded

LIMITS = FrameLimits(1000, 1000)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=5), json_values, max_size=3), st.lists(st.binary(max_size=20), max_size=3))
def test_a_frame_arrives_as_it_was_sent(message: dict[str, object], buffers: list[bytes]) -> None:
    stream = io.BytesIO()
    write_frame(stream, message, [memoryview(buffer) for buffer in buffers])
    stream.seek(0)

    frame = read_frame(stream, FrameLimits(10**6, 10**6))

    assert frame.message == message
    assert bytes(frame.payload) == b"".join(buffer + bytes(-len(buffer) % 8) for buffer in buffers)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_an_error(data: bytes) -> None:
    for start in (b"", b"RDF1", b"RDF1\0\0\0\x0a\0\0\0\0\0\0\0\0"):
        try:
            read_frame(io.BytesIO(start + data), LIMITS)
        except (FrameError, EOFError):
            continue


@given(
    st.dictionaries(st.sampled_from(["id", "values", "arrays", "failed", "refused"]), json_values),
    st.binary(max_size=64),
)
def test_any_message_is_an_answer_or_an_error(message: dict[str, object], payload: bytes) -> None:
    for extra in ({}, {"id": 1}, {"id": 1, "values": 0, "arrays": [{"name": "a", **message}]}):
        try:
            decoded(Frame({**message, **extra}, memoryview(payload)), 1)
        except (FrameError, SandboxError):
            continue


class Endless(io.RawIOBase):
    """A stream that counts how much of it was read."""

    def __init__(self, start: bytes) -> None:
        self.start = start
        self.served = 0

    def read(self, size: int = -1) -> bytes:
        """The start, then zeros."""
        piece, self.start = self.start[:size], self.start[size:]
        self.served += size
        return piece or bytes(size)


@pytest.mark.parametrize("header", [b"RDF1\xff\xff\xff\xff" + bytes(8), b"RDF1" + bytes(4) + b"\xff" * 8])
def test_a_length_past_the_limit_is_refused_before_anything_is_read(header: bytes) -> None:
    stream = Endless(header)
    with pytest.raises(FrameError):
        read_frame(stream, LIMITS)  # type: ignore[arg-type]
    assert stream.served == 16


def test_control_characters_do_not_reach_a_terminal() -> None:
    assert plain_text("a\x1b[31m\r\u202eb\tc\n\ud800", 100) == "a\ufffd[31m\ufffd\ufffdb\tc\n\ufffd"
    assert plain_text("abcdef", 3) == "abc ..."
