"""Checks on the data inside the pipelines that stop or flag it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.model_calls import reads_data
from readiness.evidence.signals.decisions import Branch, Decision
from readiness.evidence.signals.live_code import Node
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.serving import route_nodes
from readiness.evidence.signals.signal import Signal, place, shown_by

_TOOLS = (
    r"\.(run_checkpoint|run_validation_operator)$|^great_expectations\..*\.(run|validate)$|"
    r"(Checkpoint|checkpoint)\w*(\(\))?\.run$|[vV]alidator(\(\))?\.validate$|"
    r"\.expect_(column|table|compound|multicolumn|select)\w+$|"
    r"^pandera\.(\S*\.)?(DataFrameSchema\(\)\.validate|check_(types|input|output|io))$|"
    r"^pandera\..*validate$|^pandera\.(pandas\.)?check_\w+|"
    r"^tensorflow_data_validation\.(validate_statistics|validate_examples\w*)$|ExampleValidator$|"
    r"^deepchecks\..*\.run$|^soda\.scan\.Scan\(\)\.execute$|^pydeequ\..*\.run$|"
    r"VerificationSuite\(\)\.\S*run$|"
    r"^frictionless\.validate|^dataframely\.|^pointblank\..*\.interrogate$|^cuallee\..*\.validate$|"
    r"^evidently\..*TestSuite\(\)\.run$|^whylogs\..*constraints?\S*\.(validate|"
    r"generate_constraints_report)$|^dirty_equals\.|^patito\."
)
_SCHEMA_VALIDATE = r"(?i)(schema\w*(\(\))?\.validate|\.validate_schema|schema\(\)\.load)$"
_FRAME = re.compile(
    r"(?i)^(isnull|isna|notnull|notna|isnan|columns|duplicated|dtypes?|nunique|is_unique|between|"
    r"shape|empty|isin|null_counts|missing_\w+|has_nan|any_nulls|isfinite|isinf|"
    r"expected_columns|required_columns|required_cols|expected_cols|schema|num_columns|"
    r"number_of_columns|n_missing|null_count|nulls|is_numeric_dtype|issubset|"
    r"min_rows|expected_schema|invalid_\w+|out_of_range|drop_?rate|duplicates?|missing)$"
)
_VERDICT = re.compile(
    r"(?i)^(data_)?(validation|check|schema|quality|expectation)s?_(status|passed|result|success|ok|"
    r"valid|is_valid|failed|errors)$|^(is_)?(data|schema|columns?)_(is_)?valid$|"
    r"^all_checks_passed$|^validation_ok$|^is_valid_(data|schema)$"
)
_VALIDATION_NAME = re.compile(r"(?i)(validat|check|verify|assert|ensure|test|sanity|quality|integrity|conform)\w*")
_DATA_NAME = re.compile(
    r"(?i)data|df|frame|table|schema|column|feature|dataset|null|missing|dupl|dtype|rows?|drift|input|"
    r"quality|integrity|range|csv"
)
_FLAGS = re.compile(r"(?i)(False|invalid|failed|fail|status|error|missing)")
_TARGET_ONLY = re.compile(
    r"(?i)^(\w*target\w*|\w*label\w*|y|columns|not in|\w*(df|data|frame|set)|self|config|cfg|params|args)$"
)


def data_validation(seen: Seen) -> Signal:
    """Checks on data inside the data, training or scoring pipeline that stop or flag it.

    Great Expectations, Pandera, TFDV, Deepchecks, Soda, Deequ, typed rows, own checks.
    Not: only whether the target column exists; tests that only CI runs; missing values that are only logged.
    """

    def checks() -> Iterator[Evidence]:
        for used in seen.live.calls(_TOOLS, notebooks=False):
            if not used.module.test:
                yield used.at(f"{used.name[-50:]} checks the data")
        for used in seen.live.calls(_SCHEMA_VALIDATE, notebooks=False):
            if any(
                name.startswith(("pandera", "jsonschema", "pyspark", "marshmallow", "schema", "polars"))
                for name in used.module.import_lines
            ):
                yield used.at(f"{used.name[-40:]} checks the data")
        yield from _decorated(seen)
        for written in seen.commands:
            if written.kind != "document" and re.search(
                r"^(great_expectations|gx) .*checkpoint run|^soda scan|^dbt (test|build)|^dvc repro .*validat",
                written.text,
            ):
                yield written.at(f"'{written.text[:50]}' checks the data")
        serving = route_nodes(seen)
        for decision in seen.decisions:
            if decision.node not in serving and _checks_data(seen, decision):
                yield place(decision.path, decision.line, "data that does not fit stops or flags the run")
        yield from _typed_rows(seen, serving)

    return shown_by(checks(), "no check on the data stops or flags a pipeline")


def _decorated(seen: Seen) -> Iterator[Evidence]:
    for module in seen.live.modules():
        for definition in module.definitions.values():
            for decorator in definition.decorators:
                name = seen.sources.expanded(decorator.name, module)
                if re.search(
                    r"^pandera\.(\w+\.)?(check_types|check_io|check_input|check_output)$|"
                    r"^dagster_pandera\.|asset_check$",
                    name,
                ):
                    yield place(module.path, decorator.line, f"{name} checks the data")
            if definition.kind == "class" and any(
                re.search(r"pandera.*(DataFrameModel|SchemaModel)$", seen.sources.expanded(b, module))
                for b in definition.bases
            ):
                validated = any(
                    call.last in ("validate", "to_schema") and definition.last in call.name
                    for _, call in seen.sources.calls()
                )
                typed = any(
                    definition.last in parameter.annotation
                    for other in seen.live.modules()
                    for f in other.functions()
                    for parameter in f.parameters
                )
                if validated or typed:
                    yield place(module.path, definition.line, f"schema {definition.last} is validated")


def _checks_data(seen: Seen, decision: Decision) -> bool:
    """Return whether a condition on a table, or the verdict of a check on one, ends the run or flags the data."""
    stops = decision.body.stops or decision.otherwise.stops
    if decision.kind == "if" and stops and any(_VERDICT.search(name) for name in decision.names):
        return bool(_DATA_NAME.search(f"{decision.path} {decision.scope} {' '.join(sorted(decision.names))}"))
    framed = {name for name in decision.names if _FRAME.match(name)}
    if not framed or (framed <= {"shape", "columns", "empty"} and not _asks(decision, framed)):
        return False
    if "not in" in decision.names and _target_only(decision):
        return False
    scope = decision.scope.rpartition(".")[2]
    validating = bool(_VALIDATION_NAME.search(scope)) and bool(_DATA_NAME.search(decision.scope + decision.path))
    if decision.kind == "assert":
        return bool(framed - {"shape"}) or bool(_DATA_NAME.search(scope))
    if decision.kind in ("return", "value"):
        return validating and (
            decision.kind == "return" or bool(re.search(r"(?i)valid|status|ok|pass|match", decision.target))
        )
    if decision.kind != "if":
        return False
    return any(_flags(decision, side, validating) for side in (decision.body, decision.otherwise))


def _target_only(decision: Decision) -> bool:
    """Return whether only the presence of the target column is asked for."""
    if decision.texts:
        return all(re.search(r"(?i)target|label|^y$", text) for text in decision.texts)
    return all(_TARGET_ONLY.match(name) for name in decision.names)


def _asks(decision: Decision, framed: set[str]) -> bool:
    return bool(decision.comparisons) or "not in" in decision.names or "empty" in framed or _compares_sets(decision)


def _flags(decision: Decision, side: Branch, validating: bool) -> bool:
    if side.stops:
        return not _fitted(decision)
    marked = any(_FLAGS.search(text) for text in (*side.returns, *side.assigns)) or any(
        re.search(r"(?i)^False$|invalid|fail", text) for text in side.texts
    )
    acted = bool(side.returns or side.assigns) or any(
        "write" in name or name.endswith(".append") for name in side.calls
    )
    return validating and marked and acted


def _compares_sets(decision: Decision) -> bool:
    return bool({"set", "issubset", "difference", "equals", "all", "any"} & decision.names)


def _fitted(decision: Decision) -> bool:
    """Return whether the condition only asks whether an object was fitted or an argument has the right form."""
    return bool(decision.names & {"fitted", "is_fitted", "hasattr", "isinstance", "ndim"})


def _typed_rows(seen: Seen, serving: set[Node]) -> Iterator[Evidence]:
    """Yield pydantic models that rows of a table are passed through, outside the service."""
    for loop in seen.loops:
        over = any(re.search(r"to_dict$|iterrows$|itertuples$|DictReader$|\.rows$", name) for name in loop.over)
        if not over or (loop.path, loop.scope) in serving:
            continue
        module = seen.sources.by_path[loop.path]
        for name in loop.calls:
            target = seen.sources.locate(module.imports.get(name, f"{module.name}.{name}"), module)
            if (
                target is not None
                and target.definition is not None
                and any("BaseModel" in base for base in target.definition.bases)
            ):
                yield place(loop.path, loop.line, f"rows are validated as {target.definition.last}")
    for used in seen.live.calls(r"\.(model_validate|parse_obj|validate_python)$", notebooks=False):
        if used.node not in serving and any(
            reads_data(one.name) or "to_dict" in one.name for one in seen.live.by_node.get(used.node, ())
        ):
            yield used.at("rows are validated by a typed model")
    for used in seen.live.calls(r"\.(to_dict)$", notebooks=False):
        if used.node in serving:
            continue
        for one in seen.live.by_node.get(used.node, ()):
            target = seen.sources.locate(one.call.name, one.module)
            if (
                target is not None
                and target.definition is not None
                and any("BaseModel" in base for base in target.definition.bases)
            ):
                fields = target.definition.fields.values()
                if any(re.search(r"[lL]ist\[", field) for field in fields):
                    yield one.at(f"rows are validated as {target.definition.last}")
