"""Numbers of the card against the reported ones."""

import pytest

from checks.governance.model_card_numbers import model_card_numbers
from readiness.domain.check import Outcome
from readiness.domain.finding import Location
from readiness.evidence.documents.document_reading import parse_document
from readiness.evidence.documents.documents import Documents
from readiness.evidence.model.reported_metrics import ReportedMetric, ReportedMetrics


def reported(**values):
    metrics = (
        ReportedMetric(name, name, value, str(value), 0.00005, Location("m.json", 1), "test")
        for name, value in values.items()
    )
    return ReportedMetrics("m.json", tuple(metrics))


def result(text, **values):
    document = parse_document(text, "card.md")
    return model_card_numbers(Documents((document,), {"model_card": (document,)}), reported(**values))


@pytest.mark.parametrize(
    ("line", "share"),
    [
        ("| ROC AUC | 0.83 | 0.81 to 0.85 |", 1.0),
        ("The ROC AUC is 83.4 %.", 1.0),
        ("AUC: 0.8342", 1.0),
        ("| ROC AUC | 0.91 |", 0.0),
        ("The ROC AUC is 90 %.", 0.0),
    ],
)
def test_good_and_bad(line, share):
    found = result(f"# Card\n\n{line}\n", roc_auc=0.8342)
    assert found.measurements[0].value == share
    places = [*found.evidence, *found.findings]
    assert places[0].location.line == 3


def test_a_card_without_numbers_is_not_told():
    found = result("# Card\nVery accurate.\n", roc_auc=0.8)
    assert found.measurements[0].value is None
    assert "names no reported metric" in found.measurements[0].reason


def test_no_card():
    assert model_card_numbers(Documents(()), reported(roc_auc=0.8)).outcome is Outcome.NO_EVIDENCE
