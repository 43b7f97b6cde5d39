from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import msgspec

from readiness.domain.assessment import LineRecord, LocationRecord
from readiness.report.sarif import sarif
from tests.unit.report.assessments import CREATED, assessed, biased, criterion, finding, hostile, practice, small

LINE = LineRecord("infrastructure.non_root_user", "Not run as root", "fail", "E1", "runs as root")


def run_of(assessment: Any) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(msgspec.json.encode(sarif(assessment)))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    return run  # type: ignore[no-any-return]


def assert_structure(run: dict[str, Any]) -> None:
    """Hold the run against the rules of SARIF 2.1.0 that readers rely on."""
    rules = run["tool"]["driver"]["rules"]
    names = [rule["id"] for rule in rules]
    assert len(names) == len(set(names))
    assert all(rule["shortDescription"]["text"] for rule in rules)
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9]*", rule["name"]) for rule in rules)
    for result in run["results"]:
        assert names[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert 0 <= result["rank"] <= 100
        assert result["message"]["text"]
        assert re.fullmatch(r"[0-9a-f]{64}", result["partialFingerprints"]["readiness/v1"])
        for location in result["locations"]:
            physical = location["physicalLocation"]
            uri = physical["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
            assert not uri.startswith("/")
            assert physical["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
            region, context = physical.get("region"), physical.get("contextRegion")
            if region:
                assert region["startLine"] >= 1
            if context:
                assert context["startLine"] <= context["endLine"]


def test_findings_are_results_of_their_check_with_place_level_and_fix() -> None:
    whole = small(
        criterion(practice(findings=(finding(),), checks=(LINE,))), findings=(finding(practice="is-nonroot"),)
    )
    run = run_of(whole)
    assert_structure(run)
    (result,) = run["results"]
    assert result["ruleId"] == "infrastructure.non_root_user"
    assert (result["level"], result["rank"]) == ("error", 80)
    assert result["message"]["text"].endswith("Fix: Add `USER 1000` after line 3 of docker/Dockerfile.")
    assert result["properties"] == {"practice": "is-nonroot"}
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "docker/Dockerfile", "uriBaseId": "PROJECT"}
    assert place["region"] == {"startLine": 4}
    assert (place["contextRegion"]["startLine"], place["contextRegion"]["endLine"]) == (1, 4)
    (rule,) = run["tool"]["driver"]["rules"]
    assert (rule["name"], rule["shortDescription"]["text"]) == ("InfrastructureNonRootUser", "Not run as root")
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["help"]["text"] == "Add a USER line."


def test_levels_follow_severity() -> None:
    names = ("info", "low", "medium", "high", "critical")
    run = run_of(small(criterion(practice(status="pass")), findings=tuple(finding(severity=name) for name in names)))
    assert [result["level"] for result in run["results"]] == ["note", "note", "warning", "error", "error"]
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "error"}


def test_a_failed_practice_without_finding_is_a_result_and_an_unknown_is_none() -> None:
    rows = [
        practice(id="a-cap", cap=3.0),
        practice(id="b-essential"),
        practice(id="c-other", essential=False),
        practice(id="d-unknown", status="unknown", unknown="no_check"),
    ]
    run = run_of(small(criterion(*rows)))
    assert_structure(run)
    assert [(r["ruleId"], r["level"]) for r in run["results"]] == [
        ("a-cap", "error"), ("b-essential", "warning"), ("c-other", "note")
    ]  # fmt: skip
    assert run["properties"]["unknownPractices"] == 1
    assert run["results"][0]["locations"] == []


def test_a_result_stays_the_same_result_when_only_its_number_moves() -> None:
    def prints(*messages: str) -> list[str]:
        run = run_of(small(criterion(practice(status="pass")), findings=tuple(finding(message=m) for m in messages)))
        return [result["partialFingerprints"]["readiness/v1"] for result in run["results"]]

    first, second, other = prints("12.5 % are missing", "13 % are missing", "13 % are doubled")
    assert first == second != other


def test_an_error_of_ours_is_a_notification_and_no_result() -> None:
    run = run_of(assessed())
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "fairness.group_rates: a defect of ours"
    assert run_of(assessed(errors=()))["invocations"][0]["executionSuccessful"] is True


def test_paths_are_encoded_relative_and_reversible() -> None:
    odd = finding(location=LocationRecord("a b/ü#?%:\udcff.py", None))
    run = run_of(
        small(criterion(practice(status="pass")), findings=(odd, finding(location=LocationRecord("/etc/x", 0))))
    )
    assert_structure(run)
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert unquote(places[0]["artifactLocation"]["uri"], errors="surrogateescape") == "a b/ü#?%:\udcff.py"
    assert "region" not in places[0]
    assert places[1]["artifactLocation"]["uri"] == "etc/x"
    assert places[1]["region"] == {"startLine": 1}


def test_hostile_and_biased_assessments_keep_the_structure() -> None:
    for whole in (hostile(), biased(), replace(assessed(), findings=(finding(location=None),))):
        assert_structure(run_of(whole))
    assert "\u202e" not in msgspec.json.encode(sarif(hostile())).decode()


def test_nothing_in_it_tells_time_so_that_the_same_project_gives_the_same_log() -> None:
    assert CREATED not in msgspec.json.encode(sarif(biased())).decode()
