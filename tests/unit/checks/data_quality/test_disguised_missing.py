"""Disguised missing values: words always, numbers only where they stand apart."""

import pytest

from checks.data_quality.disguised_missing import disguised_missing


def test_good(result, of):
    found = result(disguised_missing, train="a,b\n1,other\n2,no answer\n3,x\n")
    assert of(found) == {"a": 0.0, "b": 0.0}
    assert found.findings == ()


def test_bad_words_and_a_sentinel(result, of):
    # days: 0..27 and three times 999 of 31 -> 3/31; job: unknown twice (letter case ignored) and ? once -> 3/31
    days = [*range(28), 999, 999, 999]
    jobs = ["Unknown", "unknown", "?"] + ["clerk"] * 28
    text = "days,job\n" + "".join(f"{day},{job}\n" for day, job in zip(days, jobs, strict=True))
    found = result(disguised_missing, train=text)
    assert of(found) == {"days": pytest.approx(3 / 31), "job": pytest.approx(3 / 31)}
    assert [finding.column for finding in found.findings] == ["days", "job", "job"]
    assert "between 0 and 27" in found.findings[0].message


def test_edge_999_inside_the_range_is_a_value(result, of):
    text = "a\n" + "".join(f"{value}\n" for value in [*range(900, 1000), 999])
    assert of(result(disguised_missing, train=text)) == {"a": 0.0}


def test_edge_the_only_negative_value(result, of):
    text = "a\n" + "".join(f"{value}\n" for value in [*range(100), -1, -1])
    assert of(result(disguised_missing, train=text)) == {"a": pytest.approx(2 / 102)}


def test_edge_a_stand_in_date(result, of):
    days = ["1900-01-01", "1900-01-01", "2024-01-05", "2024-02-05", "2024-03-05"]
    assert of(result(disguised_missing, train="d\n" + "\n".join(days) + "\n")) == {"d": pytest.approx(2 / 5)}


def test_published_bank_marketing(published, check_on, of):
    found = of(check_on(disguised_missing, published("bank_additional/bank-additional.csv", target="y")))
    # the data set's notes: 1,230 cells "unknown" in six columns, pdays = 999 in 3,959 of 4,119 rows
    words = ("job", "marital", "education", "default", "housing", "loan")
    assert sum(found[name] for name in words) == pytest.approx(1230 / 4119)
    assert found["pdays"] == pytest.approx(3959 / 4119)
    assert sum(found.values()) == pytest.approx((1230 + 3959) / 4119)
