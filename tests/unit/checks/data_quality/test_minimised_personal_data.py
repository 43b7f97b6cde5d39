"""Only the personal data needed: what no purpose is declared for is named."""

from checks.data_quality import _privacy_facts
from checks.data_quality.minimised_personal_data import minimised_personal_data
from readiness.domain.evidence import Absent
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource

TABLE = "sex,zip,income,y\nf,1010,3,1\nm,1020,4,0\n"


def people(found, **data):
    manifest = Manifest(
        path="readiness.yaml", lines={"data.ignore": 3}, data=DataManifest(TableSource("train.csv"), target="y", **data)
    )
    return _privacy_facts.quasi_identifiers(found[Tables], manifest, Absent("not loaded"))


def test_good_sensitive_columns_serve_to_measure(facts):
    found = people(facts(train=TABLE), ignore=("sex", "zip"), sensitive=("sex", "zip"))
    assert minimised_personal_data(found).holds is True


def test_bad_kept_and_not_read(facts):
    result = minimised_personal_data(people(facts(train=TABLE), ignore=("zip",), sensitive=("sex",)))
    assert result.holds is False
    assert [finding.column for finding in result.findings] == ["zip"]
    assert "train.csv" in result.findings[0].fix


def test_edge_unknown_inputs_are_a_question(facts):
    found = facts(train=TABLE)
    groups = _privacy_facts.quasi_identifiers(found[Tables], found[Manifest], Absent("not loaded"))
    assert minimised_personal_data(groups).holds is None
