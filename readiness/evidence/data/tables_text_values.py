"""What the values of one text column look like, counted over its distinct values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.evidence.data.tables_store import TableStore, literal, quoted

MISSING_WORDS = (
    "na", "n/a", "n.a.", "n.a", "nan", "null", "nil", "none", "unknown", "unk", "missing", "not available",
    "not applicable", "not known", "not specified", "undefined", "unspecified", "empty", "blank", "tbd", "tba",
    "?", "??", "???", "-", "--", "---", ".", "..", "#n/a", "#na", "#null!", "#value!", "#ref!", "#div/0!", "<na>",
    "(null)", "(blank)", "\\n",
)  # fmt: skip
"""Words that stand for no value, lower case. `other` and `no answer` are answers and are not among them."""

_NUMBER = r"[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?"
_INTEGER = r"[+-]?[0-9]{1,18}"
_ZERO_LED = r"0[0-9]+"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
TOP = 20
VARIANT_LIMIT = 20


@dataclass(frozen=True)
class TextValues:
    """Counts over one text column; all counts are cells unless said otherwise.

    Attributes
    ----------
    filled
        Cells neither null nor blank.
    blank
        Cells of white space only, or empty (the file's own null is counted apart, as ``null``).
    distinct
        Number of different non-null values.
    words
        Missing-value word, lower case and trimmed, to cells.
    number, integer, date, boolean
        Filled cells that read as such (ISO 8601 dates; true/false); integers count as numbers too.
    zero_led
        Cells such as 00123, which are codes rather than numbers.
    padded
        Filled cells with white space at an end.
    longest
        Longest value, characters.
    top
        Most frequent values with their cells, at most ``TOP``, ties in order of value.
    variants
        Groups of values equal when letter case and white space are ignored, each with its cells; at most
        ``VARIANT_LIMIT`` groups; ``variant_cells`` counts the cells not spelled as the group's most frequent value.
    """

    null: int
    filled: int
    blank: int
    distinct: int
    words: Mapping[str, int]
    number: int
    integer: int
    date: int
    boolean: int
    zero_led: int
    padded: int
    longest: int
    top: tuple[tuple[str, int], ...]
    variants: tuple[tuple[tuple[str, int], ...], ...] = ()
    variant_cells: int = 0

    @property
    def meaningful(self) -> int:
        """Return the filled cells that are no missing-value word."""
        return self.filled - sum(self.words.values())

    @property
    def kind(self) -> str:
        """Return integer, number, boolean, datetime or text: what every meaningful cell can be read as."""
        known = self.meaningful
        if known and self.integer == known and not self.zero_led:
            return "integer"
        if known and self.number == known and not self.zero_led:
            return "number"
        if known and self.boolean == known:
            return "boolean"
        return "datetime" if known and self.date == known else "text"


def text_values(store: TableStore, relation: str, column: str) -> TextValues:
    """Return the counts of one text column of a relation in the store."""
    store.rows(
        f"CREATE OR REPLACE TEMP TABLE text_values AS SELECT CAST({quoted(column)} AS VARCHAR) AS v, "
        f"count(*) AS k FROM {quoted(relation)} GROUP BY 1"
    )
    trimmed = "trim(v, ' \t\r\n')"
    tests = {
        "null": "v IS NULL",
        "blank": f"{trimmed} = ''",
        "number": f"regexp_full_match({trimmed}, {literal(_NUMBER)})",
        "integer": f"regexp_full_match({trimmed}, {literal(_INTEGER)})",
        "date": f"regexp_full_match({trimmed}, {literal(_DATE)}) AND TRY_CAST({trimmed} AS TIMESTAMP) IS NOT NULL",
        "boolean": f"lower({trimmed}) IN ('true', 'false')",
        "zero_led": f"regexp_full_match({trimmed}, {literal(_ZERO_LED)})",
        "padded": f"v <> {trimmed} AND {trimmed} <> ''",
    }
    sums = ", ".join(f"coalesce(sum(k) FILTER (WHERE {test}), 0)::BIGINT" for test in tests.values())
    whole = "count(v), coalesce(max(length(v)), 0), coalesce(sum(k), 0)::BIGINT"
    row = store.rows(f"SELECT {whole}, {sums} FROM text_values")
    distinct, longest, total, *numbers = (int(value) for value in row[0])
    found = dict(zip(tests, numbers, strict=True))
    words = ", ".join(literal(word) for word in MISSING_WORDS)
    counted = store.rows(
        f"SELECT lower({trimmed}), sum(k)::BIGINT FROM text_values WHERE lower({trimmed}) IN ({words}) "
        "GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    top = store.rows(f"SELECT left(v, 200), k FROM text_values WHERE v IS NOT NULL ORDER BY k DESC, v LIMIT {TOP}")
    variants, variant_cells = _variants(store, trimmed)
    return TextValues(
        filled=total - found["null"] - found["blank"],
        distinct=distinct,
        longest=longest,
        words={str(word): int(count) for word, count in counted},
        top=tuple((str(value), int(count)) for value, count in top),
        variants=variants,
        variant_cells=variant_cells,
        **found,
    )


def _variants(store: TableStore, trimmed: str) -> tuple[tuple[tuple[tuple[str, int], ...], ...], int]:
    same = f"regexp_replace(lower({trimmed}), '\\s+', ' ', 'g')"
    grouped = (
        f"SELECT {same} AS g, list(left(v, 200) ORDER BY k DESC, v) AS vs, list(k ORDER BY k DESC, v) AS ks, "
        f"sum(k) - max(k) AS odd FROM text_values WHERE {trimmed} <> '' GROUP BY 1 HAVING count(*) > 1"
    )
    total = store.rows(f"SELECT coalesce(sum(odd), 0)::BIGINT FROM ({grouped})")
    rows = store.rows(f"SELECT vs[1:5], ks[1:5] FROM ({grouped}) ORDER BY odd DESC, g LIMIT {VARIANT_LIMIT}")
    groups = tuple(
        tuple((str(value), int(count)) for value, count in zip(values, counts, strict=True)) for values, counts in rows
    )
    return groups, int(total[0][0])
