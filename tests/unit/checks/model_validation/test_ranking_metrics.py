from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from checks.model_validation._ranking_facts import RankingQuality, metrics_of, ranked
from checks.model_validation._ranking_facts import ranking_quality as provider
from checks.model_validation.ranking_metrics import ranking_metrics
from readiness.domain.evidence import Absence, Absent
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.model.statistics import Estimate

NO_MODEL = Absent("the model is elsewhere", Absence.CANNOT_TELL)


def quality(low: float, chance: float = 0.5) -> RankingQuality:
    names = ("ndcg_at_10", "mean_reciprocal_rank", "mean_average_precision", "precision_at_10")
    return RankingQuality("t.csv", "m.txt", 80, 800, 3, {n: Estimate(0.7, low, 0.8, 80, "m") for n in names}, chance)


def test_metrics_of_a_group_by_hand() -> None:
    ndcg, reciprocal, average, precision = metrics_of(np.array([0.0, 2.0, 1.0]))
    # Gains 0, 3, 1: DCG 3 / log2 3 + 1 / 2 = 2.3928; ideal 3 + 1 / log2 3 = 3.6309.
    assert ndcg == pytest.approx(2.3928 / 3.6309, abs=1e-4)
    assert (reciprocal, precision) == (0.5, pytest.approx(2 / 3)) and average == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_a_perfect_order_is_one_and_groups_without_an_order_are_left_out() -> None:
    group = np.repeat(np.arange(40), 5)
    relevance = np.tile([0.0, 1, 2, 0, 1], 40)
    relevance[:5] = 0.0
    made = ranked(relevance, relevance, group, 1)
    assert not isinstance(made, Absent)
    estimates, chance, groups, left_out = made
    assert estimates["ndcg_at_10"].value == pytest.approx(1.0) and (groups, left_out) == (39, 1) and chance < 0.9


def test_scores_that_say_nothing_lie_at_chance() -> None:
    draw = np.random.default_rng(1)
    made = ranked(draw.integers(0, 2, 4000) * 1.0, np.zeros(4000), np.repeat(np.arange(400), 10), 1)
    assert not isinstance(made, Absent)
    found = made[0]["ndcg_at_10"]
    assert found.low is not None and found.high is not None and found.low < made[1] < found.high


def test_better_than_chance_holds_and_no_better_is_a_finding() -> None:
    good = ranking_metrics(quality(0.6))
    assert good.holds and good.measurements[0].name == "ndcg_at_10" and "80 groups" in good.evidence[0].why
    bad = ranking_metrics(quality(0.4))
    assert bad.holds is False and "no" not in bad.evidence and "does not order better" in bad.findings[0].message


def test_recorded_scores_are_ranked_where_the_model_is_elsewhere() -> None:
    rows = pa.table({"user": np.repeat(np.arange(50), 4), "clicked": [0, 1, 0, 0] * 50, "p": [0.1, 0.9, 0.2, 0.3] * 50})
    table = SimpleNamespace(location=Location("t.csv"))
    tables = SimpleNamespace(tables={"test": table}, sample=lambda *_: rows)
    data = DataManifest(target="clicked", group="user", score="p")
    settings = SimpleNamespace(seed=1)
    found = provider(tables, Manifest(task="ranking", data=data), settings, NO_MODEL)  # type: ignore[arg-type]
    assert isinstance(found, RankingQuality) and found.estimates["mean_reciprocal_rank"].value == 1.0


def test_other_tasks_and_missing_declarations() -> None:
    tables = SimpleNamespace(tables={})
    other = provider(tables, Manifest(task="regression"), None, NO_MODEL)  # type: ignore[arg-type]
    assert isinstance(other, Absent) and other.kind is Absence.NOT_APPLICABLE
    bare = provider(tables, Manifest(task="ranking"), None, NO_MODEL)  # type: ignore[arg-type]
    assert isinstance(bare, Absent) and bare.kind is Absence.CANNOT_TELL and "group" in bare.fix
