"""The door to what comes out of a review."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import yaml

from readiness import history_api, outcome_api
from readiness.domain.attestation import Subject
from readiness.domain.evidence import Absent
from readiness.domain.meeting import Decision
from readiness.evidence.files.project import Project
from readiness.evidence.files.signatures import signature_files
from readiness.meeting.admission import Room
from tests.unit.engine.recorded import recorded
from tests.unit.meeting.rooms import SMALL, action, attested, decided, in_room, waiver

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
GAP = {"b": "pass", "i": "fail", "j": "pass", "s": "unknown"}


DIGEST = "ab" * 32


def room() -> Room:
    snapshot = recorded(SMALL, GAP, project_model=DIGEST, project_data=DIGEST)
    bodies = (action("i"), waiver("i"), attested(), decided(Decision.CONDITIONAL_GO))
    return in_room(*bodies, snapshot=snapshot, model=DIGEST, data=DIGEST)


def test_every_paper_can_be_had(tmp_path: Path) -> None:
    made = room()
    with contextlib.closing(history_api.open_history({"READINESS_HOME": str(tmp_path)})) as history:
        assert "Record 0 of the ledger" in outcome_api.minutes(history, made, NOON)
    assert outcome_api.actions_csv(made).startswith(b'\xef\xbb\xbf"action"')
    assert outcome_api.actions_markdown(made).startswith("- [ ] **Write the test**")
    assert [issue.title for issue in outcome_api.issues(made)] == ["Readiness: Write the test"]
    assert outcome_api.calendar(made).endswith(b"END:VCALENDAR\r\n")
    assert outcome_api.mail(made).subject == "Readiness review churn: is a conditional go"


def test_the_signature_files_mean_what_the_meeting_said(project_of: Callable[[Mapping[str, str]], Project]) -> None:
    made = room()
    files = outcome_api.signature_files(made)
    assert yaml.safe_load(files["readiness-waivers.yaml"])["waivers"][0]["approver"] == "ANN Name and CID Name"
    found = signature_files(project_of(files), Absent("no Git"))
    assert found.problems == ()
    assert [(s.practice, s.person, s.role, s.subject) for s in found.attestations] == [
        ("s", "ANN Name", "product", Subject(DIGEST, DIGEST))
    ]
    assert [(w.practice, w.expires.isoformat()) for w in found.waivers] == [("i", "2026-12-31")]
