"""The listing names what a file would import, and junk never raises."""

import bz2
import gzip
import io
import lzma
import pickle
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.sandbox.pickle_scan import _Found, scan


class Calls:
    """An object whose pickle calls a function."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


def listed(tmp_path: Path, data: bytes) -> tuple[list[str], bool]:
    path = tmp_path / "m"
    path.write_bytes(data)
    listing = scan(path)
    return [name.dotted for name in listing.names], listing.complete


@pytest.mark.parametrize("protocol", range(6))
def test_names_at_every_protocol(tmp_path: Path, protocol: int) -> None:
    names, complete = listed(tmp_path, pickle.dumps(Calls(eval, "1"), protocol=protocol))
    assert names == ["builtins.eval"]
    assert complete


def test_names_through_the_memo_and_without_a_literal(tmp_path: Path) -> None:
    through_memo = b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x30\x30h\x00h\x01\x93."
    assert listed(tmp_path, through_memo) == (["os.system"], True)
    computed = b"\x80\x04cbuiltins\nstr\n\x8c\x02os\x85R\x8c\x06system\x93."
    names, complete = listed(tmp_path, computed)
    assert names == ["builtins.str"]
    assert not complete


def test_old_opcodes_and_extensions(tmp_path: Path) -> None:
    assert listed(tmp_path, b"(S'x'\nios\nsystem\n.")[0] == ["os.system"]
    assert listed(tmp_path, b"\x80\x02\x82\x01.")[0] == ["copyreg extension.1"]


def test_pickles_one_after_the_other(tmp_path: Path) -> None:
    data = pickle.dumps([1]) + pickle.dumps(Calls(exec, "1"))
    assert listed(tmp_path, data) == (["builtins.exec"], True)
    names, complete = listed(tmp_path, pickle.dumps(OrderedDict()) + b"\xff\xff")
    assert names == ["collections.OrderedDict"]
    assert not complete


@pytest.mark.parametrize("compress", [0, ("zlib", 3), ("gzip", 3), ("bz2", 3), ("xz", 3), ("lzma", 3)])
def test_names_after_the_arrays_of_a_joblib_file(tmp_path: Path, compress: Any) -> None:
    record = np.zeros(3, dtype=[("a", "f8"), ("b", "i4")])
    content = [
        np.arange(1000.0),
        np.zeros((3, 0)),
        np.asfortranarray(np.ones((3, 4), dtype="i2")),
        record,
        np.array(["é", "bb"]),
        np.array([True]),
        np.array(["2024"], dtype="M8[D]"),
        np.array([Calls(eval, "1"), None], dtype=object),
        Calls(exec, "1"),
    ]
    path = tmp_path / "m.joblib"
    joblib.dump(content, path, compress=compress)

    listing = scan(path)

    assert listing.complete, listing.reason
    assert listing.not_admitted == ("builtins.eval", "builtins.exec")


def test_admitted_names_are_marked(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(pickle.dumps([OrderedDict, eval]))
    names = {name.dotted: name.admitted for name in scan(tmp_path / "m").names}
    assert names == {"collections.OrderedDict": True, "builtins.eval": False}
    assert scan(tmp_path / "m", frozenset({"builtins.eval"})).not_admitted == ()


@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_cut_short(tmp_path: Path, pack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.sandbox.pickle_scan.MOST_BYTES", 1 << 20)
    bomb = pickle.dumps(b"\0" * (8 << 20)) + pickle.dumps(eval)
    (tmp_path / "m").write_bytes(pack(bomb))

    listing = scan(tmp_path / "m")

    assert not listing.complete
    assert "allowed" in listing.reason or "may be read" in listing.reason


def test_announced_lengths_are_not_believed(tmp_path: Path) -> None:
    for data in (b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f", b"\x80\x04\x8d\x00\x00\x00\x00\x00\x01\x00\x00ab"):
        assert listed(tmp_path, data) == ([], False)


def test_instructions_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.sandbox.pickle_scan.MOST_OPCODES", 10)
    assert listed(tmp_path, b"\x80\x02" + b"N0" * 50 + b".") == ([], False)


@given(st.binary(max_size=300))
def test_junk_gives_an_incomplete_listing(data: bytes) -> None:
    for start in (b"", b"\x80\x04", pickle.dumps([1, "a"])[:-1]):
        found = _Found()
        found.read(io.BufferedReader(io.BytesIO(start + data)))  # type: ignore[arg-type]
        found.listing(frozenset())


def test_files_that_cannot_be_read_give_a_reason(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        assert not scan(path).complete
        assert scan(path).reason
    (tmp_path / "empty").write_bytes(b"")
    assert not scan(tmp_path / "empty").complete
