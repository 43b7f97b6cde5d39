"""Rules of a suite that are not compiled here: judged by Great Expectations itself, in a locked process of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from readiness.domain.settings import Settings
from readiness.evidence.data.expectations import Expectation
from readiness.evidence.data.expectations_condition import ConditionRefused, parse_condition, rows_where
from readiness.evidence.data.expectations_results import ExpectationResult
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_store import ROW_NUMBER

WORKER = "checks.data_quality._worker"
ROWS = 500_000
ARGUMENT_LETTERS = 100_000
NESTING = 12
RULE_SECONDS = 60.0
START_SECONDS = 120.0
CPU_SECONDS = 300

_CELLS = "column mostly"
_COLUMNS = "column_list mostly ignore_row_if"
ENGINE_TYPES: Mapping[str, tuple[str, str]] = {
    "expect_column_kl_divergence_to_be_less_than": (
        "ExpectColumnKLDivergenceToBeLessThan",
        "column partition_object threshold bucketize_data tail_weight_holdout internal_weight_holdout "
        "min_value max_value",
    ),
    "expect_column_pair_values_to_be_in_set": (
        "ExpectColumnPairValuesToBeInSet",
        "column_A column_B value_pairs_set mostly ignore_row_if",
    ),
    "expect_column_type_to_be": ("ExpectColumnTypeToBe", "column type_"),
    "expect_column_value_z_scores_to_be_less_than": (
        "ExpectColumnValueZScoresToBeLessThan",
        f"{_CELLS} threshold double_sided",
    ),
    "expect_column_values_to_be_dateutil_parseable": ("ExpectColumnValuesToBeDateutilParseable", _CELLS),
    "expect_column_values_to_be_decreasing": ("ExpectColumnValuesToBeDecreasing", f"{_CELLS} strictly"),
    "expect_column_values_to_be_increasing": ("ExpectColumnValuesToBeIncreasing", f"{_CELLS} strictly"),
    "expect_column_values_to_be_json_parseable": ("ExpectColumnValuesToBeJsonParseable", _CELLS),
    "expect_column_values_to_match_json_schema": ("ExpectColumnValuesToMatchJsonSchema", f"{_CELLS} json_schema"),
    "expect_column_values_to_match_regex_list": ("ExpectColumnValuesToMatchRegexList", f"{_CELLS} regex_list match_on"),
    "expect_column_values_to_match_strftime_format": (
        "ExpectColumnValuesToMatchStrftimeFormat",
        f"{_CELLS} strftime_format",
    ),
    "expect_column_values_to_not_be_outliers": ("ExpectColumnValuesToNotBeOutliers", f"{_CELLS} method multiplier"),
    "expect_column_values_to_not_match_regex_list": ("ExpectColumnValuesToNotMatchRegexList", f"{_CELLS} regex_list"),
    "expect_multicolumn_sum_to_equal": ("ExpectMulticolumnSumToEqual", f"{_COLUMNS} sum_total"),
    "expect_multicolumn_values_to_be_equal": ("ExpectMulticolumnValuesToBeEqual", _COLUMNS),
    "expect_select_column_values_to_be_unique_within_record": (
        "ExpectSelectColumnValuesToBeUniqueWithinRecord",
        _COLUMNS,
    ),
}
"""Type to the name of its class in Great Expectations and the arguments passed on.

Left out: queries and a second table (they reach beyond the table handed in), patterns of SQL (Great Expectations has
them for databases only), and expect_multicolumn_values_to_be_unique (deprecated there).
"""

_SAID_ELSEWHERE = (
    "row_condition condition_parser result_format catch_exceptions include_config batch_id meta notes description "
    "severity id rendered_content library_metadata"
)


class SuiteEngine:
    """Great Expectations behind a lock; the process starts with the first rule that needs it.

    Use as a context manager. After the process has ended (time, memory), later rules are left open with that reason.
    """

    def __init__(self, tables: Tables, settings: Settings) -> None:
        self._tables = tables
        self._settings = settings
        self._held = ExitStack()
        self._worker: Any = None
        self._lost = ""
        self._handed: set[str] = set()

    def __enter__(self) -> Self:
        """Return itself; nothing is started yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._held.close()

    def completed(self, dataset: str, results: Sequence[ExpectationResult]) -> tuple[ExpectationResult, ...]:
        """Return the results of a dataset, those of the listed types with the engine's verdict, in order."""
        table = self._tables.tables[dataset]
        large = f"size: the table has more than {ROWS:,} rows" if table.rows > ROWS else ""
        return tuple(
            self._result(result.expectation, table.names, lambda rule: self._hand_in(dataset, rule), large)
            if _is_open(result)
            else result
            for result in results
        )

    def completed_on(
        self, table: Any, kinds: Mapping[str, str], results: Sequence[ExpectationResult]
    ) -> tuple[ExpectationResult, ...]:
        """Return the same for an Ibis table of at most some 20,000 rows, such as a damaged copy."""
        return tuple(
            self._result(result.expectation, tuple(kinds), lambda rule: self._hand_in_copy(table, kinds, rule))
            if _is_open(result)
            else result
            for result in results
        )

    def _result(
        self, rule: Expectation, names: Sequence[str], hand_in: Callable[[Expectation], str], refused: str = ""
    ) -> ExpectationResult:
        absent = [name for name in rule.columns if name not in names]
        if absent:
            return ExpectationResult(rule, False, reason=f"there is no column {absent[0]}")
        refused = refusal(rule) or refused or self._lost
        if refused:
            return ExpectationResult(rule, None, reason=f"not evaluated: {refused}")
        from readiness.sandbox.errors import SandboxError, WorkerFailed

        try:
            arguments = {"name": hand_in(rule), "kind": rule.type, "kwargs": passed_on(rule)}
            outcome = self._worker.call(f"{WORKER}:judged", arguments, timeout_seconds=RULE_SECONDS).values
        except ConditionRefused as error:
            return ExpectationResult(rule, None, reason=f"not evaluated: expression: {error}")
        except WorkerFailed as error:
            why = f"Great Expectations could not judge it ({error.kind})"
            return ExpectationResult(rule, None, reason=f"not evaluated: {why}")
        except (SandboxError, ValueError) as error:
            self._lost = f"Great Expectations: {error}"
            return ExpectationResult(rule, None, reason=f"not evaluated: {self._lost}")
        return _read(rule, outcome)

    def _hand_in(self, dataset: str, rule: Expectation) -> str:
        """Return the name under which the worker holds the rows of a rule's condition, sent when it has them not."""
        written = rule.kwargs.get("row_condition")
        condition = parse_condition(written) if written else None
        name = f"{dataset} {condition!r}"
        if name not in self._handed:
            rows = self._tables.sample(dataset, ROWS, self._settings.seed)
            self._send(name, (rows if condition is None else rows.take(self._places(dataset, condition))).to_pandas())
            self._handed.add(name)
        return name

    def _hand_in_copy(self, table: Any, kinds: Mapping[str, str], rule: Expectation) -> str:
        """Return the name under which the worker holds the columns of the rule, of a copy that is not kept."""
        import pandas as pd

        written = rule.kwargs.get("row_condition")
        kept = table.filter(rows_where(parse_condition(written), table, kinds)) if written else table
        columns = list(rule.columns)
        if not columns:
            raise ConditionRefused("it names no column")
        self._send("copy", pd.DataFrame(self._tables.rows_of(kept.select(*columns)), columns=columns))
        return "copy"

    def _send(self, name: str, rows: Any) -> None:
        if self._worker is None:
            self._worker = self._started()
        self._worker.call(f"{WORKER}:handed_in", {"name": name}, {"table": rows}, START_SECONDS)

    def _places(self, dataset: str, condition: Any) -> list[int]:
        """Return the places, from zero and in file order, of the rows of the dataset for which the condition holds."""
        table = self._tables.tables[dataset]
        kinds = {column.name: column.kind for column in table.columns}
        with self._tables.store.limited():  # Ibis asks the connection for the column types
            whole = self._tables.store.backend.table(dataset)
        wanted = rows_where(condition, whole, kinds).fill_null(False)
        marked = whole.select(place=whole[ROW_NUMBER], wanted=wanted).order_by("place")
        return [place for place, row in enumerate(self._tables.rows_of(marked)) if row["wanted"]]

    def _started(self) -> Any:
        from readiness.sandbox.limits import Limits
        from readiness.sandbox.worker import Worker

        weak = self._settings.accept_weak_isolation
        worker = Worker({}, Limits(cpu_seconds=CPU_SECONDS), modules=(WORKER,), accept_weak=weak)
        return self._held.enter_context(worker)


def _is_open(result: ExpectationResult) -> bool:
    return result.success is None and result.expectation.type in ENGINE_TYPES


def refusal(rule: Expectation) -> str:
    """Return why a rule of a listed type is not handed on, or an empty text: unknown, deep, long or open arguments."""
    known = f"{ENGINE_TYPES[rule.type][1]} {_SAID_ELSEWHERE}".split()
    unknown = sorted(str(name) for name in rule.kwargs if name not in known)
    if unknown:
        return f"arguments: {unknown[0][:40]} is not known"
    kwargs = passed_on(rule)
    try:
        if len(json.dumps(kwargs, allow_nan=False)) > ARGUMENT_LETTERS:
            return f"arguments: more than {ARGUMENT_LETTERS:,} letters"
    except (TypeError, ValueError, RecursionError):
        return "arguments: they are not plain JSON"
    return _open_word(kwargs, 0)


def _open_word(value: Any, depth: int) -> str:
    """Return why a nested argument is refused: too deep, filled in at run time, or a schema that lies elsewhere."""
    if depth > NESTING:
        return "arguments: nested too deeply"
    if isinstance(value, Mapping):
        if "$PARAMETER" in value:
            return "arguments: filled in at run time only"
        lying = value.get("$ref")
        if isinstance(lying, str) and not lying.startswith("#"):
            return "arguments: a schema outside the suite"
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return next((found for part in parts if (found := _open_word(part, depth + 1))), "")


def passed_on(rule: Expectation) -> dict[str, Any]:
    """Return the arguments that Great Expectations gets; conditions and result formats stay on our side."""
    names = ENGINE_TYPES[rule.type][1].split()
    return {name: value for name, value in rule.kwargs.items() if name in names}


def _read(rule: Expectation, outcome: Any) -> ExpectationResult:
    if not isinstance(outcome, dict) or outcome.get("reason") or not isinstance(outcome.get("success"), bool):
        reason = outcome.get("reason") if isinstance(outcome, dict) else ""
        return ExpectationResult(rule, None, reason=f"not evaluated: {reason or 'no verdict'}")
    counts = [outcome.get(name) for name in ("cells", "unexpected")]
    cells, unexpected = (count if isinstance(count, int) else None for count in counts)
    return ExpectationResult(rule, outcome["success"], outcome.get("observed"), cells, unexpected)
