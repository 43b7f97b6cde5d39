"""Groups of people by a column: text as it is, many-valued numbers in bands, gaps as a group of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from readiness.evidence.model.class_labels import text_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_NUMBERS = 10
BANDS = 4
MOST_GROUPS = 30
MISSING = "missing"
OTHER = "all other values"


def groups_of(column: Any) -> NDArray[np.str_]:
    """Return the group of every row, str, shape (rows,).

    A number column with over ten values is cut at its quartiles into bands of about equal size, named by their ends.
    Of more than 30 groups the smallest are put together.

    Parameters
    ----------
    column
        pyarrow.ChunkedArray.
    """
    import numpy as np

    encoded = column.combine_chunks().dictionary_encode()
    values, codes = encoded.dictionary.to_pylist(), encoded.indices.fill_null(-1).to_numpy()
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) == len(values) > MOST_NUMBERS:
        return _bands(np.append(np.array(values, dtype=np.float64), np.nan)[codes])
    texts = np.array([*(MISSING if _is_gap(value) else text_of(value) for value in values), MISSING], dtype=str)
    names, place, count = np.unique(texts[codes], return_inverse=True, return_counts=True)
    if len(names) > MOST_GROUPS:
        small = np.argsort(-count, kind="stable")[MOST_GROUPS - 1 :]
        names = names.astype(object)
        names[small] = OTHER
        names = names.astype(str)
    found: NDArray[np.str_] = names[place]
    return found


def _is_gap(value: Any) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def _bands(values: NDArray[np.float64]) -> NDArray[np.str_]:
    import numpy as np

    known = values[~np.isnan(values)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BANDS + 1)))
    # Bands are closed above, so that a value on an edge has one place.
    place = np.clip(np.searchsorted(edges, values, side="left") - 1, 0, len(edges) - 2)
    names = [f"{edges[i]:g} to {edges[i + 1]:g}" if i == 0 else f"over {edges[i]:g} to {edges[i + 1]:g}"
             for i in range(len(edges) - 1)]  # fmt: skip
    return np.where(np.isnan(values), MISSING, np.array(names, dtype=str)[place])


def crossed(first: NDArray[np.str_], second: NDArray[np.str_]) -> NDArray[np.str_]:
    """Return the groups of two attributes together, joined by " & "."""
    import numpy as np

    return np.char.add(np.char.add(first, " & "), second)
