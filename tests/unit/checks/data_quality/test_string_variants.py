"""Spelling variants: letter case and white space make categories of one value."""

from checks.data_quality.string_variants import string_variants


def test_good(result, of):
    assert of(result(string_variants, train="a,b\n1,yes\n2,no\n3,yes\n")) == {"b": 0.0}


def test_bad(result, of):
    # yes: 'yes' twice is the commonest; 'Yes', ' yes' and 'YES' deviate: 3 of 6
    found = result(string_variants, train='b\nyes\nyes\nYes\n" yes"\nYES\nno\n')
    assert of(found) == {"b": 0.5}
    assert "3 of 6 cells" in found.findings[0].message


def test_edge_columns_of_many_values_are_counted_but_not_shown(result):
    names = [f"Person {index}" for index in range(150)]
    found = result(string_variants, train="name\n" + "\n".join([*names, "person 3"]) + "\n")
    assert "1 of 151 cells" in found.findings[0].message
    assert "erson 3" not in found.findings[0].message


def test_absent_without_text(result, of):
    assert of(result(string_variants, train="a\n1\n2\n")) == {None: 0.0}
