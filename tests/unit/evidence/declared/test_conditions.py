"""Conditions of practices over the declared profile."""

from __future__ import annotations

import pytest

from readiness.evidence.declared.conditions import applies, profile, variant
from readiness.evidence.declared.manifest import Manifest, People

ONLINE = profile(Manifest(serving="online", people=People(decisions=True)))


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        (None, True),
        ("serving in [online, batch]", True),
        ("serving in [edge]", False),
        ("serving in [online, managed] and platform == kubernetes", None),
        ("serving in [edge] and platform == kubernetes", False),
        ("people.decisions == true", True),
        ("people.personal_data != none", None),
        ("data.time is declared", False),
    ],
)
def test_conditions(expression: str | None, verdict: bool | None) -> None:
    assert applies(expression, ONLINE) is verdict


@pytest.mark.parametrize("expression", ["serving ~ online", "colour == red", "serving == online or true"])
def test_another_language_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        applies(expression, ONLINE)


def test_a_variant_is_chosen_by_serving_or_condition() -> None:
    assert variant({"batch": "b", "online": "o"}, ONLINE) == "o"
    assert variant({"people.decisions == false": "nobody"}, ONLINE) is None
    nobody = profile(Manifest(people=People(decisions=False)))
    assert variant({"people.decisions == false": "nobody"}, nobody) == "nobody"
