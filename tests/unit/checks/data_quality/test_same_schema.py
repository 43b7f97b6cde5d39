"""Same schema: names and kinds of the inputs in every table."""

from checks.data_quality._table_facts import schema_differences
from checks.data_quality.same_schema import same_schema
from readiness.domain.evidence import Absence
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest


def differences(found):
    return schema_differences(found[Tables], found[Manifest])


def test_good_whole_and_other_numbers_are_alike(facts):
    result = same_schema(differences(facts(train="a,y\n1,0\n", production="a\n1.5\n", target="y")))
    assert [(m.dataset, m.value) for m in result.measurements] == [("production", 0.0)]


def test_bad_missing_new_and_another_kind(facts):
    result = same_schema(differences(facts(train="a,b,y\n1,2,0\n", test="a,c,y\nx,2,0\n", target="y")))
    assert result.measurements[0].value == 3.0
    assert {finding.column for finding in result.findings} == {"a", "b", "c"}
    assert "a holds text values, and integer values in train" in " ".join(f.message for f in result.findings)


def test_absent_one_table(facts):
    assert differences(facts(train="a\n1\n")).kind is Absence.CANNOT_TELL
