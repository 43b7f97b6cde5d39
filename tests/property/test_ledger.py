"""Properties of the hash chain: any change of any part is a change of the digest."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.ledger import GENESIS, RecordKind, canonical, link, seal

TEXT = st.text(max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=3)
PARTS = st.tuples(
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.integers(1, 10**6),
    st.sampled_from(RecordKind),
    TEXT,
    TEXT,
    TEXT,
    OBJECT,
    st.dictionaries(TEXT, TEXT, max_size=2),
)


@settings(deadline=None)
@given(JSON)
def test_one_value_has_one_text_that_survives_reading(value: object) -> None:
    text = canonical(value)
    assert text.isascii()
    assert canonical(json.loads(text)) == text


@settings(deadline=None)
@given(PARTS, PARTS)
def test_two_records_share_a_digest_only_when_they_are_the_same(one, other) -> None:
    same = canonical([p.value if isinstance(p, RecordKind) else p for p in one]) == canonical(
        [p.value if isinstance(p, RecordKind) else p for p in other]
    )
    assert (link(*one) == link(*other)) is same


@settings(deadline=None)
@given(PARTS, st.integers(0, 7), PARTS)
def test_changing_one_part_changes_the_digest(record, place: int, other) -> None:
    changed = (*record[:place], other[place], *record[place + 1 :])
    if canonical([str(p) for p in changed]) != canonical([str(p) for p in record]):
        assert link(*changed) != link(*record)


@settings(deadline=None)
@given(TEXT, TEXT, JSON, JSON)
def test_a_seal_hides_behind_its_salt(salt: str, name: str, value: object, other: object) -> None:
    assert seal(salt, name, value) != seal(salt + "x", name, value)
    if canonical(value) != canonical(other):
        assert seal(salt, name, value) != seal(salt, name, other)


@settings(deadline=None)
@given(st.lists(OBJECT, min_size=1, max_size=6), st.data())
def test_every_later_digest_depends_on_every_earlier_record(contents, data) -> None:
    def head(chain) -> str:
        digest = GENESIS
        for number, content in enumerate(chain, start=1):
            digest = link(digest, number, RecordKind.MEETING, "p", "m", "t", content, {})
        return digest

    place = data.draw(st.integers(0, len(contents) - 1))
    changed = [*contents[:place], {**contents[place], "extra": 1}, *contents[place + 1 :]]
    if canonical(changed) != canonical(contents):
        assert head(changed) != head(contents)
