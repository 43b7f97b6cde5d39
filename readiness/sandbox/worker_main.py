"""The worker's own program, started by path in a fresh interpreter: lock, report, then answer calls until the end.

It and all it imports before a call need the standard library only, so any Python from 3.9 on can run it.
"""

# os.path, not pathlib: this runs before the lock and imports as little as it can.
# ruff: noqa: PTH113, PTH118, PTH120

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import Any, BinaryIO

OWN_PACKAGES = ("readiness", "checks")
START_TEXT_BYTES = 1 << 20
REQUEST_TEXT_BYTES = 1 << 30
MESSAGE_LETTERS = 500


class OwnPackages:
    """Finds our two packages by their folders, so that the folder that holds them need not be readable."""

    def __init__(self, folders: dict[str, str]) -> None:
        self._folders = folders

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        """The module spec of one of the two packages; None for every other name."""
        folder = self._folders.get(name)
        if folder is None:
            return None
        start = os.path.join(folder, "__init__.py")
        return importlib.util.spec_from_file_location(name, start, submodule_search_locations=[folder])


def main() -> None:
    """Runs the worker; the request and reply streams are taken from standard input and output first."""
    if sys.version_info < (3, 9):  # noqa: UP036  (another interpreter than ours may run this file)
        sys.exit("the worker needs Python 3.9 or later")
    requests, replies = _own_streams()
    folders = _own_folders()
    sys.meta_path.insert(0, OwnPackages(folders))
    from readiness.sandbox.frames import FrameLimits, read_frame, write_frame

    settings = read_frame(requests, FrameLimits(START_TEXT_BYTES, 0)).message
    write_frame(replies, _isolate(settings, sorted(folders.values())))
    shelf: dict[str, Any] = {"admitted": frozenset(settings["admitted"])}
    limits = FrameLimits(REQUEST_TEXT_BYTES, settings["request_bytes"])
    while True:
        try:
            frame = read_frame(requests, limits)
        except EOFError:
            return
        _answer(replies, frame, shelf, settings["modules"])
        del frame


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    """Private copies of standard input and output; the model is left with /dev/null and the captured error stream."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def _own_folders() -> dict[str, str]:
    readiness = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    folders = {name: os.path.join(os.path.dirname(readiness), name) for name in OWN_PACKAGES}
    folders["readiness"] = readiness
    return {name: folder for name, folder in folders.items() if os.path.isfile(os.path.join(folder, "__init__.py"))}


def _isolate(settings: dict[str, Any], own_folders: list[str]) -> dict[str, Any]:
    """Locks this process, tries to break out, and returns what was found as a message."""
    import platform

    from readiness.sandbox.lock import lock
    from readiness.sandbox.probe import probe, readable_before

    once_readable = readable_before(settings["candidates"])
    description = {"platform": platform.platform(), "python": platform.python_version()}
    steps = lock(settings["private"], own_folders, settings["limits"], settings["parent"])
    steps += probe(once_readable, settings["outside"], settings["parent"])
    return {**description, "guards": [list(step) for step in steps]}


def _answer(replies: BinaryIO, frame: Any, shelf: dict[str, Any], modules: list[str]) -> None:
    """Runs one call and writes its reply; whatever the function raises becomes a reply too."""
    from readiness.sandbox.frames import write_frame

    buffers: list[memoryview] = []
    message: dict[str, Any] = {"id": frame.message["id"]}
    try:
        message["values"], message["arrays"], buffers = _call(frame, shelf, modules)
    except BaseException as error:
        message = {"id": frame.message["id"], **_failure(error)}
        del error
    _end_print(frame.message["mark"])
    try:
        write_frame(replies, message, buffers)
    except (TypeError, ValueError) as error:
        write_frame(replies, {"id": frame.message["id"], **_failure(error)})


def _call(frame: Any, shelf: dict[str, Any], modules: list[str]) -> tuple[Any, list[Any], list[memoryview]]:
    """Values, array descriptors and buffers of the function that the frame names."""
    from readiness.sandbox.frames import Answer

    function = _function(frame.message["function"], modules)
    arguments = dict(frame.message["arguments"])
    arguments.update(_tables(frame))
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    result = function(shelf, **arguments) if names[:1] == ("shelf",) else function(**arguments)
    if not isinstance(result, Answer):
        result = Answer(result, {})
    return _encoded(result)


def _encoded(result: Any) -> tuple[Any, list[Any], list[memoryview]]:
    import json

    json.dumps(result.values)  # raises here, where it becomes a failure, rather than in the middle of a frame
    descriptors: list[Any] = []
    buffers: list[memoryview] = []
    if result.arrays:
        from readiness.sandbox.columns import encode_array

        for name, array in result.arrays.items():
            encoded = encode_array(array)
            descriptors.append({"name": str(name), **encoded.descriptor})
            buffers += encoded.buffers
    return result.values, descriptors, buffers


def _tables(frame: Any) -> dict[str, Any]:
    """The tables (pandas frames) and arrays that came with a call, by parameter name."""
    sent = frame.message["tables"]
    if not sent:
        return {}
    from readiness.sandbox.columns import Buffers, decode_array, decode_table

    buffers = Buffers(frame.payload)
    return {
        descriptor["parameter"]: (decode_table if descriptor["kind"] == "table" else decode_array)(descriptor, buffers)
        for descriptor in sent
    }


def _function(dotted_name: str, modules: list[str]) -> Any:
    """A function of one of the modules this worker was started for; raises ValueError for any other name."""
    module_name, _, name = dotted_name.partition(":")
    if module_name not in modules or module_name.split(".")[0] not in OWN_PACKAGES:
        raise ValueError(f"{module_name} is not a module of this worker")
    function = getattr(importlib.import_module(module_name), name, None)
    if getattr(function, "__module__", None) != module_name or not hasattr(function, "__code__"):
        raise ValueError(f"{dotted_name} is not a function of that module")
    return function


def _failure(error: BaseException) -> dict[str, Any]:
    names = getattr(error, "names_not_admitted", None)
    if names is not None:
        return {"refused": list(names)}
    text: str | None = None
    try:
        text = str(error)
    except Exception:
        text = ""
    memory = isinstance(error, MemoryError) or "bad_alloc" in text
    return {"failed": {"kind": type(error).__name__, "message": text[:MESSAGE_LETTERS], "memory": memory}}


def _end_print(mark: str) -> None:
    """Flushes what was printed and ends it with a mark that the other side waits for."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            continue
    try:
        os.write(2, mark.encode("ascii"))
    except OSError:
        return


if __name__ == "__main__":
    main()
