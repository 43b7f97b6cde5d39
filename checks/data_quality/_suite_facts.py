"""How the project's expectation suites fare on its tables, and on damaged copies of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.data_quality._suite_engine import SuiteEngine
from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.expectations import Expectation, ExpectationSuites, Suite
from readiness.evidence.data.expectations_query import ROWS, evaluate_query
from readiness.evidence.data.expectations_results import QUERY_TYPES, ExpectationResult, evaluate
from readiness.evidence.data.tables import Column, Table, Tables, model_inputs
from readiness.evidence.data.tables_profile import Profiles
from readiness.evidence.data.tables_store import ROW_NUMBER
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.model_inputs import model_inputs as loaded_inputs
from readiness.evidence.model.model_session import ModelSession

MUTANT_ROWS = 20_000
MUTANT_COLUMNS = 100
DAMAGED = 10
UNIT_FACTOR = 10
NEW_CATEGORY = "a value never seen before"
_TRIVIAL_TYPES = frozenset({"expect_column_to_exist"})
_TRIVIAL_PATTERNS = frozenset({"", ".*", "^.*$", ".+", "^.+$", "[\\s\\S]*"})


@dataclass(frozen=True)
class SuiteRun:
    """One suite on one table; ``results`` keep the suite's order."""

    suite: Suite
    dataset: str
    results: tuple[ExpectationResult, ...]

    @property
    def failed(self) -> tuple[ExpectationResult, ...]:
        """Return the rules that do not hold."""
        return tuple(result for result in self.results if result.success is False)

    @property
    def open(self) -> tuple[ExpectationResult, ...]:
        """Return the rules that were not evaluated."""
        return tuple(result for result in self.results if result.success is None)


@dataclass(frozen=True)
class SuiteRuns(Fact):
    """Every suite on every table it speaks of, and which model inputs it covers.

    ``covered`` names the inputs with a rule that can fail; ``unmatched`` the suites that speak of no table here.
    """

    runs: tuple[SuiteRun, ...]
    inputs: tuple[str, ...]
    covered: frozenset[str]
    unmatched: tuple[Suite, ...] = ()


@provides("data")
def suite_runs(
    tables: Tables, suites: ExpectationSuites, manifest: Manifest, settings: Settings, session: ModelSession | Absent
) -> SuiteRuns | Absent:
    """Return the outcome of each suite on each table that holds at least half of the columns it names.

    Rules are compiled here; types beyond that are judged by Great Expectations in a locked process.
    """
    runs: list[SuiteRun] = []
    unmatched = []
    with SuiteEngine(tables, settings) as engine:
        for suite in suites.suites:
            named = {name for rule in suite.expectations for name in rule.columns}
            fitting = [name for name, table in tables.tables.items() if _fits(named, table)]
            for name in fitting:
                compiled = _evaluated(tables, name, suite.expectations, settings.seed)
                runs.append(SuiteRun(suite, name, engine.completed(name, compiled)))
            if not fitting:
                unmatched.append(suite)
    table = tables.tables.get("train") or next(iter(tables.tables.values()))
    inputs = _inputs(session, manifest, table)
    rules = [result for run in runs if run.dataset == table.dataset for result in run.results]
    covered = {
        name for result in rules if result.success is not None and can_fail(result.expectation)
        for name in result.expectation.columns
    }  # fmt: skip
    return SuiteRuns(tuple(runs), inputs, frozenset(covered) & frozenset(inputs), tuple(unmatched))


def _inputs(session: ModelSession | Absent, manifest: Manifest, table: Table) -> tuple[str, ...]:
    """Return the columns the model reads where it is loaded, else all that may be, sensitive ones left out."""
    if not isinstance(session, Absent):
        found = loaded_inputs(session, manifest, table)
        if not isinstance(found, Absent):
            return found.columns
    return tuple(name for name in model_inputs(table, manifest.data) if name not in manifest.data.sensitive)


def _fits(named: set[str], table: Table) -> bool:
    return not named or 2 * len(named & set(table.names)) >= len(named)


def _evaluated(tables: Tables, dataset: str, rules: Sequence[Expectation], seed: int) -> tuple[ExpectationResult, ...]:
    table = tables.tables[dataset]
    results = list(evaluate(rules, tables.expression(dataset), kinds_of(table.columns), tables.rows_of))
    if any(result.expectation.type in QUERY_TYPES for result in results):
        rows = tables.sample(dataset, ROWS, seed)
        results = [
            evaluate_query(result.expectation, rows, table.rows > ROWS)
            if result.expectation.type in QUERY_TYPES
            else result
            for result in results
        ]
    return tuple(results)


def kinds_of(columns: Sequence[Column]) -> dict[str, str]:
    """Return column name to kind, in the table's order."""
    return {column.name: column.kind for column in columns}


def can_fail(rule: Expectation) -> bool:
    """Return whether some data would break the rule: it has a bound, a set or a pattern that excludes something."""
    kwargs = rule.kwargs
    if rule.type in _TRIVIAL_TYPES or kwargs.get("mostly") == 0:
        return False
    if "regex" in kwargs:
        return str(kwargs["regex"]) not in _TRIVIAL_PATTERNS
    if rule.type.endswith("_to_be_between") and "quantile" not in rule.type:
        return kwargs.get("min_value") is not None or kwargs.get("max_value") is not None
    return True


@dataclass(frozen=True)
class Mutant:
    """One damaged copy of the training table.

    ``damage`` says what was done to ``column`` (empty for whole rows); ``killed`` whether a rule that holds on the
    table fails on the copy.
    """

    column: str
    damage: str
    killed: bool


@dataclass(frozen=True)
class SuiteMutants(Fact):
    """The damaged copies the suites were run on, and the rows each copy has."""

    mutants: tuple[Mutant, ...]
    rows: int
    sampled: bool


@provides("data")
def suite_mutants(tables: Tables, profiles: Profiles, runs: SuiteRuns, settings: Settings) -> SuiteMutants | Absent:
    """Return which damaged copies of the training table the suites notice.

    One row in ten of one model input is emptied, multiplied by ten (numbers), or given an unknown category (text);
    whole number columns are shifted by five standard deviations; one row in ten is repeated. Up to 20,000 rows.
    """
    table = tables.tables.get("train") or next(iter(tables.tables.values()))
    rules = [
        result.expectation
        for run in runs.runs
        if run.dataset == table.dataset
        for result in run.results
        if result.success
    ]
    rows = tables.sample(table.dataset, MUTANT_ROWS, settings.seed)
    copied = tables.store.take(rows, "mutants")
    with tables.store.limited():  # Ibis asks the connection for the column types
        base = tables.store.backend.table(copied.relation)
    kinds = kinds_of(table.columns)
    deviations = {name: column.deviation for name, column in profiles.profiles[table.dataset].columns.items()}
    with SuiteEngine(tables, settings) as engine:
        whole = base.select(*kinds)
        compiled = evaluate(rules, whole, kinds, tables.rows_of)
        sound = [result.expectation for result in engine.completed_on(whole, kinds, compiled) if result.success]
        mutants = [
            Mutant(name, damage, _noticed(about, damaged, kinds, tables, engine))
            for name, damage, about, damaged in _damaged(base, runs.inputs[:MUTANT_COLUMNS], kinds, deviations, sound)
        ]
    return SuiteMutants(tuple(mutants), int(rows.num_rows), table.rows > MUTANT_ROWS)


def _damaged(
    base: Any,
    inputs: Sequence[str],
    kinds: Mapping[str, str],
    deviations: Mapping[str, float | None],
    sound: Sequence[Expectation],
) -> Iterator[tuple[str, str, list[Expectation], Any]]:
    """Yield column, damage, the rules that may notice it and the damaged copy."""
    hit = base[ROW_NUMBER] % DAMAGED == 0
    for name in inputs:
        about = [rule for rule in sound if name in rule.columns or _mentions(rule, name)]
        for damage, cells in _damages(base[name], kinds[name], hit, deviations.get(name)):
            yield name, damage, about, base.mutate(**{name: cells}).select(*kinds)
    about = [rule for rule in sound if "unique" in rule.type or rule.type.startswith("expect_table_row_count")]
    yield "", "one row in ten is repeated", about, base.union(base.filter(hit)).select(*kinds)


def _mentions(rule: Expectation, name: str) -> bool:
    return bool(rule.kwargs.get("row_condition")) and name in str(rule.kwargs["row_condition"])


def _damages(cells: Any, kind: str, hit: Any, deviation: float | None) -> list[tuple[str, Any]]:
    import ibis

    damages = [("one cell in ten is emptied", hit.ifelse(ibis.null(cells.type()), cells))]
    if kind in ("number", "integer"):
        damages.append(("one cell in ten is ten times as large", hit.ifelse(cells * UNIT_FACTOR, cells)))
        if deviation:
            damages.append(("all cells are shifted by five standard deviations", cells + 5 * deviation))
    if kind == "text":
        damages.append(("one cell in ten holds an unknown category", hit.ifelse(ibis.literal(NEW_CATEGORY), cells)))
    return damages


def _noticed(
    rules: Sequence[Expectation], table: Any, kinds: Mapping[str, str], tables: Tables, engine: SuiteEngine
) -> bool:
    if not rules:
        return False
    compiled = evaluate(rules, table, kinds, tables.rows_of)
    if any(result.success is False for result in compiled):
        return True
    return any(result.success is False for result in engine.completed_on(table, kinds, compiled))
