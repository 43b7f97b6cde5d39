"""Near duplicates: spelling and rounding, exact repeats aside."""

import numpy as np

from checks.data_quality._table_facts import near_duplicates
from checks.data_quality.near_duplicate_rows import near_duplicate_rows
from readiness.domain.evidence import Absent
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest


def near(found):
    return near_duplicates(found[Tables], found[Manifest])


def test_good_exact_repeats_are_not_near(facts, of):
    result = near_duplicate_rows(near(facts(train="name,x\nAnna,1.5\nAnna,1.5\nBert,2.5\n")))
    assert of(result) == {None: 0.0}


def test_bad_spelling_and_rounding(facts, of):
    rows = "id,name,x\n1,José Müller,1.5\n2,jose  MULLER,1.5\n3,Jose-Muller,1.500000001\n4,Bert,2.5\n"
    result = near_duplicate_rows(near(facts(train=rows, id="id")))
    assert of(result) == {None: 0.5}
    assert "2 of 4 rows" in result.findings[0].message


def test_edge_zero_and_gaps(facts, of):
    assert of(near_duplicate_rows(near(facts(train="name,x\na,0.0\nb,\nc,0.5\n")))) == {None: 0.0}


def test_edge_random_tables_hold_none(facts, of):
    rng = np.random.default_rng(0)
    for rows in (100, 2_000):
        text = "a,b\n" + "".join(
            f"{a:.5f},{b}\n" for a, b in zip(rng.normal(size=rows), rng.integers(0, 3, rows), strict=True)
        )
        assert of(near_duplicate_rows(near(facts(train=text))))[None] == 0.0


def test_absent_whole_numbers_only(facts):
    assert isinstance(near(facts(train="a,b\n1,2\n")), Absent)
