"""Two different files with training and test rows, and whether the test rows are labelled."""

import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.data.split_tables import split_tables
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource

FILES = {"train.csv": "x,y\n1,2\n", "test.csv": "x,y\n1,2\n", "unlabelled.csv": "x\n1\n"}


def tables(written, train, test, target="y"):
    data = DataManifest(train=TableSource(train), test=TableSource(test), target=target)
    return split_tables(written(FILES), Manifest(data=data))


@pytest.mark.parametrize(
    ("test", "target", "labelled"),
    [("test.csv", "y", True), ("unlabelled.csv", "y", False), ("test.csv", None, None)],
)
def test_labels(written, test, target, labelled):
    found = tables(written, "train.csv", test, target)
    assert (str(found.train), str(found.test), found.labelled) == ("train.csv", test, labelled)


@pytest.mark.parametrize("test", ["train.csv", "gone.csv"])
def test_the_same_or_a_missing_file_is_no_test_table(written, test):
    assert isinstance(tables(written, "train.csv", test), Absent)
