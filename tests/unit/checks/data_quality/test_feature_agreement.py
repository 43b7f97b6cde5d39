"""Places that name the model's features."""

from checks.data_quality._feature_facts import Disagreement, FeatureNames, feature_names
from checks.data_quality.feature_agreement import feature_agreement
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.code.request_models import RequestField, RequestValidation
from readiness.evidence.declared.manifest import Manifest, ModelManifest
from readiness.evidence.model.model_metadata import ModelMetadata

NONE = Absent("none")
RECORD, TABLE, REQUEST = Location("m.json", 2), Location("train.csv"), Location("app.py", 9)


def test_good():
    result = feature_agreement(FeatureNames((("the training table", TABLE),), ()))
    assert result.holds is True
    assert result.evidence[0].location == TABLE


def test_one_finding_for_one_name_that_two_places_lack():
    both = tuple(
        Disagreement(("debt",), "the record", RECORD, what, place)
        for what, place in (("the training table", TABLE), ("the request", REQUEST))
    )
    (finding,) = feature_agreement(FeatureNames((("the request", REQUEST),), both)).findings
    assert finding.message == (
        "The record (m.json:2) names debt, which the training table (train.csv) and the request (app.py:9) do not have."
    )


def test_one_place_alone_is_nothing_to_compare():
    assert feature_agreement(Absent("only one place")).outcome is Outcome.NOT_APPLICABLE


def read(project_of, fields, record='{"features": ["age", "income", "debt"]}'):
    project = project_of({"models/m.json": record})
    requests = RequestValidation(tuple(RequestField(name, "typed", REQUEST) for name in fields))
    manifest = Manifest(model=ModelManifest("models/m.joblib"))
    metadata = ModelMetadata("models/m.json")
    return feature_names(project, manifest, metadata, NONE, NONE, requests, NONE, NONE, NONE)


def test_request_that_lacks_a_feature(project_of):
    (found,) = read(project_of, ["age", "income", "loan"]).disagreements
    assert (found.names, str(found.said_at), found.lacked_at) == (("debt",), "models/m.json:1", REQUEST)


def test_request_of_another_shape_is_not_compared(project_of):
    assert isinstance(read(project_of, ["payload", "id"]), Absent)


def test_junk_record(project_of):
    assert isinstance(read(project_of, ["age"], '{"features": 3'), Absent)
