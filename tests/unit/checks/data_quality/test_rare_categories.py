"""Rare categories: rows in categories of fewer than ten rows."""

from checks.data_quality._table_facts import categories
from checks.data_quality.rare_categories import rare_categories
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_profile import Profiles
from readiness.evidence.declared.manifest import Manifest


def counted(found):
    return categories(found[Tables], found[Manifest], found[Profiles])


def test_good(facts, of):
    result = rare_categories(counted(facts(train="c,x\n" + "a,1\n" * 60 + "b,1\n" * 40)))
    assert of(result, "rare_category_row_share") == {"c": 0.0}
    assert of(result, "category_count") == {"c": 2.0}
    assert result.findings == ()


def test_bad_a_value_of_its_own_in_every_row(facts, of):
    result = rare_categories(counted(facts(train="c,x\n" + "".join(f"word {i},1\n" for i in range(200)))))
    assert of(result, "rare_category_row_share") == {"c": 1.0}
    assert "200 categories" in result.findings[0].message


def test_edge_nine_rows_are_rare_and_ten_are_not(facts, of):
    result = rare_categories(counted(facts(train="c,x\n" + "a,1\n" * 81 + "b,1\n" * 10 + "z,1\n" * 9)))
    assert of(result, "rare_category_row_share") == {"c": 0.09}


def test_absent_without_text_or_rows(facts):
    assert counted(facts(train="x\n" + "1\n" * 200)).kind is Absence.NOT_APPLICABLE
    few = counted(facts(train="c\n" + "a\n" * 20))
    assert isinstance(few, Absent)
    assert few.kind is Absence.NOT_APPLICABLE
