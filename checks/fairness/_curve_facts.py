"""What mitigation would cost: fairness against accuracy at points reached by thresholds or by training copies anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checks.fairness._facts import GroupRates, attribute_groups
from checks.fairness._group_gaps import compare_groups
from checks.fairness._group_rates import MINIMUM_GROUP_ROWS
from checks.fairness._group_thresholds import OPPORTUNITY, PARITY, threshold_decisions
from checks.fairness._groups import groups_of
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.deep_part import fit_rows, not_asked, seconds_of
from readiness.evidence.model.model_inputs import frame_of
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.statistics import Estimate, wilson_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PART = "mitigation"
AS_SHIPPED = "as shipped"
STEPS = {PARITY: (0.25, 0.5, 0.75, 1.0), OPPORTUNITY: (0.5, 1.0)}
BOUNDS = (0.05, 0.02, 0.005)
FIT_ROWS = 5_000
RESAMPLES = 1_000
SHOWN_GAPS = ("demographic_parity_ratio", "equalized_odds_difference")


@dataclass(frozen=True)
class MitigationPoint:
    """One way to decide, and what it would give on the held-out rows.

    Attributes
    ----------
    name
        What was done, in words; ``AS_SHIPPED`` for the model itself.
    accuracy, change
        Share of right answers, and its difference to the shipped model, paired.
    gaps
        demographic_parity_ratio and equalized_odds_difference with their intervals.
    """

    attribute: str
    name: str
    accuracy: Estimate
    change: Estimate
    gaps: Mapping[str, Estimate]


@dataclass(frozen=True)
class MitigationCurve(Fact):
    """Points of fairness against accuracy by attribute, the shipped model first.

    ``cut`` says in words what there was no time for or what could not be tried.
    """

    path: str
    model: str | None
    rows: int
    points: tuple[MitigationPoint, ...]
    cut: tuple[str, ...] = ()
    outcome: str = field(default="")


@provides("fairness")
def mitigation_curve(
    rates: GroupRates,
    predictions: Predictions,
    manifest: Manifest,
    settings: Settings,
    tables: Tables,
    session: ModelSession | Absent,
) -> MitigationCurve | Absent:
    """Return the curve; thresholds need scores alone, copies under a constraint also the model; deep part only."""
    refused = not_asked(PART, settings)
    if refused is not None:
        return refused
    rows = predictions.held_out
    if rows is None or rows.kind != "binary" or rows.labels is None:
        return Absent("mitigation is tried for two classes only", Absence.NOT_APPLICABLE)
    attributes, _ = attribute_groups(rows, manifest.data.sensitive)
    usable = {name: kept for name, groups in attributes.items() if (kept := _enough(groups)) is not None}
    if not usable:
        return Absent(f"no attribute has two groups with {MINIMUM_GROUP_ROWS} rows", Absence.CANNOT_TELL)
    points, cut = [], []
    for name, kept in usable.items():
        decided = {AS_SHIPPED: rows.predicted, **_thresholds(rows, attributes[name], settings.seed)}
        points += [point_of(name, way, rows, attributes[name], kept, answer) for way, answer in decided.items()]
    if rows.scores is None:
        cut.append("thresholds by group need scores, and there are only predicted labels")
    widest = _widest(rates, usable)
    if isinstance(session, ModelSession):
        made, left = _constrained(session, predictions, manifest, settings, tables, widest)
        cut += left
        points += [
            point_of(widest, way, rows, attributes[widest], usable[widest], answer) for way, answer in made.items()
        ]
    return MitigationCurve(rows.path, predictions.model, rows.n, tuple(points), tuple(cut), rates.outcome)


def _enough(groups: NDArray[np.str_]) -> NDArray[np.bool_] | None:
    """Return which rows belong to a group that is large enough; None with fewer than two such groups."""
    import numpy as np

    names, count = np.unique(groups, return_counts=True)
    large = names[count >= MINIMUM_GROUP_ROWS]
    return np.isin(groups, large) if len(large) >= 2 else None


def _widest(rates: GroupRates, usable: Mapping[str, Any]) -> str:
    """Return the attribute with the smallest ratio of selection rates, on which the costly part is spent."""
    known = {
        gap.attribute: gap.estimate.value
        for gap in rates.comparison.gaps
        if gap.name == "demographic_parity_ratio" and gap.estimate.value is not None and gap.attribute in usable
    }
    return min(known, key=lambda name: known[name] or 0.0) if known else next(iter(usable))


def _thresholds(rows: Predicted, groups: NDArray[np.str_], seed: int) -> dict[str, Any]:
    if rows.scores is None or rows.labels is None:
        return {}
    return {
        f"thresholds by group, {step:.0%} of the way to {aim}": threshold_decisions(
            rows.labels, rows.scores, rows.predicted, groups, aim, step, seed
        )
        for aim, steps in STEPS.items()
        for step in steps
    }


def _constrained(
    session: ModelSession,
    predictions: Predictions,
    manifest: Manifest,
    settings: Settings,
    tables: Tables,
    attribute: str,
) -> tuple[dict[str, Any], list[str]]:
    """Return the decisions of copies trained under a constraint by name, and what was cut."""
    import numpy as np

    from readiness.sandbox.errors import SandboxError

    test = predictions.held_out
    fit = fit_rows(predictions, tables, manifest, settings, FIT_ROWS)
    if isinstance(fit, Absent) or test is None or predictions.inputs is None:
        return {}, [f"copies under a constraint were not trained: {getattr(fit, 'reason', 'no test rows')}"]
    if attribute not in fit.rows.column_names:
        return {}, [f"copies under a constraint were not trained: the train table has no column {attribute}"]
    sent = {
        "table": fit.frame,
        "label": fit.label,
        "group": np.unique(groups_of(fit.rows.column(attribute)), return_inverse=True)[1],
        "test": frame_of(test.rows, predictions.inputs, tables.tables["test"]),
    }
    seconds = seconds_of(PART, settings)
    arguments = {"bounds": list(BOUNDS), "seed": settings.seed, "seconds": seconds}
    try:
        reply = session.call("checks.fairness._worker:constrained", arguments, sent, 2 * seconds + 60)
    except (SandboxError, ValueError) as error:
        return {}, [f"copies under a constraint were not trained: {error}"]
    done = int(reply.values["done"])
    cut = []
    if done < len(BOUNDS):
        left = ", ".join(f"{bound:g}" for bound in BOUNDS[done:])
        cut.append(f"{seconds:g} s did not suffice for copies trained to within {left} of equal selection rates")
    if len(fit.label) < fit.total:
        cut.append(f"copies were trained on {len(fit.label):,} of {fit.total:,} train rows")
    return {
        f"ExponentiatedGradient, selection rates within {bound:g}": np.asarray(reply.arrays[f"decided_{place}"]) >= 0.5
        for place, bound in enumerate(BOUNDS[:done])
    }, cut


def point_of(
    attribute: str,
    name: str,
    rows: Predicted,
    groups: NDArray[np.str_],
    kept: NDArray[np.bool_],
    decided: NDArray[np.bool_],
) -> MitigationPoint:
    """Return one point: accuracy over all rows, gaps over the groups that are large enough.

    The change is a mean of paired differences with a normal interval (McNemar's pairs); accuracy has Wilson's.
    """
    import numpy as np

    labels: Any = rows.labels
    n = len(labels)
    right = decided == labels
    low, high = wilson_interval(int(right.sum()), n)
    moved = right.astype(np.float64) - (rows.predicted == labels)
    half = 1.96 * float(moved.std(ddof=1)) / n**0.5
    change = float(moved.mean())
    found = compare_groups({attribute: groups[kept]}, labels[kept], decided[kept], seed=0, resamples=RESAMPLES)
    return MitigationPoint(
        attribute,
        name,
        Estimate(float(right.mean()), low, high, n, "Wilson interval"),
        Estimate(change, change - half, change + half, n, "normal interval of paired differences"),
        {gap.name: gap.estimate for gap in found.gaps if gap.name in SHOWN_GAPS},
    )
