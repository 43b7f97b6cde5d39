"""Access records: trails and access logs that files switch on."""

import pytest

from checks.data_quality.access_records import access_records
from readiness.domain.check import Outcome

LOGGED = """AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Rows:
    Type: AWS::S3::Bucket
    Properties:
      LoggingConfiguration:
        DestinationBucketName: logs
"""
TRAIL = """resource "aws_cloudtrail" "all" {{
  enable_logging = {}
}}
resource "aws_s3_bucket" "a" {{
  bucket = "a"
}}
"""


@pytest.mark.parametrize(
    ("files", "place"), [({"s.yaml": LOGGED}, "s.yaml:6"), ({"m.tf": TRAIL.format("true")}, "m.tf:1")]
)
def test_good(guards, files, place):
    result = access_records(guards(files))
    assert result.holds is True
    assert str(result.evidence[0].location) == place


def test_bad_a_trail_that_is_switched_off(guards):
    assert access_records(guards({"m.tf": TRAIL.format("false")})).outcome is Outcome.NO_EVIDENCE
