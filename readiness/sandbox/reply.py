"""Our side of a call's two messages: tables as they are sent, answers as they are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from readiness.sandbox.columns import Buffers, decode_array, encode_array, encode_table
from readiness.sandbox.errors import SandboxError, WorkerFailed, WorkerMemory, WorkerRefused
from readiness.sandbox.frames import Frame, FrameError, Json, plain_text, text_list

if TYPE_CHECKING:
    import numpy as np

MOST_NAMES = 200
NAME_LETTERS = 200
MESSAGE_LETTERS = 500
MOST_ARRAYS = 1000


def encoded_tables(tables: Mapping[str, Any], most_bytes: int) -> tuple[list[Json], list[memoryview]]:
    """Descriptors and buffers of the tables of a call, by parameter name; raises SandboxError when too large."""
    descriptors: list[Json] = []
    buffers: list[memoryview] = []
    for parameter, table in tables.items():
        is_array = hasattr(table, "ndim") and not hasattr(table, "iloc")
        encoded = encode_array(table) if is_array else encode_table(table)
        descriptors.append({**encoded.descriptor, "parameter": parameter})
        buffers += encoded.buffers
    if sum(buffer.nbytes + 8 for buffer in buffers) > most_bytes:
        raise SandboxError(f"the tables are larger than the {most_bytes} bytes that may go to the worker")
    return descriptors, buffers


def decoded(frame: Frame, call: int) -> tuple[Json, dict[str, np.ndarray[Any, Any]]]:
    """Values and arrays of an answer; raises what the worker reported, or FrameError when it is not an answer."""
    message = frame.message
    if message.get("id") != call:
        raise FrameError("it belongs to another call")
    if "refused" in message:
        raise WorkerRefused(tuple(sorted(set(text_list(message["refused"], MOST_NAMES, NAME_LETTERS)))))
    if "failed" in message:
        raise _failure(message["failed"])
    described = message.get("arrays")
    if "values" not in message or not isinstance(described, list) or len(described) > MOST_ARRAYS:
        raise FrameError("values or arrays are missing")
    buffers = Buffers(frame.payload)
    arrays = {_name(descriptor): decode_array(descriptor, buffers) for descriptor in described}
    buffers.finish()
    return message["values"], arrays


def _failure(report: Json) -> SandboxError:
    if not isinstance(report, dict):
        raise FrameError("a failure is an object")
    kind = plain_text(str(report.get("kind", "")), NAME_LETTERS)
    text = plain_text(str(report.get("message", "")), MESSAGE_LETTERS)
    if report.get("memory") is True:
        return WorkerMemory(f"the worker needed more memory than allowed ({kind})")
    return WorkerFailed(kind, text)


def _name(descriptor: Json) -> str:
    name = descriptor.get("name") if isinstance(descriptor, dict) else None
    if not isinstance(name, str):
        raise FrameError("an array has no name")
    return name
