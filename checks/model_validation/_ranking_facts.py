"""Quality of a model that ranks rows within groups (the items of a query or a user)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.model_inputs import frame_of, model_inputs
from readiness.evidence.model.model_session import ModelSession
from readiness.evidence.model.predicted import labelled, labels_of
from readiness.evidence.model.statistics import RESAMPLES, Estimate, percentile_interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROWS = 200_000
TOP = 10
SECONDS = 120.0
FEWEST_GROUPS = 30


@dataclass(frozen=True)
class RankingQuality(Fact):
    """Ranking metrics on the labelled test rows with intervals over groups.

    Attributes
    ----------
    estimates
        ndcg_at_10, mean_reciprocal_rank, mean_average_precision and precision_at_10, of the model.
    chance
        ndcg_at_10 of a random order of the same groups, the mean of what can be expected.
    left_out
        Groups in which nothing is relevant, or everything equally so: no order is better there.
    """

    path: str
    model: str | None
    groups: int
    rows: int
    left_out: int
    estimates: Mapping[str, Estimate]
    chance: float


@provides("model")
def ranking_quality(
    tables: Tables, manifest: Manifest, settings: Settings, session: ModelSession | Absent
) -> RankingQuality | Absent:
    """Return ranking metrics of the model's, else of recorded scores; not applicable to other tasks."""
    import numpy as np

    if manifest.task != "ranking":
        return Absent("the task is not to rank", Absence.NOT_APPLICABLE)
    table, data = tables.tables.get("test"), manifest.data
    lacking = [name for name, value in (("target", data.target), ("group", data.group)) if value is None]
    if table is None or lacking:
        what = "no test table is declared" if table is None else f"data.{lacking[0]} is not declared"
        fix = "Name in readiness.yaml the test table, the relevance (target) and the query or user (group)."
        return Absent(f"{what}, so nothing can be ranked", Absence.CANNOT_TELL, fix=fix)
    rows = labelled(tables.sample("test", ROWS, settings.seed), str(data.target))
    scores = _scores(rows, table, manifest, session)
    if isinstance(scores, Absent):
        return scores
    relevance, group = labels_of(rows, str(data.target)), labels_of(rows, str(data.group))
    if relevance is None or group is None or relevance.dtype.kind not in "biuf" or len(scores) != len(rows):
        return Absent("target and group must be columns of the test table, the target a number", Absence.CANNOT_TELL)
    made = ranked(relevance.astype(np.float64), scores, group, settings.seed)
    if isinstance(made, Absent):
        return made
    estimates, chance, groups, left_out = made
    model = session.file.path if isinstance(session, ModelSession) else None
    return RankingQuality(table.location.path, model, groups, len(rows), left_out, estimates, chance)


def _scores(rows: Any, table: Any, manifest: Manifest, session: ModelSession | Absent) -> Any:
    """Return one score per row, higher first: the model's probability, score or number, else the recorded score."""
    import numpy as np

    from readiness.sandbox.errors import SandboxError

    if isinstance(session, Absent):
        name = manifest.data.score or manifest.data.prediction
        recorded = labels_of(rows, name) if name else None
        known = recorded is not None and recorded.dtype.kind in "biuf"
        return np.asarray(recorded, dtype=np.float64) if known else session
    inputs = model_inputs(session, manifest, table)
    if isinstance(inputs, Absent):
        return inputs
    frame = {"table": frame_of(rows, inputs, table)}
    try:
        reply = session.call("checks.model_validation._worker:outputs", tables=frame, timeout_seconds=SECONDS)
    except (SandboxError, ValueError) as error:
        return Absent(f"predicting on {table.location.path} failed: {error}", Absence.CANNOT_TELL)
    probability = reply.arrays.get("probability")
    answer = reply.arrays.get("score", reply.arrays["prediction"]) if probability is None else probability[:, -1]
    if answer.dtype.kind not in "biuf":
        return Absent("the model answers classes, by which nothing can be ranked", Absence.CANNOT_TELL)
    return np.asarray(answer, dtype=np.float64)


def ranked(
    relevance: NDArray[np.float64], scores: NDArray[np.float64], group: NDArray[Any], seed: int
) -> tuple[dict[str, Estimate], float, int, int] | Absent:
    """Return estimates, the NDCG of a random order, and how many groups were judged and left out.

    Rows that tie in score are ordered at random. Intervals are percentile bootstrap intervals over groups, because the
    rows of a group depend on each other.

    Parameters
    ----------
    relevance, scores, group
        Shape (rows,); relevance 0 for irrelevant, higher is better.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    codes = np.unique(group.astype(str), return_inverse=True)[1]
    order = np.lexsort((generator.random(len(scores)), -scores, codes))
    starts = np.flatnonzero(np.r_[True, np.diff(codes[order]) > 0])
    parts = np.split(relevance[order], starts[1:])
    judged = [part for part in parts if part.max() > 0 and part.min() < part.max()]
    if len(judged) < FEWEST_GROUPS:
        reason = f"{len(judged)} groups hold relevant and less relevant rows; {FEWEST_GROUPS} are needed"
        return Absent(reason, Absence.CANNOT_TELL)
    table = np.array([metrics_of(part) for part in judged])
    drawn = generator.integers(0, len(judged), (RESAMPLES, len(judged)))
    means = np.stack([table[:, place][drawn].mean(axis=1) for place in range(table.shape[1])], axis=1)
    method = f"mean over groups, percentile bootstrap over groups, {RESAMPLES} resamples, seed {seed}"
    found = {}
    for place, name in enumerate(METRICS):
        low, high = percentile_interval(means[:, place]) or (None, None)
        found[name] = Estimate(float(table[:, place].mean()), low, high, len(judged), method)
    chance = float(np.mean([metrics_of(generator.permutation(part))[0] for part in judged for _ in range(5)]))
    return found, chance, len(judged), len(parts) - len(judged)


METRICS = ("ndcg_at_10", "mean_reciprocal_rank", "mean_average_precision", "precision_at_10")


def metrics_of(relevance: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return NDCG@10, reciprocal rank, average precision and precision@10 of one group in its ranked order.

    Gains are 2 to the relevance less 1 (Burges et al. 2005), discounts log2 (Jarvelin and Kekalainen 2002); for the
    other three every relevance above 0 counts as relevant.
    """
    import numpy as np

    hits = relevance > 0
    places = np.arange(1, len(relevance) + 1)
    gains, discounts = 2.0**relevance - 1, 1 / np.log2(places + 1)
    best = float((np.sort(gains)[::-1] * discounts)[:TOP].sum())
    precision = np.cumsum(hits) / places
    return (
        float((gains * discounts)[:TOP].sum()) / best,
        1 / (int(np.argmax(hits)) + 1),
        float(precision[hits].mean()),
        float(hits[:TOP].sum() / min(TOP, len(hits))),
    )
