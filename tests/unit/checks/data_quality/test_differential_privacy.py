"""A claim of differential privacy needs code and an epsilon."""

import pytest

from checks.data_quality._privacy_facts import privacy_claims
from checks.data_quality.differential_privacy import differential_privacy
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.documents.document_reading import read_documents

CLAIM = "# Privacy\n\nThe model is trained with differential privacy so that nobody stands out.\n"
TRAIN = """import joblib
from diffprivlib.models import LogisticRegression
model = LogisticRegression(epsilon=1.0)
joblib.dump(model.fit([[1]], [1]), "m")
"""


@pytest.fixture
def claims(code_of):
    def read(files):
        code = code_of(files)
        return privacy_claims(read_documents(code.project), code.training)

    return read


def test_good(claims):
    result = differential_privacy(claims({"docs/privacy.md": CLAIM, "train.py": TRAIN}))
    assert result.holds is True
    assert str(result.evidence[0].location) == "train.py:3"
    assert "epsilon=1.0" in result.reason


def test_bad_a_claim_alone(claims):
    result = differential_privacy(
        claims({"docs/privacy.md": CLAIM, "train.py": TRAIN.replace("diffprivlib.models", "sklearn.linear_model")})
    )
    assert result.holds is False
    assert str(result.findings[0].location) == "docs/privacy.md:3"


def test_edge_code_without_epsilon(claims):
    assert differential_privacy(claims({"train.py": TRAIN.replace("epsilon=1.0", "")})).holds is False


def test_absent_a_plan_is_no_claim(claims):
    found = claims({"docs/privacy.md": CLAIM.replace("is trained", "could be trained"), "train.py": "x = 1\n"})
    assert isinstance(found, Absent)
    assert found.kind is Absence.NOT_APPLICABLE
