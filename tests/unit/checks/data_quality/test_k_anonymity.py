"""k-anonymity: groups of equal quasi-identifiers are counted exactly."""

from checks.data_quality import _privacy_facts
from checks.data_quality.k_anonymity import k_anonymity
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest

NO = Absent("not loaded")


def people(found):
    return _privacy_facts.quasi_identifiers(found[Tables], found[Manifest], NO)


def test_good_every_group_holds_three(facts, of):
    found = people(facts(train="sex,age_group,x\n" + "f,young,1\n" * 3 + "m,old,2\n" * 4))
    result = k_anonymity(found)
    assert of(result, "smallest_group_rows") == {None: 3.0}
    assert of(result, "unique_row_share") == {None: 0.0}


def test_bad_two_of_four_rows_are_alone(facts, of):
    result = k_anonymity(people(facts(train="sex,zip,x\nf,1010,1\nf,1010,2\nm,1010,3\nf,1020,4\n")))
    assert of(result, "smallest_group_rows") == {None: 1.0}
    assert of(result, "unique_row_share") == {None: 0.5}
    assert "grouped by sex, zip there are 3 groups" in result.findings[0].message


def test_edge_a_declared_sensitive_column_counts_whatever_its_name(facts, of):
    found = people(facts(train="col_7,x\na,1\na,2\nb,3\n", sensitive=("col_7",)))
    assert of(k_anonymity(found), "smallest_group_rows") == {None: 1.0}


def test_edge_gaps_form_a_group(facts, of):
    assert of(k_anonymity(people(facts(train="sex,x\nf,1\nf,2\n,3\n,4\n"))), "smallest_group_rows") == {None: 2.0}


def test_absent_without_quasi_identifiers(facts):
    found = people(facts(train="temperature,pressure\n1,2\n"))
    assert isinstance(found, Absent)
    assert found.kind is Absence.NOT_APPLICABLE
