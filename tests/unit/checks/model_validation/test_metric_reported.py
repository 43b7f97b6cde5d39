import pytest

from checks.model_validation.metric_reported import metric_reported
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location, Severity
from readiness.evidence.model.model import ModelFile
from readiness.evidence.model.reported_metrics import ReportedMetric, ReportedMetrics

DIGEST = "ab" * 32
FILE = ModelFile("m.joblib", "joblib", 10, DIGEST)


def reported(dataset: str | None = "test", **about: str) -> ReportedMetrics:
    metric = ReportedMetric("roc_auc", "test.roc_auc", 0.8, "0.80", 0.005, Location("metrics.json", 3), dataset)
    return ReportedMetrics("metrics.json", (metric,), about.get("digest"), about.get("version"), about.get("date"))


@pytest.mark.parametrize(
    ("record", "share"),
    [
        pytest.param(reported(digest=DIGEST, date="2026-01-01"), 1.0, id="whole record"),
        pytest.param(reported(digest=DIGEST[:12], date="2026-01-01"), 1.0, id="beginning of the digest"),
        pytest.param(reported(version="1.2", date="2026-01-01"), 2.5 / 3, id="version only"),
        pytest.param(reported(digest="cd" * 32, date="2026-01-01"), 2 / 3, id="another model"),
        pytest.param(reported(), 1 / 3, id="metric only"),
        pytest.param(reported("train", digest=DIGEST, date="2026-01-01"), 2 / 3, id="train metric only"),
    ],
)
def test_the_share_of_the_record_that_is_there(record: ReportedMetrics, share: float) -> None:
    assert metric_reported(record, FILE).measurements[0].value == pytest.approx(share)


def test_a_digest_of_another_file_is_a_finding_with_both() -> None:
    finding = metric_reported(reported(digest="cd" * 32, date="2026-01-01"), FILE).findings[0]
    assert finding.severity is Severity.HIGH
    assert "names cdcdcdcdcdcd, the shipped file is abababababab" in finding.message


def test_without_a_model_file_a_digest_counts_by_half() -> None:
    result = metric_reported(reported(digest=DIGEST, date="2026-01-01"), Absent("no model"))
    assert result.measurements[0].value == pytest.approx(2.5 / 3)
