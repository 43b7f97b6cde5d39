"""Each practice stands in one of the seven stages; a stage without evidence is there and says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.report.lifecycle_view import _OF_STAGE, STAGES, lifecycle, stage_of
from tests.unit.report.assessments import altered, assessed, evidence, practice, rubric


def test_every_practice_of_the_rubric_has_exactly_one_stage() -> None:
    listed = [identity for members in _OF_STAGE.values() for identity in members.split()]

    assert sorted(listed) == sorted(p.id for _, p in rubric().practices())


def test_there_are_the_seven_stages_of_the_source_in_order() -> None:
    assert [stage[0] for stage in STAGES] == [
        "develop", "test", "containerise", "provision", "deploy", "monitor", "improve",
    ]  # fmt: skip


def test_all_practices_stand_in_some_stage() -> None:
    whole = assessed()

    assert sum(len(stage.members) for stage in lifecycle(whole)) == sum(len(c.practices) for c in whole.criteria)


def test_a_stage_without_evidence_is_shown_as_such() -> None:
    whole = assessed(dict.fromkeys(_OF_STAGE["containerise"].split(), "fail"))

    stage = next(stage for stage in lifecycle(whole) if stage.key == "containerise")

    assert stage.empty
    assert stage.places == ()
    assert stage.words == "no evidence for any of 6"


def test_places_are_named_once_and_only_of_what_holds() -> None:
    whole = assessed(dict.fromkeys(_OF_STAGE["containerise"].split(), "pass"))
    for identity in _OF_STAGE["containerise"].split():
        whole = altered(whole, identity, evidence=(evidence(path="Dockerfile"), evidence(path=".")))

    stage = next(stage for stage in lifecycle(whole) if stage.key == "containerise")

    assert stage.places == ("Dockerfile",)
    assert not stage.empty


def test_worse_comes_first() -> None:
    shapes = [member.shape for member in lifecycle(assessed())[0].members]

    assert shapes.index("fail") < shapes.index("unknown") < shapes.index("pass")


@pytest.mark.parametrize(("domain", "stage"), [("serving", "deploy"), ("infra", "provision"), ("other", "develop")])
def test_a_practice_of_ones_own_goes_by_its_domain(domain: str, stage: str) -> None:
    assert stage_of(replace(practice(), id="own-practice", domain=domain)) == stage
