"""Suspected misspellings: damaged letters are found, codes and other words are left alone."""

import numpy as np

from checks.data_quality._spelling_facts import misspellings
from checks.data_quality.suspected_misspellings import suspected_misspellings
from readiness.domain.evidence import Absent
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_profile import Profiles

WORDS = ("birmingham", "huntsville", "montgomery", "surgical infection prevention", "heart attack", "heart failure")


def spelling(found):
    return misspellings(found[Tables], found[Profiles])


def test_good_numbered_codes_and_close_frequent_words(facts, of):
    table = "code,word\n" + "scip-inf-1,heart attack\n" * 30 + "scip-inf-2,heart attach\n" * 20 + "scip-inf-9,heart\n"
    assert of(suspected_misspellings(spelling(facts(train=table)))) == {"code": 0.0, "word": 0.0}


def test_bad(facts, of):
    table = "city\n" + "birmingham\n" * 18 + "birminghxm\nbirmimgham\n"
    result = suspected_misspellings(spelling(facts(train=table)))
    assert of(result) == {"city": 0.1}
    assert "birminghxm for birmingham" in result.findings[0].message


def test_edge_texts_of_their_own_in_every_row_are_not_compared(facts):
    assert isinstance(spelling(facts(train="t\n" + "".join(f"some text {i}\n" for i in range(50)))), Absent)


def test_planted_damage_is_found_cell_by_cell(facts):
    """A look-alike of a published dirty table: one letter in 3 % of the cells becomes an x."""
    rng = np.random.default_rng(0)
    cells = rng.choice(WORDS, 2_000).astype(object)
    wrong = {}
    for row in rng.choice(2_000, 60, replace=False):
        text, at = str(cells[row]), int(rng.integers(0, len(str(cells[row]))))
        if text[at] not in " x":
            wrong[int(row)] = cells[row] = text[:at] + "x" + text[at + 1 :]
    found = spelling(facts(train="word\n" + "\n".join(cells) + "\n")).columns["train", "word"][0]
    flagged = {row for row, value in enumerate(cells) if value in {item.value for item in found}}
    assert len(flagged & set(wrong)) / len(wrong) > 0.95
    assert len(flagged & set(wrong)) / len(flagged) > 0.95


def test_random_categories_raise_no_alarm(facts, of):
    rng = np.random.default_rng(1)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    for turn in range(20):
        words = ["".join(rng.choice(letters, 9)) for _ in range(12)]
        table = "w\n" + "\n".join(rng.choice(words, (100, 1_000)[turn % 2])) + "\n"
        assert of(suspected_misspellings(spelling(facts(train=table)))) == {"w": 0.0}
