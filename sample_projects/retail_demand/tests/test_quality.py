"""Live quality, profiles, hold-out and the audit record."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from demand import audit
from demand.config import Settings, file_sha256
from demand.data import read_table
from demand.holdout import HOLDOUT_SHARE, choice_probability, held_out
from demand.profile import drifted_since, profile_of
from demand.quality import live_quality, measure_live_quality


def test_figures_of_four_days() -> None:
    predictions = pd.DataFrame({"row_id": list("abcd"), "forecast": [10.0, 10.0, 20.0, 20.0]})
    outcomes = pd.DataFrame({"row_id": list("abcd"), "units_sold": [10, 12, 20, 10]})
    found = live_quality(predictions, outcomes)
    assert found["n"] == 4
    assert found["wape"] == pytest.approx(12 / 52, abs=1e-4)
    assert found["stockout_share"] == 0.25
    assert found["waste_share"] == pytest.approx((1 + 0 + 2 + 12) / 66, abs=1e-4)


def test_the_report_names_what_it_is_about(small_project: Settings) -> None:
    small_project.path("model").parent.mkdir(exist_ok=True)
    small_project.path("model").write_bytes(b"a model")
    report = measure_live_quality(small_project)
    assert report["model_sha256"] == file_sha256(small_project.path("model"))
    assert json.loads(small_project.path("live").read_text())["metrics"]["n"] == 400


def test_a_moved_column_is_named(settings: Settings) -> None:
    table = read_table(settings.path("test"))
    last = profile_of(table, settings, "2026-09-07", "d")
    now = profile_of(table.assign(price=table["price"] * 2), settings, "2026-10-05", "e")
    assert drifted_since(last, now) == ["price"]
    assert drifted_since(last, last) == []


def test_the_hold_out_is_a_steady_share() -> None:
    answers = [held_out(f"S01-milk-{day}") for day in range(20_000)]
    assert sum(answers) / len(answers) == pytest.approx(HOLDOUT_SHARE, abs=0.005)
    assert held_out("S01-milk-1") is held_out("S01-milk-1")
    assert choice_probability(True) + choice_probability(False) == 1


def test_the_audit_record_holds_input_answer_and_version(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[tuple[Any, ...]] = []

    class Connection:
        def __enter__(self) -> Connection:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def execute(self, statement: str, row: tuple[Any, ...]) -> None:
            assert statement == audit.INSERT
            rows.append(row)

    monkeypatch.setenv("DEMAND_AUDIT_DSN", "postgresql://audit")
    monkeypatch.setattr(audit.psycopg, "connect", lambda *_, **__: Connection())
    audit.keep_forecast("r1", {"row_id": "S01-milk-1", "price": 1.2}, 40.0, "2.3.0", "abc", 0.95)
    assert rows == [("r1", "S01-milk-1", "2.3.0", "abc", '{"row_id": "S01-milk-1", "price": 1.2}', 40.0, 0.95)]


def test_without_an_address_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMAND_AUDIT_DSN", raising=False)
    monkeypatch.setattr(audit.psycopg, "connect", lambda *_, **__: pytest.fail("connected"))
    audit.keep_forecast("r1", {"row_id": "S01-milk-1"}, 40.0, "2.3.0", "abc", 0.95)
