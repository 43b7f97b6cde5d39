"""Mitigation that runs, and figures before and after it."""

import json

import pytest

from checks.fairness._mitigation_facts import mitigation
from checks.fairness.mitigation_measured import mitigation_measured
from readiness.domain.evidence import Absent

FIT = (
    "import joblib\nfrom fairlearn.reductions import ExponentiatedGradient, DemographicParity\n"
    "from sklearn.linear_model import LogisticRegression\n"
    "m = ExponentiatedGradient(LogisticRegression(), DemographicParity())\n"
    "m.fit([[1]], [1], sensitive_features=['a'])\njoblib.dump(m, 'm.joblib')\n"
)
IMPORT = FIT.replace(
    "m = ExponentiatedGradient(LogisticRegression(), DemographicParity())\nm.fit([[1]], [1], sensitive_features=['a'])",
    "m = LogisticRegression().fit([[1]], [1])",
)
GROUPS = (("a", 40, 10, 10, 40), ("b", 30, 20, 10, 40))


def record(after):
    name = "demographic_parity_difference"
    return {"reports/fairness.json": json.dumps({"before": {name: 0.3}, "after": {name: after}})}


@pytest.mark.parametrize(
    ("files", "share"),
    [
        pytest.param({"train.py": FIT} | record(0.1), 1.0, id="good"),
        pytest.param({"train.py": FIT} | record(0.02), 2 / 3, id="another figure is measured"),
        pytest.param({"train.py": IMPORT} | record(0.1), 2 / 3, id="figures without code"),
        pytest.param({"train.py": FIT}, 1 / 3, id="never measured again"),
    ],
)
def test_parts(code_of, rates_of, files, share):
    code = code_of(files)
    result = mitigation_measured(mitigation(code.project, code.training, code.serving), rates_of(*GROUPS))
    assert result.measurements[0].value == pytest.approx(share)
    assert len(result.findings) == round(3 * (1 - share))


@pytest.mark.parametrize(
    "files",
    [{"train.py": IMPORT}, {"reports/fairness.json": '{"before": {"demographic_parity_difference": 0.3}}'}],
    ids=["import", "only before"],
)
def test_absent(code_of, files):
    code = code_of(files)
    assert isinstance(mitigation(code.project, code.training, code.serving), Absent)
