"""Arrays and tables as JSON descriptors and raw buffers, checked before use; text as codes of categories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from readiness.sandbox.frames import FrameError, Json, padded

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NUMBER_TYPES = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"])
TIME_TYPES = frozenset(f"<{kind}[{unit}]" for kind in ("M8", "m8") for unit in ("D", "s", "ms", "us", "ns"))
MOST_DIMENSIONS = 8
NULL_CODE = -1


class Encoded(NamedTuple):
    """A descriptor (plain JSON) and the buffers it describes, in order."""

    descriptor: dict[str, Json]
    buffers: list[memoryview]


class Buffers:
    """The payload of a frame, taken piece by piece; never more than it holds."""

    def __init__(self, payload: memoryview) -> None:
        self._payload = payload
        self._taken = 0

    def take(self, length: int) -> memoryview:
        """The next `length` bytes; raises FrameError when there are fewer."""
        end = self._taken + padded(length)
        if length < 0 or end > len(self._payload):
            raise FrameError("a buffer is shorter than its descriptor says")
        piece = self._payload[self._taken : self._taken + length]
        self._taken = end
        return piece

    def finish(self) -> None:
        """Raises FrameError when bytes are left over."""
        if self._taken != len(self._payload):
            raise FrameError("a frame has bytes that no descriptor names")


def encode_array(array: Any) -> Encoded:
    """An array of any shape: numbers, booleans and times as they are, anything else as categories.

    Raises ValueError for element types that have no plain form (complex numbers, structures).
    """
    import numpy as np

    array = np.asarray(array)
    kind = array.dtype.kind
    if kind == "f" and array.dtype.itemsize > 8:
        array = array.astype("<f8")
    if kind in "biufMm":
        name = array.dtype.newbyteorder("<").str
        if name not in NUMBER_TYPES | TIME_TYPES:
            raise ValueError(f"arrays of {array.dtype} have no plain form")
        return _encode_plain(array, name)
    if kind in "OUST":
        return _encode_objects(array)
    raise ValueError(f"arrays of {array.dtype} have no plain form")


def decode_array(descriptor: Json, buffers: Buffers) -> np.ndarray[Any, Any]:
    """The array of a descriptor, read-only where it lies in the frame; object dtype for categories (null: None).

    Raises FrameError when type, shape, byte count or a code is not as it must be.
    """
    import numpy as np

    if not isinstance(descriptor, dict):
        raise FrameError("an array's descriptor is not an object")
    shape, count = _shape(descriptor.get("shape"))
    if descriptor.get("kind") == "category":
        codes, categories = _decode_codes(descriptor, count, buffers)
        palette = np.empty(len(categories) + 1, dtype=object)
        palette[:-1] = categories
        decoded: np.ndarray[Any, Any] = palette[codes].reshape(shape)
        return decoded
    name = descriptor.get("dtype")
    if not isinstance(name, str) or name not in NUMBER_TYPES | TIME_TYPES:
        raise FrameError("an array's type is not on the list")
    dtype = np.dtype(name)
    raw = buffers.take(count * dtype.itemsize)
    if name == "|b1" and count and int(np.frombuffer(raw, dtype="|u1").max()) > 1:
        raise FrameError("a boolean array has other values than 0 and 1")
    array = np.frombuffer(raw, dtype=dtype, count=count) if count else np.empty(0, dtype=dtype)
    array.flags.writeable = False
    return array.reshape(shape)


def encode_table(table: Any) -> Encoded:
    """A pandas frame, or a mapping of column name to one-dimensional array, column by column.

    Nullable integers become floats with NaN; columns of objects become categories, values that are not text, number
    or boolean as their text. Raises ValueError for columns of unequal length or without a plain form.
    """
    columns: list[dict[str, Json]] = []
    buffers: list[memoryview] = []
    lengths = set()
    for name, column in _columns(table):
        encoded = _encode_column(column)
        lengths.add(encoded.descriptor["shape"][0])
        columns.append({"name": name if isinstance(name, (str, int)) else str(name), **encoded.descriptor})
        buffers += encoded.buffers
    if len(lengths) > 1:
        raise ValueError("the columns of a table differ in length")
    return Encoded({"kind": "table", "rows": lengths.pop() if lengths else len(table), "columns": columns}, buffers)


def decode_table(descriptor: Json, buffers: Buffers) -> pd.DataFrame:
    """The pandas frame of a descriptor; raises FrameError when it does not fit. Runs in the worker."""
    import pandas as pd

    names: list[Json] = []
    series: list[Any] = []
    for column in descriptor["columns"]:
        names.append(column["name"])
        series.append(_decode_column(column, buffers))
    if not series:
        return pd.DataFrame(index=pd.RangeIndex(int(descriptor["rows"])))
    frame: pd.DataFrame = pd.concat(series, axis=1) if len(series) > 1 else series[0].to_frame()
    frame.columns = pd.Index(names)
    return frame


def _columns(table: Any) -> Iterable[tuple[Any, Any]]:
    """Name and values of each column; a frame may hold one name twice."""
    if hasattr(table, "iloc"):
        return ((name, table.iloc[:, position]) for position, name in enumerate(table.columns))
    named: Iterable[tuple[Any, Any]] = table.items()
    return named


def _encode_column(column: Any) -> Encoded:
    import numpy as np

    dtype = getattr(column, "dtype", None)
    if dtype is None or isinstance(dtype, np.dtype):
        values = np.asarray(column)
        if values.ndim != 1:
            raise ValueError("a column of a table has one dimension")
        return encode_array(values) if values.dtype.kind != "O" else _encode_factors(column)
    if hasattr(dtype, "categories"):
        return _encode_categorical(column)
    if getattr(dtype, "tz", None) is not None:
        naive = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        encoded = encode_array(naive)
        return Encoded({**encoded.descriptor, "zone": str(dtype.tz)}, encoded.buffers)
    kind = getattr(dtype, "kind", "O")
    if kind in "iuf":
        missing = bool(column.isna().any())
        return encode_array(column.to_numpy(dtype="<f8", na_value=np.nan) if missing else column.to_numpy())
    if kind == "b" and not column.isna().any():
        return encode_array(column.to_numpy(dtype=bool))
    if kind in "Mm":
        return encode_array(column.to_numpy(dtype="<M8[ns]" if kind == "M" else "<m8[ns]"))
    return _encode_factors(column)


def _encode_factors(column: Any) -> Encoded:
    """Codes and categories of a column by pandas, which is many times faster than a loop on text."""
    import numpy as np
    import pandas as pd

    codes, uniques = pd.factorize(column if hasattr(column, "dtype") else np.asarray(column, dtype=object))
    return _encode_codes(np.asarray(codes), (len(codes),), [_plain_value(value) for value in uniques.tolist()])


def _encode_categorical(column: Any) -> Encoded:
    import numpy as np

    accessor = column.cat if hasattr(column, "cat") else column
    categories = [_plain_value(value) for value in accessor.categories.tolist()]
    codes = np.asarray(accessor.codes)
    encoded = _encode_codes(codes, codes.shape, categories)
    return Encoded({**encoded.descriptor, "categorical": True, "ordered": bool(accessor.ordered)}, encoded.buffers)


def _encode_plain(array: Any, name: str) -> Encoded:
    import numpy as np

    contiguous = np.ascontiguousarray(array, dtype=name)
    flat: Any = contiguous.reshape(-1).view("|u1")
    raw = memoryview(flat) if contiguous.size else memoryview(b"")
    return Encoded({"kind": "plain", "dtype": name, "shape": list(array.shape)}, [raw])


def _encode_objects(array: Any) -> Encoded:
    """Codes by a loop: equal values of different types (1, True, 1.0) stay apart."""
    import numpy as np

    places: dict[tuple[type, Json], int] = {}
    codes = np.empty(array.size, dtype="<i4")
    for position, value in enumerate(array.reshape(-1).tolist()):
        if value is None or value != value:
            codes[position] = NULL_CODE
            continue
        plain = _plain_value(value)
        codes[position] = places.setdefault((type(plain), plain), len(places))
    return _encode_codes(codes, array.shape, [value for _, value in places])


def _encode_codes(codes: Any, shape: tuple[int, ...], categories: list[Json]) -> Encoded:
    plain = _encode_plain(codes, "<i4")
    return Encoded({"kind": "category", "shape": list(shape), "categories": categories}, plain.buffers)


def _decode_codes(descriptor: dict[str, Json], count: int, buffers: Buffers) -> tuple[np.ndarray[Any, Any], list[Json]]:
    import numpy as np

    categories = descriptor.get("categories")
    if not isinstance(categories, list) or not all(isinstance(c, (str, int, float, bool)) for c in categories):
        raise FrameError("categories are a list of texts, numbers or booleans")
    raw = buffers.take(count * 4)
    codes = np.frombuffer(raw, dtype="<i4", count=count) if count else np.empty(0, dtype="<i4")
    if count and (int(codes.min()) < NULL_CODE or int(codes.max()) >= len(categories)):
        raise FrameError("a category's code is out of range")
    return codes, categories


def _decode_column(descriptor: dict[str, Json], buffers: Buffers) -> Any:
    import pandas as pd

    if descriptor.get("categorical"):
        _, count = _shape(descriptor["shape"])
        codes, categories = _decode_codes(descriptor, count, buffers)
        palette: Any = pd.Index(categories)
        return pd.Series(pd.Categorical.from_codes(codes, palette, ordered=bool(descriptor["ordered"])))
    series = pd.Series(decode_array(descriptor, buffers))
    if descriptor.get("kind") == "category":
        series = series.infer_objects()
        return series.astype("str") if _is_new_text(descriptor["categories"]) else series
    if descriptor.get("zone"):
        return series.dt.tz_localize("UTC").dt.tz_convert(descriptor["zone"])
    return series


def _is_new_text(categories: list[Json]) -> bool:
    """Whether this pandas keeps text in its own type, as its readers do from version 3, and the column is text."""
    import pandas as pd

    return int(pd.__version__.split(".")[0]) >= 3 and all(isinstance(value, str) for value in categories)


def _shape(value: Json) -> tuple[tuple[int, ...], int]:
    """The shape of a descriptor and its number of elements; raises FrameError."""
    if not isinstance(value, list) or not 0 <= len(value) <= MOST_DIMENSIONS:
        raise FrameError("a shape is a list of sizes")
    count = 1
    for size in value:
        if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size < 2**40:
            raise FrameError("a shape holds a size that cannot be")
        count *= size
    if count >= 2**48:
        raise FrameError("a shape holds too many elements")
    return tuple(value), count


def _plain_value(value: Any) -> Json:
    """A text, number or boolean as JSON has it; anything else as its text."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, (str, bool, int, float)):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
