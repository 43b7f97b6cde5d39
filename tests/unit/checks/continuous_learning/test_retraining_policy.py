"""When, why and by whom the model is trained again."""

import pytest

from checks.continuous_learning.retraining_policy import retraining_policy
from readiness.domain.check import Outcome
from readiness.evidence.documents.document_reading import parse_document
from readiness.evidence.documents.documents import Documents

POLICY = """\
# Retraining policy
Retraining runs on the first day of every month.
It starts early when drift of an input is reported twice.
The new model must reach a ROC AUC of at least 0.75 on the same rows.
The owner of the service decides about promotion to production.
"""


def share(text, path="docs/retraining_policy.md"):
    document = parse_document(text, path)
    return retraining_policy(Documents((document,), {"retraining_policy": (document,)})).measurements[0].value


def test_good():
    assert share(POLICY) == 1.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Retraining policy\nRetrain as needed.\n", 0.0),
        ("# Retraining policy\n## Trigger\nTODO\n## Owner\nTBD\n", 0.0),
        (POLICY.replace("drift of an input is reported twice", "we feel like it and have time"), 1.0),
        (POLICY.replace("The owner of the service decides about promotion to production.\n", ""), 0.75),
    ],
)
def test_bad_and_partly_filled(text, expected):
    assert share(text) == expected


def test_only_the_section_of_a_larger_document_counts():
    text = "# Handbook\n## Retraining\nAs needed by us all.\n## Team\n" + POLICY.split("\n", 1)[1]
    assert share(text, "README.md") == 0.0


def test_absent():
    assert retraining_policy(Documents(())).outcome is Outcome.NO_EVIDENCE
