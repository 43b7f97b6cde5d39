"""A reader of pickle and joblib files that builds admitted types only; it runs in the worker.

One class reads both: a joblib file is a pickle in which each array's bytes follow the object that describes it.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, NamedTuple

from readiness.sandbox.admission import admits, present_name

MOST_INFLATED_BYTES = 4 << 30
CHUNK_BYTES = 1 << 20


class NamesNotAdmitted(Exception):
    """The file uses names that are not admitted.

    Attributes
    ----------
    names_not_admitted : list of str
        Dotted names.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names_not_admitted = sorted(set(names))
        super().__init__(", ".join(self.names_not_admitted))


class ArrayOnFile:
    """Stands for joblib's description of an array whose bytes follow in the file."""

    subclass: Any
    shape: Any
    order: str
    dtype: Any


class AdmittingUnpickler(pickle._Unpickler):
    """Python's own unpickler, in Python, with the names it may find limited to what is admitted."""

    dispatch: ClassVar[dict[int, Callable[..., Any]]] = dict(pickle._Unpickler.dispatch)
    proto: int

    def __init__(self, stream: BinaryIO, consented: frozenset[str] = frozenset()) -> None:
        super().__init__(stream)
        self._stream = stream
        self._consented = consented
        self._callable: list[Any] = []
        self.made_with: dict[str, str] = {}

    def find_class(self, module: str, name: str) -> Any:
        """The object of an admitted name; raises NamesNotAdmitted for every other one."""
        found = self._admitted(module, name)
        if not any(found is known for known in self._callable):
            self._callable.append(found)
        return found

    def _admitted(self, module: str, name: str) -> Any:
        module, name = present_name(module, name, self.proto)
        if not admits(module, name, self._consented):
            raise NamesNotAdmitted([f"{module}.{name}"])
        stand_in = STAND_INS.get(name) if f"{module}.{name}" not in self._consented else None
        if stand_in is not None and module in STAND_IN_MODULES:
            return stand_in
        found = _found(module, name)
        if f"{module}.{name}" not in self._consented and not _is_expected(found, module, name):
            raise NamesNotAdmitted([f"{module}.{name}"])
        return found

    def persistent_load(self, identifier: Any) -> Any:
        """Nothing: references to things outside the file are not followed."""
        raise pickle.UnpicklingError("the file refers to objects outside itself")

    def load_build(self) -> None:
        """Sets the state of an object; of a class never, and an array on file is replaced by the array."""
        target, state = self.stack[-2:]  # type: ignore[attr-defined]
        if isinstance(target, type):
            raise pickle.UnpicklingError("the file tries to change a class")
        if isinstance(state, dict) and isinstance(state.get("_sklearn_version"), str):
            self.made_with["scikit-learn"] = state["_sklearn_version"][:40]
        pickle._Unpickler.load_build(self)  # type: ignore[attr-defined]
        if isinstance(target, ArrayOnFile):
            self.stack[-1] = self._read_array(target)  # type: ignore[attr-defined]

    dispatch[pickle.BUILD[0]] = load_build

    def load_reduce(self) -> None:
        """Calls what the file found by an admitted name, never an object it has built."""
        function = self.stack[-2]  # type: ignore[attr-defined]
        if not any(function is found for found in self._callable):
            raise pickle.UnpicklingError("the file calls an object that it has built")
        pickle._Unpickler.load_reduce(self)  # type: ignore[attr-defined]

    dispatch[pickle.REDUCE[0]] = load_reduce

    def _read_array(self, described: ArrayOnFile) -> Any:
        """The array whose bytes come next, by joblib's layout (joblib 0.10 and later)."""
        import numpy as np

        if described.dtype.hasobject:
            return type(self)(self._stream, self._consented).load()
        padding = getattr(described, "numpy_array_alignment_bytes", None)
        if padding is not None:
            _exactly(self._stream, _exactly(self._stream, 1)[0])
        count = 1
        for size in described.shape:
            count *= int(size)
        raw = _exactly(self._stream, count * described.dtype.itemsize)
        array = np.frombuffer(raw, dtype=described.dtype, count=count)
        if described.order == "F":
            return array.reshape(tuple(described.shape)[::-1]).transpose()
        return array.reshape(described.shape)


class Unpickled(NamedTuple):
    """An object and the versions of libraries that its file says it was made with."""

    content: Any
    made_with: dict[str, str]


def load(path: str, consented: frozenset[str] = frozenset()) -> Unpickled:
    """The object of a pickle or joblib file, plain or compressed by zlib, gzip, bz2 or xz.

    Raises NamesNotAdmitted with every name of the file that is not admitted, pickle.UnpicklingError or another
    error of the parts when it is damaged.
    """
    with Path(path).open("rb") as raw:
        try:
            reader = AdmittingUnpickler(inflated(raw), consented)
            return Unpickled(reader.load(), reader.made_with)
        except NamesNotAdmitted as refused:
            raise NamesNotAdmitted([*refused.names_not_admitted, *_all_refused(path, consented)]) from None


def inflated(raw: BinaryIO, most_bytes: int = MOST_INFLATED_BYTES) -> BinaryIO:
    """The stream without its compression, never more than `most_bytes`; the stream itself when it has none.

    Reading past the bound raises OSError; damaged data raises OSError, EOFError, zlib.error or lzma.LZMAError.
    """
    start = raw.read(6)
    raw.seek(0)
    opened: Any = None
    if start[:2] == b"\x1f\x8b":
        opened = gzip.GzipFile(fileobj=raw)
    elif start[:3] == b"BZh":
        opened = bz2.BZ2File(raw)
    elif start[:6] == b"\xfd7zXZ\0" or start[:3] == b"\x5d\0\0":
        opened = lzma.LZMAFile(raw)  # noqa: SIM115  (closed with the file beneath it)
    elif start[:1] == b"\x78" and start[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
        opened = ZlibStream(raw)
    return raw if opened is None else io.BufferedReader(BoundedStream(opened, most_bytes), CHUNK_BYTES)


class ZlibStream:
    """Bytes of a zlib stream, inflated piece by piece."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._inflater = zlib.decompressobj()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end."""
        while not self._inflater.eof:
            packed = self._inflater.unconsumed_tail or self._raw.read(1 << 16)
            plain = self._inflater.decompress(packed, size)
            if plain or not packed:
                return plain
        return b""


class BoundedStream(io.RawIOBase):
    """A stream that fails instead of giving more than a number of bytes."""

    def __init__(self, stream: Any, most_bytes: int) -> None:
        self._inner = stream
        self._left = most_bytes

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer from the stream; raises OSError past the bound."""
        data = self._inner.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise OSError("the file inflates to more than allowed")
        buffer[: len(data)] = data
        return len(data)


def _all_refused(path: str, consented: frozenset[str]) -> list[str]:
    """Every name of the file that is not admitted, so that a person sees them all at once."""
    from readiness.sandbox.pickle_scan import scan

    return [f"{name.module}.{name.name}" for name in scan(path).names if not admits(name.module, name.name, consented)]


def _found(module: str, name: str) -> Any:
    """The object; each part of a consented dotted name is taken in turn. Raises ImportError or AttributeError."""
    __import__(module)
    import sys

    found: Any = sys.modules[module]
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _is_expected(found: Any, module: str, name: str) -> bool:
    """Whether an object is what its admitted name promises: made there, not something its module only imported."""
    if type(found).__name__ == "NAType":
        return True
    home, own_name = getattr(found, "__module__", None), getattr(found, "__name__", name)
    home, own_name = present_name(str(home), str(own_name), 5) if home is not None else (None, own_name)
    return callable(found) and (home in (None, module) or admits(str(home), str(own_name)))


def _latin_bytes(text: str, encoding: str = "latin1") -> bytes:
    """What `_codecs.encode` is used for in old files: bytes written as text."""
    if encoding not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError(f"bytes in the encoding {encoding[:20]!r} are not read")
    return text.encode("latin1")


def _universal_function(module: str, name: str) -> Any:
    """A NumPy or SciPy universal function by name; NumPy's own version of this imports any module."""
    if module not in ("numpy", "scipy.special") or not name.isidentifier():
        raise NamesNotAdmitted([f"{module}.{name}"])
    import numpy as np

    found = _found(module, name)
    if not isinstance(found, np.ufunc):
        raise NamesNotAdmitted([f"{module}.{name}"])
    return found


def _exactly(stream: BinaryIO, length: int) -> bytearray:
    """So many bytes of a stream; raises EOFError when it ends before."""
    received = bytearray()
    while len(received) < length:
        chunk = stream.read(min(CHUNK_BYTES, length - len(received)))
        if not chunk:
            raise EOFError("the file ends in the middle of an array")
        received += chunk
    return received


STAND_INS: dict[str, Any] = {
    "NumpyArrayWrapper": ArrayOnFile,
    "encode": _latin_bytes,
    "_ufunc_reconstruct": _universal_function,
}
STAND_IN_MODULES = frozenset({"joblib.numpy_pickle", "_codecs", "numpy.core", "numpy._core"})
