"""Storage encryption: switches, keys and defaults in infrastructure files."""

from checks.data_quality.storage_encryption import storage_encryption
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent

GOOD = """resource "aws_s3_bucket" "data" {
  bucket = "rows"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}
resource "aws_db_instance" "features" {
  storage_encrypted = true
}
"""
BAD = """resource "aws_db_instance" "features" {
  storage_encrypted = false
}
resource "aws_ebs_volume" "scratch" {
  size = 10
}
resource "azurerm_storage_account" "rows" {
  https_traffic_only_enabled = false
}
"""
TEMPLATE = """AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Rows:
    Type: AWS::S3::Bucket
"""


def test_good(guards):
    result = storage_encryption(guards({"main.tf": GOOD}))
    assert result.measurements[0].value == 1.0
    assert {str(item.location) for item in result.evidence} == {"main.tf:4", "main.tf:13"}


def test_bad_switched_off_forgotten_and_open_to_plain_connections(guards):
    result = storage_encryption(guards({"main.tf": BAD}))
    assert result.measurements[0].value == 0.0
    assert [str(finding.location) for finding in result.findings] == ["main.tf:2", "main.tf:4", "main.tf:8"]


def test_edge_a_default_of_the_provider_is_said(guards):
    result = storage_encryption(guards({"stack.yaml": TEMPLATE}))
    assert result.measurements[0].value == 1.0
    assert "by default" in result.evidence[0].why


def test_edge_roles_alone_are_no_store(guards):
    role = 'resource "aws_iam_role_policy" "a" {\n  policy = jsonencode({ Statement = [] })\n}\n'
    assert storage_encryption(guards({"main.tf": role})).outcome is Outcome.NO_EVIDENCE


def test_absent_words_are_no_declaration(guards):
    assert isinstance(guards({"README.md": "All data is encrypted at rest with AES-256."}), Absent)
