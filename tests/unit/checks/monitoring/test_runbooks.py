"""Instructions for whoever receives an alert."""

import pytest

from checks.monitoring.runbooks import runbooks, slug
from readiness.domain.evidence import Absent
from readiness.evidence.documents.document_reading import parse_document
from readiness.evidence.documents.documents import Documents
from readiness.evidence.operation.prometheus import AlertRule, AlertRules

BOOK = """\
# Runbook
Owner: team@example.com
## HighErrors
1. Look at the logs of `kubectl logs <pod>`.
2. Roll back with `kubectl rollout undo`.
## Empty
Nothing yet.
"""


def documents(text):
    document = parse_document(text, "docs/runbook.md")
    return Documents((document,), {"runbook": (document,)})


def alerts(name, link):
    return AlertRules((AlertRule(name, "x > 1", "rules.yml", 4, runbook=link),))


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("HighErrors", ""),
        ("Other", "docs/runbook.md#higherrors"),
        ("Other", "https://git.example.com/blob/main/docs/runbook.md#higherrors"),
        ("Other", "docs/runbook.md"),
    ],
)
def test_good(name, link):
    assert runbooks(alerts(name, link), documents(BOOK)).measurements[0].value == 1.0


@pytest.mark.parametrize(
    ("name", "link", "text", "message"),
    [
        ("Other", "", BOOK, "no runbook in the project"),
        ("Other", "https://wiki.example.com/x", BOOK, "no runbook in the project"),
        ("Other", "docs/runbook.md#gone", BOOK, "leads to #gone"),
        ("Empty", "", BOOK, "lists no steps"),
        ("HighErrors", "", BOOK.replace("Roll back with `kubectl rollout undo`.", "TODO"), "lists no steps"),
        ("HighErrors", "", BOOK.replace("Roll back with `kubectl rollout undo`.", "Wait."), "how to roll back"),
        ("HighErrors", "", BOOK.replace("Owner: team@example.com", "Text"), "no owner"),
    ],
)
def test_bad(name, link, text, message):
    result = runbooks(alerts(name, link), documents(text))
    assert result.measurements[0].value == 0.0
    assert message in result.findings[0].message


def test_without_alerts_one_runbook_is_looked_for():
    assert runbooks(Absent("none"), documents(BOOK)).measurements[0].value == 1.0
    assert runbooks(Absent("none"), documents("# Runbook\nAsk the author.\n")).measurements[0].value == 0.0


def test_slug():
    assert slug("High error rate (API)") == "high-error-rate-api"
