"""Facts about groups of people: rates and gaps on the held-out rows. The only place beside its worker for Fairlearn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from checks.fairness._group_calibration import calibration_gaps
from checks.fairness._group_gaps import GroupComparison, compare_groups
from checks.fairness._group_rates import MINIMUM_GROUP_ROWS, GroupRate
from checks.fairness._groups import crossed, groups_of
from checks.fairness._number_gaps import compare_errors
from checks.fairness._worker import point_values
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_PAIRS = 10


@dataclass(frozen=True)
class GroupRates(Fact):
    """Rates (classification) or errors (regression) by group, and the gaps between groups.

    Attributes
    ----------
    kind
        binary or regression.
    outcome
        What is predicted, for people: ``hired = 1``, or the target's name.
    lacking
        Declared attribute to the reason why it is not compared.
    dataset, path, n, total, source
        As in `Predicted`.
    fairlearn
        True when the point values are Fairlearn's.
    """

    comparison: GroupComparison
    kind: str
    outcome: str
    lacking: Mapping[str, str]
    dataset: str
    path: str
    n: int
    total: int
    source: str
    model: str | None = None
    fairlearn: bool = False

    @property
    def attributes(self) -> tuple[str, ...]:
        """Return the attributes compared, in declared order."""
        return tuple(dict.fromkeys(attribute for attribute, _ in self.comparison.sizes))


@dataclass(frozen=True)
class Intersections(Fact):
    """Rates of the combinations of two attributes; no comparison with a single attribute.

    ``left_out`` counts the pairs of attributes beyond the first ten; ``calibration`` holds the gaps of single groups
    and combinations, none where the model gives no probabilities.
    """

    comparison: GroupComparison | None
    pairs: tuple[str, ...] = ()
    left_out: int = 0
    calibration: tuple[GroupRate, ...] = ()


@provides("fairness")
def group_rates(
    predictions: Predictions | Absent, manifest: Manifest, settings: Settings, session: ModelSession | Absent
) -> GroupRates | Absent:
    """Return rates and gaps by the declared sensitive attributes on the labelled test rows."""
    rows = _compared_rows(predictions, manifest)
    if isinstance(rows, Absent):
        return rows
    attributes, lacking = attribute_groups(rows, manifest.data.sensitive)
    if not attributes:
        return Absent(
            "; ".join(f"{name}: {reason}" for name, reason in lacking.items()),
            Absence.BLOCKED,
            own_fault=True,
            location=manifest.location("data.sensitive"),
            fix=f"Keep the sensitive columns in {rows.path}; the model need not read them.",
        )
    outcome = str(manifest.data.target)
    model = predictions.model if isinstance(predictions, Predictions) else None
    about = (lacking, rows.dataset, rows.path, rows.n, rows.total, rows.source, model)
    if rows.kind == "regression":
        return GroupRates(compare_errors(attributes, rows.labels, rows.predicted), "regression", outcome, *about)
    labels, predicted = rows.labels, rows.predicted
    if rows.kind == "multiclass":
        place = rows.classes.index(rows.positive)
        labels, predicted = labels == place, predicted == place  # type: ignore[assignment]
    comparison = compare_groups(attributes, labels, predicted, settings.seed)  # type: ignore[arg-type]
    comparison, agreed = with_fairlearn(comparison, attributes, labels, predicted, session)
    return GroupRates(comparison, "binary", f"{outcome} = {rows.positive}", *about, agreed)


def _compared_rows(predictions: Predictions | Absent, manifest: Manifest) -> Predicted | Absent:
    """Return the labelled rows on which groups can be compared, or why there are none."""
    if not manifest.data.sensitive:
        return Absent(
            "no sensitive attribute is declared",
            fix="Name the attributes in readiness.yaml: data: {sensitive: [...]}; the model need not read them.",
        )
    if isinstance(predictions, Absent):
        return predictions
    rows = predictions.held_out
    if rows is None:
        return Absent(
            predictions.reasons.get("test", "there is no labelled test table with predictions"), Absence.CANNOT_TELL
        )
    if rows.kind == "multiclass" and (manifest.data.positive is None or rows.positive not in rows.classes):
        return Absent(
            "the target has several classes and none is named as the favourable one",
            Absence.CANNOT_TELL,
            fix="Name it in readiness.yaml: data: {positive: ...}; it is then compared with all others together.",
        )
    return rows


def attribute_groups(rows: Predicted, names: tuple[str, ...]) -> tuple[dict[str, NDArray[np.str_]], dict[str, str]]:
    """Return the groups of every attribute that the rows hold, and why the others are not there."""
    found, lacking = {}, {}
    for name in names:
        if name not in rows.rows.column_names:
            lacking[name] = f"{rows.path} has no such column"
            continue
        found[name] = groups_of(rows.rows.column(name))
    return found, lacking


def with_fairlearn(
    comparison: GroupComparison,
    attributes: Mapping[str, NDArray[np.str_]],
    labels: Any,
    predicted: Any,
    session: ModelSession | Absent,
) -> tuple[GroupComparison, bool]:
    """Return the comparison with Fairlearn's point values, and whether Fairlearn answered; intervals stay ours."""
    import numpy as np

    values = {}
    for attribute, groups in attributes.items():
        sizes = {group: rows for (name, group), rows in comparison.sizes.items() if name == attribute}
        enough = np.isin(groups, [group for group, rows in sizes.items() if rows >= MINIMUM_GROUP_ROWS])
        if not enough.any():
            continue
        table = {
            "label": np.asarray(labels)[enough].astype(np.int64),
            "predicted": np.asarray(predicted)[enough].astype(np.int64),
            "group": groups[enough].astype(object),
        }
        answer = _asked(table, session)
        if answer is None:
            return comparison, False
        values[attribute] = answer
    rates = []
    for rate in comparison.rates:
        value = values.get(rate.attribute, {}).get("by_group", {}).get(rate.name, {}).get(rate.group)
        known = rate.estimate.value is not None and value is not None
        rates.append(replace(rate, estimate=replace(rate.estimate, value=value)) if known else rate)
    return replace(comparison, rates=tuple(rates)), True


def _asked(table: dict[str, Any], session: ModelSession | Absent) -> dict[str, Any] | None:
    """Return Fairlearn's answer from the worker where one runs, so that our process need not import it."""
    if isinstance(session, ModelSession):
        from readiness.sandbox.errors import SandboxError

        try:
            answer = session.call("checks.fairness._worker:point_values", tables={"table": table}).values
            return answer if isinstance(answer, dict) else None
        except SandboxError:
            pass
    try:
        return point_values(table)
    except ImportError:
        return None


@provides("fairness")
def intersections(rates: GroupRates, predictions: Predictions, manifest: Manifest, settings: Settings) -> Intersections:
    """Return rates and gaps of every pair of declared attributes (at most ten pairs)."""
    rows = predictions.held_out
    if rows is None or rates.kind != "binary":
        return Intersections(None)
    attributes, _ = attribute_groups(rows, manifest.data.sensitive)
    pairs = list(combinations(rates.attributes, 2))
    groups = {f"{a} & {b}": crossed(attributes[a], attributes[b]) for a, b in pairs[:MOST_PAIRS]}
    labels, predicted = rows.labels, rows.predicted
    if rows.kind == "multiclass":
        place = rows.classes.index(rows.positive)
        labels, predicted = labels == place, predicted == place  # type: ignore[assignment]
    calibration = calibration_gaps({**attributes, **groups}, labels, rows.scores)  # type: ignore[arg-type]
    if not groups:
        return Intersections(None, calibration=calibration)
    comparison = compare_groups(groups, labels, predicted, settings.seed)  # type: ignore[arg-type]
    return Intersections(comparison, tuple(groups), max(0, len(pairs) - MOST_PAIRS), calibration)
