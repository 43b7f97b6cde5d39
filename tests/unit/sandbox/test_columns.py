"""Arrays and tables arrive with their values and types; descriptors that do not fit are refused."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from readiness.sandbox.columns import Buffers, Encoded, decode_array, decode_table, encode_array, encode_table
from readiness.sandbox.frames import FrameError


def payload(encoded: Encoded) -> Buffers:
    pieces = [bytes(buffer) + bytes(-buffer.nbytes % 8) for buffer in encoded.buffers]
    return Buffers(memoryview(b"".join(pieces)))


def sent(array: Any) -> Any:
    encoded = encode_array(array)
    return decode_array(encoded.descriptor, payload(encoded))


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6, dtype=">i4").reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array([True, False]),
        np.array(["2024-01-01", "NaT"], dtype="M8[ns]"),
        np.array([], dtype="f4"),
        np.array(3.5),
        np.zeros((0, 4)),
        np.arange(10)[::3],
    ],
)
def test_arrays_keep_values_shape_and_kind(array: np.ndarray[Any, Any]) -> None:
    received = sent(array)

    assert received.shape == array.shape
    assert received.dtype == array.dtype.newbyteorder("<")
    np.testing.assert_array_equal(received, array)


def test_received_numbers_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        sent(np.arange(3.0))[0] = 1


def test_labels_keep_their_types_apart() -> None:
    labels = np.array(["1", 1, True, 1.0, None, "é"], dtype=object)
    received = sent(labels)
    assert [(type(value), value) for value in received] == [(type(value), value) for value in labels]


def test_structures_and_complex_numbers_are_refused() -> None:
    for array in (np.array([1j]), np.zeros(2, dtype=[("a", "i4")])):
        with pytest.raises(ValueError, match="no plain form"):
            encode_array(array)


def test_tables_arrive_as_they_were_sent() -> None:
    frame = pd.DataFrame(
        {
            "whole": np.arange(3, dtype="int8"),
            "real": [0.5, np.nan, 2.0],
            "yes": [True, False, True],
            "text": ["a", None, "ü\n"],
            "kind": pd.Categorical(["lo", "hi", None], categories=["lo", "hi"], ordered=True),
            "day": pd.to_datetime(["2024-01-01", None, "2024-03-01"]),
            "moment": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"], utc=True).tz_convert("Europe/Rome"),
            7: ["x", "x", "y"],
        }
    )
    encoded = encode_table(frame)
    received = decode_table(encoded.descriptor, payload(encoded))

    received["moment"] = received["moment"].astype(frame["moment"].dtype)  # the unit may become finer
    pd.testing.assert_frame_equal(received, frame, check_column_type=False)


def test_a_name_may_come_twice_and_a_table_may_have_no_columns() -> None:
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    encoded = encode_table(twice)
    pd.testing.assert_frame_equal(decode_table(encoded.descriptor, payload(encoded)), twice)
    none = encode_table(pd.DataFrame(index=range(3)))
    assert decode_table(none.descriptor, payload(none)).shape == (3, 0)


def test_nullable_numbers_become_floats_and_nullable_booleans_objects() -> None:
    frame = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None], dtype="boolean")})
    encoded = encode_table(frame)
    received = decode_table(encoded.descriptor, payload(encoded))
    assert received["n"].dtype == "float64"
    assert received["n"].isna().tolist() == [False, True]
    assert received["b"].tolist()[0] is True
    assert received["b"].isna().tolist() == [False, True]


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        encode_table({"a": np.arange(2), "b": np.arange(3)})


@pytest.mark.parametrize(
    "descriptor",
    [
        {"kind": "plain", "dtype": "|b1", "shape": [8]},
        {"kind": "plain", "dtype": "<f8", "shape": [3]},
        {"kind": "plain", "dtype": "<f8", "shape": [True]},
        {"kind": "plain", "dtype": "<f8", "shape": "1"},
        {"kind": "plain", "dtype": "<f8", "shape": [1] * 9},
        {"kind": "plain", "dtype": "|O", "shape": [1]},
        {"kind": "plain", "dtype": ["f8"], "shape": [1]},
        {"kind": "category", "shape": [2], "categories": []},
        {"kind": "category", "shape": [2], "categories": "ab"},
        [],
        None,
    ],
)
def test_descriptors_that_do_not_fit_are_refused(descriptor: Any) -> None:
    with pytest.raises(FrameError):
        decode_array(descriptor, Buffers(memoryview(b"\x02" * 16)))
