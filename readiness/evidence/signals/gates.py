"""Decisions on a model's quality: tests and gates that can fail, promotion behind a check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.signals.decisions import Branch, Comparison, Decision
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by
from readiness.evidence.signals.test_functions import RANDOM_DATA, test_functions

METRIC = re.compile(
    r"(?i)(^|_|\b)(acc|accuracy|auc|roc_?auc|roc|f1|f_?beta|precision|recall|rmse|mse|mae|mape|smape|"
    r"r2|r_2|rsq|r_squared|scores?|"
    r"metrics?|perplexity|bleu|rouge\w*|map\d*|iou|dice|kappa|mcc|log_?loss|gini|ks|lift|performance|"
    r"eval\w*|error|loss|silhouette|"
    r"average_precision|balanced_accuracy)(_|$|\b|\d)|(?i:accuracy|rmse|f1_?score|r2_?score|auc)$"
)
_NO_METRIC = re.compile(
    r"(?i)error_?(message|code|type|rate_limit)|^errors$|score_?card|status|len$|count$|^loss_?fn|"
    r"latency|drift|psi|p_?value"
)
INCUMBENT = re.compile(
    r"(?i)(^|_)(prod|production|champion|deployed|existing|previous|prev|old|incumbent|registered|"
    r"current|curr|live|serving|"
    r"best_model|base_?line|last|latest_model|reference_model|active)(_|$)|^(production|champion|current)"
)
PROMOTION = re.compile(
    r"(?i)(^|\.|_)(register_?model\w*|transition_model_version_stage|set_registered_model_alias|promote\w*|deploy\w*|"
    r"create_model_version|update_\w*(stages?|endpoint|alias)\w*|push_?model\w*|model_?push\w*|"
    r"upload_model\w*|publish_?model\w*|"
    r"set_model_version_tag|register|create_endpoint|copy_?to_?prod\w*|initiate_model_pusher|"
    r"start_model_push\w*|log_model|"
    r"link_model|save_to_registry|set_production\w*|replace_model\w*|update_model_package|link_artifact)(\(\))?$"
)
_STORES = re.compile(
    r"(?i)(^|\.)(dump|save_model|save|copy|copyfile|move|replace|upload_file|put_object|save_pretrained)$"
)
_VERDICT = re.compile(
    r"(?i)(accepted|approved|is_better|improved|should_(deploy|promote|register)|"
    r"deploy(ment)?_decision|promote|is_best|bless\w*|"
    r"quality_ok|passed_gate|is_accepted|better_than|ready_for_prod\w*|meets_threshold|"
    r"passes_threshold|validation_passed)"
)
_BEST_OF = re.compile(r"(?i)(^|_)(best|max|min|top|lowest|highest|patience|epoch|iter)(_|$)")
_GATE_CALLS = (
    r"^kfp\..*\.(Condition|If)$|^sagemaker\.workflow\.condition_step\.ConditionStep$|\.Condition(Greater|Less)\w+$"
)
_THRESHOLD_CALLS = (
    r"tensorflow_model_analysis\.\w*Threshold$|^tfma\.\w*Threshold$|^mlflow\.models\.MetricThreshold$|"
    r"\.validate_evaluation_results$"
)


def is_metric(names: Iterable[str]) -> bool:
    """Return whether one of the names is that of a metric of quality."""
    return any(METRIC.search(name) and not _NO_METRIC.search(name) for name in names)


def _metric_comparisons(decision: Decision) -> list[Comparison]:
    return [one for one in decision.comparisons if is_metric(one.names)]


def _best_of(decision: Decision) -> bool:
    """Return whether a decision keeps the best of several candidates or epochs of one run."""
    kept = decision.body.assigns | decision.otherwise.assigns
    compared = {name for one in decision.comparisons for name in one.names}
    searching = any(_BEST_OF.search(name) and not INCUMBENT.search(name) for name in compared)
    return (bool(kept & compared) and (decision.in_loop or searching)) or (searching and decision.in_loop)


def compares_with_itself(comparison: Comparison) -> bool:
    """Return whether both sides are the same value: a gate that cannot fail."""
    return bool(comparison.left) and comparison.left == comparison.right


def _trivial(decision: Decision) -> bool:
    """Return whether only the possible range of a metric is asserted, or that two ways give the same value."""
    if {"abs", "isclose", "approx", "allclose"} & decision.names:
        return True
    numbers = [number for one in decision.comparisons for number in one.numbers]
    plain = all(number in (0.0, 1.0, -1.0, 100.0) for number in numbers) and bool(numbers)
    return plain and all(len(one.numbers) >= 1 for one in decision.comparisons)


def model_quality_tests(seen: Seen) -> Signal:
    """A test, or a gate of a pipeline, that fails on a metric of the model.

    Not: choosing the best of several candidates; the range of a metric on random data; a gate that compares a model
    with its own metrics.
    """

    def failing() -> Iterator[Evidence]:
        yield from _tests(seen)
        for decision in seen.decisions:
            if decision.kind in ("if", "assert") and _can_fail(decision):
                yield place(decision.path, decision.line, "the run ends when the metric misses its bound")
        yield from _by_verdict(seen, lambda branch: branch.stops)
        for used in seen.live.calls(_THRESHOLD_CALLS, notebooks=False):
            yield used.at("a metric's threshold is validated")
        for used in seen.live.calls(_GATE_CALLS, notebooks=False):
            if used.last not in ("Condition", "If"):
                yield used.at("a step of the pipeline depends on a metric")
        for decision in _pipeline_conditions(seen):
            yield place(decision.path, decision.line, "a step of the pipeline depends on a metric")
        yield from _shell_gates(seen)

    return shown_by(failing(), "no test or gate fails on a metric of the model")


def _can_fail(decision: Decision) -> bool:
    compared = _metric_comparisons(decision)
    if not compared or all(compares_with_itself(one) for one in compared) or _trivial(decision):
        return False
    if decision.kind == "assert":
        return True
    return (decision.body.stops or decision.otherwise.stops) and not _best_of(decision)


def _tests(seen: Seen) -> Iterator[Evidence]:
    for test in test_functions(seen):
        names = [seen.sources.expanded(call.name, test.module) for call in test.calls]
        if any(RANDOM_DATA.search(name) for name in names):
            continue
        inside = [
            one
            for one in seen.test_decisions
            if one.path == test.module.path
            and (one.scope == test.definition.name or one.scope.startswith(f"{test.definition.name}."))
        ]
        for decision in inside:
            compared = _metric_comparisons(decision)
            if decision.kind == "assert" and compared and not _trivial(decision) and _bounded(compared):
                yield place(decision.path, decision.line, "a test fails when the metric misses its bound")
        for call in test.calls:
            if call.scope == test.definition.name and re.search(r"assert(Greater|Less)(Equal)?$", call.name):
                named = [str(getattr(value, "name", value)) for value in call.positional]
                number = next((value for value in call.positional if isinstance(value, (int, float))), None)
                if is_metric(part for name in named for part in re.split(r"[.()\[\]]+", name)) and number not in (
                    0,
                    1,
                    None,
                ):
                    yield place(test.module.path, call.line, "a test fails when the metric misses its bound")


def _bounded(compared: list[Comparison]) -> bool:
    return any(
        one.numbers
        or any(re.search(r"(?i)threshold|min|max|limit|expected|baseline|target", name) for name in one.names)
        for one in compared
    )


def _by_verdict(seen: Seen, wanted: object) -> Iterator[Evidence]:
    """Yield decisions on a verdict (accepted, better ...) that was made by comparing metrics elsewhere."""
    made = [
        one
        for one in seen.decisions
        if one.kind in ("value", "return")
        and _metric_comparisons(one)
        and not all(compares_with_itself(c) for c in one.comparisons)
    ]
    verdicts = {one.target for one in made if one.target} | {
        one.scope.rpartition(".")[2] for one in made if one.kind == "return" and one.scope
    }
    assert callable(wanted)
    for decision in seen.decisions:
        if decision.kind != "if":
            continue
        named = {name for name in decision.names if name in verdicts and len(name) > 2}
        judged = named or (made and any(_VERDICT.search(name) for name in decision.names))
        if judged and (wanted(decision.body) or wanted(decision.otherwise)):
            yield place(
                decision.path,
                decision.line,
                f"decides on {next(iter(sorted(named)), 'the verdict')} of a comparison of metrics",
            )


def _pipeline_conditions(seen: Seen) -> Iterator[Decision]:
    """Yield comparisons inside ``with dsl.Condition(...)``: any that a pipeline step hangs on."""
    held = {(used.module.path, used.call.line) for used in seen.live.calls(r"\.(Condition|If)$", notebooks=False)}
    for decision in seen.decisions:
        if decision.kind == "with" and (decision.path, decision.line) in held:
            yield decision


_SHELL_METRIC = re.compile(r"(?i)\b(accuracy|acc|f1|auc|rmse|mse|mae|score|metric)\w*\b")


def _shell_gates(seen: Seen) -> Iterator[Evidence]:
    for workflow in seen.workflows:
        for _, step in workflow.active_steps():
            compared = [
                c
                for c in step.commands
                if _SHELL_METRIC.search(c.text)
                and re.search(r"-lt|-gt|-le|-ge|<|>|bc\b", c.text)
                and c.words[0] in ("[", "[[", "((", "test", "echo", "bc", "awk", "if")
            ]
            ends = any(c.words[:2] == ("exit", "1") for c in step.commands)
            if compared and ends:
                yield place(workflow.path, compared[0].line, "the step fails when the metric misses its bound")


def eval_gate_before_promotion(seen: Seen) -> Signal:
    """A check on quality stands between a new model and its promotion.

    Not: a gate that compares a model with its own metrics and cannot fail; choosing the best of several candidates.
    """

    def gates() -> Iterator[Evidence]:
        for decision in seen.decisions:
            if decision.kind == "if" and _gates_promotion(seen, decision):
                yield place(decision.path, decision.line, "promotion hangs on the metric")
        yield from _by_verdict(seen, lambda branch: branch.stops or _promotes(branch) or _names_promotion(branch))
        yield from _left_before_promotion(seen)
        for used in seen.live.calls(_THRESHOLD_CALLS, notebooks=False):
            yield used.at("a model is accepted only above the threshold")
        for used in seen.live.calls(r"condition_step\.ConditionStep$", notebooks=False):
            yield used.at("registration hangs on a condition")
        for decision in _pipeline_conditions(seen):
            yield place(decision.path, decision.line, "the following steps hang on a metric")
        yield from _staged(seen)

    return shown_by(gates(), "nothing checks a new model's quality before it is promoted")


def _left_before_promotion(seen: Seen) -> Iterator[Evidence]:
    """Yield decisions on a verdict that leave the function before what promotes further down in it."""
    for evidence in _by_verdict(seen, lambda branch: bool(branch.returns)):
        path, line = evidence.location.path, evidence.location.line or 0
        for decision in seen.decisions:
            if decision.path == path and decision.line == line:
                later = (used for used in seen.live.by_node.get(decision.node, ()) if used.call.line > line)
                if any(PROMOTION.search(used.call.name) or PROMOTION.search(used.name) for used in later):
                    yield evidence


def _promotes(branch: Branch) -> bool:
    return any(
        PROMOTION.search(name) and not name.startswith(("logging.", "logger.", "print")) for name in branch.calls
    )


def _names_promotion(branch: Branch) -> bool:
    """Return whether a side returns the name of a step that promotes (as a branch operator does)."""
    return any(re.search(r"(?i)deploy|register|promote|push", text) for text in branch.returns)


def _gates_promotion(seen: Seen, decision: Decision) -> bool:
    compared = [one for one in _metric_comparisons(decision) if not compares_with_itself(one)]
    if not compared or _best_of(decision) or _trivial(decision):
        return False
    for side in (decision.body, decision.otherwise):
        if _promotes(side) or _names_promotion(side):
            return True
    sides = (decision.body, decision.otherwise)
    if any(side.stops for side in sides) and _near_promotion(seen, decision):
        return True
    against = any(INCUMBENT.search(name) for one in compared for name in one.names)
    return against and any(_STORES.search(name) for side in sides for name in side.calls)


def _near_promotion(seen: Seen, decision: Decision) -> bool:
    """Return whether the failing check compares with the current model, or stands where a model is registered."""
    if any(INCUMBENT.search(name) for one in decision.comparisons for name in one.names):
        return True
    inside = (used.name for used in seen.live.by_node.get(decision.node, ()))
    return any(PROMOTION.search(name) for name in inside)


def _staged(seen: Seen) -> Iterator[Evidence]:
    """Yield a flag that a stored comparison of metrics sets and a promotion step reads back."""
    flags = {
        one.target: one
        for one in seen.decisions
        if one.kind == "value" and one.target and _metric_comparisons(one) and not _best_of(one)
    }
    read = {name for decision in seen.decisions if decision.kind == "if" for name in decision.names}
    for target, decision in flags.items():
        if target in read and len(target) > 2:
            continue
        users = [text for module in seen.live.modules() for text in module.texts if text.value == target]
        promoting = [
            text
            for text in users
            if any(
                PROMOTION.search(used.name)
                for module in seen.live.modules()
                if text in module.texts
                for used in seen.live.by_node.get((module.path, text.scope), ())
            )
        ]
        if promoting:
            yield place(decision.path, decision.line, f"the comparison is kept as {target} and read before promotion")
