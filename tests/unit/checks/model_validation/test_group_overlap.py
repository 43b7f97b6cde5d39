"""Groups and ids on both sides of the split."""

from checks.model_validation.group_overlap import group_overlap
from readiness.domain.check import Outcome

GROUPED = "g,a\n" + "".join(f"{i // 2},{i}.5\n" for i in range(200))


def test_good(split):
    test = "g,a\n" + "".join(f"{500 + i},{i}.25\n" for i in range(20))
    result = group_overlap(split(GROUPED, test, group="g"))
    assert result.holds is True


def test_bad(split, value):
    # groups 95..99 are in train, 100..104 are not: 5 of 10 test rows
    test = "g,a\n" + "".join(f"{95 + i},{i}.25\n" for i in range(10))
    result = group_overlap(split(GROUPED, test, group="g"))
    assert result.holds is False
    assert value(result, "group_overlap_share").value == 0.5
    assert "5 of 10 values" in result.findings[0].message


def test_edge_an_undeclared_entity_is_a_question(split):
    train, test = GROUPED.replace("g,", "customer_id,", 1), "customer_id,a\n1,7.25\n600,8.25\n"
    result = group_overlap(split(train, test))
    assert (result.holds, result.outcome) == (None, Outcome.MEASURED)
    assert "customer_id" in result.reason


def test_edge_row_numbers_that_start_again_are_no_proof(split):
    train = "id,a\n" + "".join(f"{i},{i}.5\n" for i in range(100))
    test = "id,a\n" + "".join(f"{i},{i + 500}.25\n" for i in range(20))
    assert group_overlap(split(train, test, id="id")).holds is None


def test_absent(split):
    assert group_overlap(split("a\n1\n2\n", "a\n3\n")).outcome is Outcome.NOT_APPLICABLE
