"""The four parts of a monitoring plan."""

from checks.monitoring.monitoring_plan import monitoring_plan
from readiness.domain.check import Outcome
from readiness.evidence.documents.document_reading import parse_document
from readiness.evidence.documents.documents import Documents

PLAN = """\
# Monitoring plan
| What | How | Limit | Who acts |
|---|---|---|---|
| latency of predictions | histogram of the service | 200 ms for 5 minutes | on call of the team |
| inputs drift | population stability index every night | above 0.2 | owner of the model |
"""


def result(text):
    document = parse_document(text, "plan.md")
    return monitoring_plan(Documents((document,), {"monitoring_plan": (document,)}))


def test_good():
    assert result(PLAN).measurements[0].value == 1.0


def test_bad():
    found = result("# Monitoring plan\n## Metrics\nTODO\n## Owner\n<name of the owner>\n")
    assert found.measurements[0].value == 0.0
    assert len(found.findings) == 4


def test_the_heading_row_of_a_table_says_nothing():
    assert result("\n".join(PLAN.splitlines()[:3])).measurements[0].value == 0.0


def test_absent():
    assert monitoring_plan(Documents(())).outcome is Outcome.NO_EVIDENCE
