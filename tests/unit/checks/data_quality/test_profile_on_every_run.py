"""A profile counts when a run makes, keeps and compares it."""

import pytest

from checks.data_quality._profile_facts import profile_runs
from checks.data_quality.profile_on_every_run import profile_on_every_run
from readiness.domain.evidence import Absent
from readiness.evidence.declared.manifest import Manifest

PROFILE = """import whylogs, joblib
import pandas as pd
from scipy.stats import ks_2samp
from sklearn.svm import SVC
def profile(table):
    whylogs.log(table).writer("local").write()
def drift_from_last(table):
    return ks_2samp(table["a"], pd.read_parquet("last.parquet")["a"])
def main():
    table = pd.read_csv("a.csv")
    profile(table)
    drift_from_last(table)
    joblib.dump(SVC().fit(table, table), "m")
if __name__ == "__main__":
    main()
"""


@pytest.fixture
def runs(code_of):
    def read(files):
        code = code_of(files)
        return profile_runs(code.project, Manifest(), code.training, Absent(""), code.reach)

    return read


def test_good(runs):
    result = profile_on_every_run(runs({"train.py": PROFILE}))
    assert result.holds is True
    assert [str(item.location) for item in result.evidence] == ["train.py:6", "train.py:12"]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (PROFILE.replace('.writer("local").write()', ""), "not seen to be kept"),
        (PROFILE.replace("    drift_from_last(table)\n", ""), "not compared"),
    ],
)
def test_bad(runs, code, why):
    found = runs({"train.py": code})
    result = profile_on_every_run(found)
    assert result.holds is False
    assert why in result.reason


def test_bad_a_script_beside_the_training(runs):
    train = (
        PROFILE.replace("    profile(table)\n", "")
        .replace("whylogs, ", "")
        .replace('def profile(table):\n    whylogs.log(table).writer("local").write()\n', "")
    )
    hand = 'import whylogs\nif __name__ == "__main__":\n    whylogs.log(1)\n'
    result = profile_on_every_run(runs({"train.py": train, "by_hand.py": hand}))
    assert result.holds is False
    assert "by_hand.py:3" in result.reason


def test_absent_a_requirement_is_no_profile(runs):
    assert isinstance(runs({"requirements.txt": "ydata-profiling\n", "a.py": "x = 1\n"}), Absent)
