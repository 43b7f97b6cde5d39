"""Parts of the declaration of affected people, and declarations that the tables contradict."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.governance._people_facts import PersonColumn, PersonColumns, person_columns
from checks.governance.affected_people import affected_people
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.declared.manifest import DataManifest, Manifest, People, TableSource
from readiness.evidence.documents.document_reading import parse_document
from readiness.evidence.documents.documents import Documents

LINES = {"people.decisions": 3, "people.personal_data": 4, "people.reason": 5, "data.sensitive": 9}
CARD = parse_document(
    "# Model card\n\n## Affected\n\nAn applicant ranked low is read later: a harm we accept.\n", "c.md"
)
CARDS = Documents((CARD,), {"model_card": (CARD,)})
NOBODY = Absent("no document")
SEX = PersonColumns((PersonColumn("sex", Location("train.csv"), "its name"),))
REASON = "The machine sorts bolts; no person is measured."


def manifest(people: People, sensitive: tuple[str, ...] = ()) -> Manifest:
    return Manifest(path="readiness.yaml", people=people, data=DataManifest(sensitive=sensitive), lines=LINES)


@pytest.mark.parametrize(
    ("people", "sensitive", "columns", "documents", "share"),
    [
        pytest.param(People(True), ("sex",), SEX, CARDS, 1.0, id="good"),
        pytest.param(People(True), ("sex",), SEX, NOBODY, 2 / 3, id="no harm named"),
        pytest.param(People(True), (), SEX, NOBODY, 1 / 3, id="only that it decides"),
        pytest.param(People(False, None, REASON), (), PersonColumns(), NOBODY, 1.0, id="nobody, with a reason"),
        pytest.param(People(False), (), PersonColumns(), NOBODY, 0.0, id="nobody, without a reason"),
        pytest.param(People(False, None, REASON), (), SEX, CARDS, 0.0, id="nobody, contradicted by a column"),
        pytest.param(People(False, None, REASON + " The sex is that of a plug."), (), SEX, NOBODY, 1.0, id="explained"),
        pytest.param(People(True, "none", ""), ("sex",), SEX, CARDS, 0.0, id="no personal data, without a reason"),
    ],
)
def test_share(people, sensitive, columns, documents, share):
    result = affected_people(manifest(people, sensitive), columns, documents)
    assert result.measurements[0].value == pytest.approx(share)
    assert bool(result.findings) is (share < 1)


def test_absent_without_a_manifest():
    assert affected_people(replace(manifest(People()), path=None), SEX, CARDS).outcome is Outcome.NO_EVIDENCE


def test_a_proposed_column_names_itself():
    result = affected_people(manifest(People(True), ("age_group",)), SEX, CARDS)
    assert [finding.column for finding in result.findings] == ["sex"]


@pytest.mark.parametrize(
    ("header", "cell", "sign"),
    [
        ("gender", "1", "its name"),
        ("applicantSex", "1", "its name"),
        ("col_7", "male", "its values, sexes"),
        ("unisex_model", "blue", None),
        ("grade", "m", None),
    ],
)
def test_columns_by_name_and_content(project_of: Callable, tmp_path: Path, header, cell, sign):
    rows = "".join(f"{i},{cell}\n" for i in range(30))
    project = project_of({"t.csv": f"n,{header}\n{rows}"})
    source = Manifest(data=DataManifest(train=TableSource("t.csv")))
    found = person_columns(tables(project, source), Settings(now=datetime(2026, 1, 2, tzinfo=UTC)))
    assert [column.sign for column in found.columns] == ([sign] if sign else [])
