import numpy as np
import pyarrow as pa
import pytest

from checks.fairness._proxy_facts import AttributeProxies, Proxies, Proxy, block, cross_fitted
from checks.fairness._proxy_facts import proxies as proxy_facts
from checks.fairness.proxies import proxies
from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.model.model_inputs import Inputs
from readiness.evidence.model.predicted import Predicted
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.quality_metrics import roc_auc
from readiness.evidence.model.statistics import Estimate


def found(leak: float, settings: Settings) -> Proxies | Absent:
    generator = np.random.default_rng(3)
    sex = generator.random(800) < 0.5
    title = np.where(generator.random(800) < leak, np.where(sex, "Ms", "Mr"), "Dr")
    table = pa.table({"sex": np.where(sex, "f", "m"), "title": title, "noise": generator.normal(size=800)})
    rows = Predicted("train", "model", "binary", 800, 800, sex, rows=table, path="train.csv")
    predictions = Predictions({"train": rows}, Inputs(("title", "noise"), True, ""), "m.joblib")
    return proxy_facts(predictions, Manifest(data=DataManifest(sensitive=("sex",))), settings)


@pytest.fixture
def settings() -> Settings:
    from datetime import UTC, datetime

    return Settings(now=datetime(2026, 1, 1, tzinfo=UTC))


def test_a_planted_proxy_is_found_and_named(settings: Settings) -> None:
    fact = found(0.9, settings)
    assert isinstance(fact, Proxies)
    # 90 % of rows are told for certain, the rest is even: AUC 0.9 + 0.1 * 0.5 up to the wins between both kinds.
    assert fact.attributes[0].together.value == pytest.approx(0.9 + 0.1 * 0.9 + 0.005, abs=0.03)
    result = proxies(fact)
    assert result.holds is True and result.findings[0].column == "title"
    assert next(m.column for m in result.measurements if m.name == "proxy_auc") == "title"


def test_inputs_without_a_proxy_give_an_auc_near_one_half(settings: Settings) -> None:
    fact = found(0.0, settings)
    assert isinstance(fact, Proxies) and fact.attributes[0].together.value == pytest.approx(0.5, abs=0.06)
    result = proxies(fact)
    assert result.holds is True and not result.findings and result.evidence


def test_nothing_declared_is_absent(settings: Settings) -> None:
    assert isinstance(proxy_facts(Predictions({}), Manifest(), settings), Absent)


def test_a_block_has_ranks_squares_dummies_and_a_mark_for_gaps() -> None:
    assert block(pa.chunked_array([[1.0, 2.0, 3.0, None]])).shape == (4, 3)
    assert block(pa.chunked_array([["a", "b", "a", "c"]])).shape == (4, 3)
    assert block(pa.chunked_array([[5, 5, 5]])).shape == (3, 0)


def test_cross_fitting_does_not_see_its_own_row() -> None:
    generator = np.random.default_rng(0)
    label = generator.random(60) < 0.5
    auc = roc_auc(label, cross_fitted(generator.normal(size=(60, 50)), label[:, None], seed=1)[:, 0])
    assert auc is not None and auc < 0.75  # fitted on the same rows it would be near 1


def test_measurements_keep_the_interval() -> None:
    entry = AttributeProxies("sex", "f", Estimate(0.8, 0.75, 0.85, 500, "m"), (Proxy("title", 0.66),))
    first = proxies(Proxies("train.csv", "train", 3, 500, (entry,))).measurements[0]
    assert (first.value, first.low, first.high, first.attribute, first.group) == (0.8, 0.75, 0.85, "sex", "f")
