"""Facts: each made once, in order, absences passed on, circles refused by name."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest

from readiness.domain.evidence import Absence, Absent, Fact, provider_of, provides
from readiness.engine.gather import Cancelled, dependants, gather


@dataclass(frozen=True)
class Folder(Fact):
    files: int


@dataclass(frozen=True)
class Table(Fact):
    rows: int


@dataclass(frozen=True)
class Model(Fact):
    size: int


@dataclass(frozen=True)
class Report(Fact):
    text: str


calls: list[str] = []


@provides("data")
def table(folder: Folder) -> Table | Absent:
    calls.append("table")
    return Table(folder.files * 10) if folder.files else Absent("no table here")


@provides("model")
def model(table: Table) -> Model:
    calls.append("model")
    return Model(table.rows + 1)


@provides("checks")
def report(table: Table | Absent, model: Model | Absent) -> Report:
    calls.append("report")
    return Report(f"{getattr(table, 'rows', 'none')} {getattr(model, 'size', 'none')}")


@provides("model")
def broken(folder: Folder) -> Model:
    raise ZeroDivisionError("boom")


@provides("data")
@dataclass(frozen=True)
class Waited(Fact):
    ended: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        self.ended.set()


@provides("model")
def waiting(waited: Waited) -> Report:
    waited.ended.wait(60)
    return Report("given up")


@provides("model")
def looped(model: Model) -> Table:
    return Table(1)


def providers(*functions):
    return {provider_of(function).fact: provider_of(function) for function in functions}


def test_each_fact_is_made_once_and_only_when_needed() -> None:
    calls.clear()
    events = []
    sheet = gather({Folder: Folder(3)}, providers(table, model, report), [Report, Model], events.append)
    assert sheet.get(Report) == Report("30 31")
    assert sorted(calls) == ["model", "report", "table"]
    assert (events[0].done, events[-1].done, events[-1].total) == (0, 3, 3)
    calls.clear()
    gather({Folder: Folder(3)}, providers(table, model, report), [Table])
    assert calls == ["table"]


def test_an_absence_is_passed_on_with_its_first_cause() -> None:
    sheet = gather({Folder: Folder(0)}, providers(table, model, report), [Report])
    assert sheet.get(Model) == Absent("no table here", fact="Table")
    assert sheet.get(Report) == Report("none none")


def test_our_defect_becomes_an_error_absence() -> None:
    absent = gather({Folder: Folder(1)}, providers(broken), [Model]).get(Model)
    assert isinstance(absent, Absent)
    assert (absent.kind, "ZeroDivisionError: boom" in absent.reason) == (Absence.ERROR, True)


def test_a_circle_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"Table -> Model -> Table|Model -> Table -> Model"):
        gather({}, providers(looped, model), [Model])


def test_cancelling_stops_between_providers() -> None:
    with pytest.raises(Cancelled):
        gather({Folder: Folder(1)}, providers(table), [Table], cancelled=lambda: True)


def test_what_rests_on_a_fact_is_counted_through_others() -> None:
    graph: dict[type[Fact], set[type[Fact]]] = {Report: {Model, Table}, Model: {Folder}, Table: {Folder}, Folder: set()}
    assert dependants(graph) == {Folder: 3, Model: 1, Table: 1, Report: 0}


def test_cancelling_ends_what_a_running_provider_waits_for() -> None:
    sheet_worker = Waited()
    moments = iter([False, True])
    with pytest.raises(Cancelled):
        gather({Waited: sheet_worker}, providers(waiting), [Report], cancelled=lambda: next(moments, True))
    assert sheet_worker.ended.is_set()
