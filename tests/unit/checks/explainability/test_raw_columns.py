"""Which raw column a derived column comes from, against hand-made preprocessing."""

import numpy as np
import pandas as pd
import pytest

from checks.explainability._raw_columns import owners_of

ROWS = pd.DataFrame({f"c{place}": np.random.default_rng(place).normal(size=50) for place in range(11)})


class Front:
    """A preprocessing step that makes each derived column from some raw columns."""

    def __init__(self, sources: list[list[int]]) -> None:
        self.sources = sources
        self.calls = 0

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        self.calls += 1
        values = table.to_numpy()
        return np.stack([values[:, found].sum(axis=1) for found in self.sources], axis=1)

    def get_feature_names_out(self) -> list[str]:
        return [f"step__c{found[0] if found else 7}_x" for found in self.sources]


def owned(sources: list[list[int]]) -> tuple[list[int], list[str], int]:
    front = Front(sources)
    explained = front.transform(ROWS)
    front.calls = 0
    return *owners_of(front, ROWS, explained, front.transform), front.calls


def test_every_raw_column_is_told_by_its_number():
    sources = [[place] for place in reversed(range(11))] + [[3], [0]]
    assert owned(sources) == ([*reversed(range(11)), 3, 0], [], 8)  # 8 looks: 4 bits, both ways


def test_a_column_that_nothing_moves_goes_by_its_name():
    assert owned([[2], []])[:2] == ([2, 7], [])


@pytest.mark.parametrize("pair", [[0, 1], [4, 9], [0, 10], [5, 6]])
def test_columns_that_share_a_derived_one_are_named(pair):
    owners, mixed, calls = owned([[2], pair])
    assert (owners[0], mixed) == (2, sorted(f"c{place}" for place in pair))
    assert calls > 11  # every column was looked at alone


def test_without_preprocessing_each_column_owns_itself():
    assert owners_of(None, ROWS, ROWS.to_numpy(), lambda table: table) == (list(range(11)), [])
