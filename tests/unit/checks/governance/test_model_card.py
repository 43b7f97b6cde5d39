"""Topics that a model card fills."""

import pytest

from checks.governance.model_card import model_card
from readiness.domain.check import Outcome
from readiness.evidence.documents.document_reading import parse_document
from readiness.evidence.documents.documents import Documents

CARD = """\
# Model card: churn 1.0
Owner: the retention team, reached by mail every day.
## Purpose
Ranks customers for a call by the retention team.
## Inputs
Twelve columns of the contract table, described elsewhere.
## Output
The estimated probability that the customer leaves.
## Training data
Two years of contracts of private customers.
## Evaluation
ROC AUC 0.81 on 2,000 held-out rows.
## Limits
New tariffs are not in the training rows.
## Not to be used for
Pricing, credit decisions or anything about employees.
## Results by group
Recall is 0.70 for women and 0.72 for men.
"""
TEMPLATE = "# Model card\n" + "".join(
    f"## {name}\n[More information needed]\n" for name in ("Purpose", "Inputs", "Limits", "Evaluation")
)


def result(text):
    document = parse_document(text, "model_card.md")
    return model_card(Documents((document,), {"model_card": (document,)}))


def test_good():
    found = result(CARD)
    assert found.measurements[0].value == 1.0
    assert {str(e.location): e.why for e in found.evidence}["model_card.md:3"] == "States purpose."


def test_bad():
    found = result(TEMPLATE)
    assert found.measurements[0].value == 0.0
    assert any("Template text remains" in finding.message for finding in found.findings)


def test_partly_filled():
    found = result(CARD.replace("Recall is 0.70 for women and 0.72 for men.", "TODO"))
    assert found.measurements[0].value == pytest.approx(8 / 9)
    assert "results by group" in found.findings[0].message


def test_the_best_of_several_cards_counts():
    documents = tuple(parse_document(text, f"{i}.md") for i, text in enumerate((TEMPLATE, CARD)))
    assert model_card(Documents(documents, {"model_card": documents})).measurements[0].value == 1.0


def test_absent():
    assert model_card(Documents(())).outcome is Outcome.NO_EVIDENCE
