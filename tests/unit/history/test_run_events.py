"""The lines of a run's process: events of three kinds, and everything else as text."""

from __future__ import annotations

import json
from pathlib import Path

from readiness.domain.progress import Judged, Scored
from readiness.history.run_events import told

EVENT = {"stage": "files", "state": "started", "detail": "Project", "done": 0, "total": 4, "seconds": 0.1}
JUDGED = {"criterion": "data-quality", "practice": "dq-cleaning-code", "status": "pass", "waiting": False}
SCORED = {"criterion": "data-quality", "low": 2.5, "high": 6.0}


def test_half_written_and_foreign_lines_are_no_events(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    line = json.dumps(EVENT).encode()
    path.write_bytes(line + b'\nwarning: \xff\n[1]\n{"stage": 1}\n' + line[:-5])

    found = told(path)

    assert [event.detail for event in found.progress] == ["Project"]
    assert found.output.splitlines() == ["warning: \ufffd", "[1]", '{"stage": 1}']


def test_finished_practices_and_criteria_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text("".join(f"{json.dumps(event)}\n" for event in (EVENT, JUDGED, SCORED)))

    found = told(path)

    assert found.judged == (Judged("data-quality", "dq-cleaning-code", "pass", False),)
    assert found.scored == (Scored("data-quality", 2.5, 6.0),)
    assert len(found.progress) == 1


def test_values_of_another_type_are_no_event(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text(f"{json.dumps({**SCORED, 'low': 'high'})}\n{json.dumps({**JUDGED, 'status': None})}\n")

    assert told(path)[0] == ()
    assert told(path).scored == ()
    assert told(path).judged == ()


def test_a_file_that_is_not_there_tells_nothing(tmp_path: Path) -> None:
    assert told(tmp_path / "none") == ((), "", (), ())
