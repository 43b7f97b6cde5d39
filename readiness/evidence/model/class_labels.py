"""Class labels under one name, however the table, the model and the manifest write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absence, Absent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AFFIRMATIVE = ("1", "true", "yes", "y", "positive", "pos", "t")
MOST_CLASSES = 1_000


@dataclass(frozen=True)
class ClassLabels:
    """The classes of a task.

    Attributes
    ----------
    names
        Class names in sorted order, as the table writes them.
    positive
        The positive class among them (of two classes), else the last.
    model_order
        The model's classes in its own order, by those names; empty where it did not say.
    alias
        The model's name of a class to the table's, where they differ.
    """

    names: tuple[str, ...]
    positive: str
    model_order: tuple[str, ...] = ()
    alias: Mapping[str, str] = field(default_factory=dict)


def text_of(value: Any) -> str:
    """Return a label as text: 1, 1.0 and "1" give the same, True gives "true"."""
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return text.lower() if text.lower() in ("true", "false") else text


def texts_of(values: NDArray[Any]) -> NDArray[np.str_]:
    """Return labels as text, str, same shape; see `text_of`."""
    import numpy as np

    if values.dtype.kind == "O":
        # 1 and True are equal keys and different labels, so the type is part of the key.
        keys = [(type(value), value) for value in values.tolist()]
        distinct = {key: text_of(key[1]) for key in dict.fromkeys(keys)}
        return np.array([distinct[key] for key in keys], dtype=str)
    found, place = np.unique(values, return_inverse=True)
    return np.array([text_of(value) for value in found.tolist()], dtype=str)[place]


def codes_of(texts: NDArray[np.str_], names: Sequence[str], alias: Mapping[str, str]) -> NDArray[np.int64]:
    """Return class numbers, int64; a label that is no class gives -1."""
    import numpy as np

    found, place = np.unique(texts, return_inverse=True)
    order = {name: index for index, name in enumerate(names)}
    numbers = [order.get(alias.get(str(text), str(text)), -1) for text in found]
    return np.array(numbers, dtype=np.int64)[place]


def class_labels(
    labels: NDArray[Any] | None, answer: NDArray[Any], classes: Sequence[Any] | None, positive: Any
) -> ClassLabels | Absent:
    """Return the classes of a task from the table's labels, the model's answers and the manifest's positive class.

    Two classes that table and model write differently (``yes`` and 1) are matched by meaning, else by order. More
    than two that do not match cannot be told.
    """
    import numpy as np

    said = [text_of(value) for value in classes] if classes is not None else []
    told = [str(text) for text in np.unique(texts_of(answer))]
    model = said or sorted(told, key=_rank)
    table = [str(text) for text in np.unique(texts_of(labels))] if labels is not None else list(model)
    if max(len(table), len(model)) > MOST_CLASSES:
        return Absent(f"the target has over {MOST_CLASSES} classes", Absence.CANNOT_TELL)
    alias = _aliases(sorted(model, key=_rank), sorted(table, key=_rank))
    if alias is None:
        shown = f"the model answers {', '.join(model[:3])}; the table says {', '.join(table[:3])}"
        return Absent(f"the model's classes are not those of the table: {shown}", Absence.CANNOT_TELL)
    order = tuple(alias.get(name, name) for name in said)
    names = tuple(sorted({*table, *order, *(alias.get(name, name) for name in told)}, key=_rank))
    wanted = None if positive is None else text_of(positive)
    chosen = None if wanted is None else alias.get(wanted, wanted)
    return ClassLabels(names, chosen if chosen is not None and chosen in names else names[-1], order, alias)


def _aliases(model: list[str], table: list[str]) -> dict[str, str] | None:
    """Return the table's name of each of the model's classes that it writes otherwise; None where that is open."""
    if set(model) & set(table) or not model or not table:
        return {}
    if len(model) > 2 or len(table) > 2:
        return None
    if len(model) == len(table):
        return dict(zip(model, table, strict=True))
    meaning = {name.lower() in AFFIRMATIVE: name for name in table}
    return {name: meaning.get(name.lower() in AFFIRMATIVE, name) for name in model}


def _rank(name: str) -> tuple[bool, float, str]:
    """Return the sort key of a class name: numbers by size, affirmative words after their opposites."""
    try:
        return (False, float(name), "")
    except ValueError:
        return (name.lower() in AFFIRMATIVE, 0.0, name)
