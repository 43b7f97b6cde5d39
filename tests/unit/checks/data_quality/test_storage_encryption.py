"""Encryption, roles and access records in infrastructure files."""

import pytest

from checks.data_quality._guard_facts import data_guards
from checks.data_quality.access_records import access_records
from checks.data_quality.least_privilege import least_privilege
from checks.data_quality.storage_encryption import storage_encryption
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.cloud_files import read_cloud_resources

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
resource "aws_iam_role_policy" "trainer" {
  policy = jsonencode({ Statement = [{ Action = ["s3:GetObject"], Resource = ["arn:aws:s3:::rows/*"] }] })
}
resource "aws_cloudtrail" "trail" {
  name = "all"
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
resource "aws_iam_role_policy" "trainer" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
"""
TEMPLATE = """AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Rows:
    Type: AWS::S3::Bucket
    Properties:
      LoggingConfiguration:
        DestinationBucketName: logs
  Trainer:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonS3FullAccess
"""
ROLE = """apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: trainer
rules:
  - resources: ["pods"]
    verbs: ["{}"]
"""


@pytest.fixture
def guards(project_of):
    def read(files):
        project = project_of(files)
        return data_guards(project, read_cloud_resources(project, Absent("")))

    return read


def test_good(guards):
    found = guards({"main.tf": GOOD})
    result = storage_encryption(found)
    assert result.measurements[0].value == 1.0
    assert {str(item.location) for item in result.evidence} == {"main.tf:4", "main.tf:13"}
    assert least_privilege(found).holds is True
    assert access_records(found).holds is True


def test_bad(guards):
    found = guards({"main.tf": BAD})
    result = storage_encryption(found)
    assert result.measurements[0].value == 0.0
    assert [str(finding.location) for finding in result.findings] == ["main.tf:2", "main.tf:4", "main.tf:8"]
    wide = least_privilege(found)
    assert wide.holds is False
    assert "allows s3:* on *" in wide.findings[0].message
    assert access_records(found).outcome is Outcome.NO_EVIDENCE


def test_edge_cloudformation(guards):
    found = guards({"stack.yaml": TEMPLATE})
    assert "by default" in storage_encryption(found).evidence[0].why
    assert "AmazonS3FullAccess" in least_privilege(found).findings[0].message
    assert str(access_records(found).evidence[0].location) == "stack.yaml:6"


@pytest.mark.parametrize(("verb", "holds"), [("get", True), ("*", False)])
def test_edge_kubernetes_roles(guards, verb, holds):
    found = guards({"role.yaml": ROLE.format(verb)})
    assert least_privilege(found).holds is holds
    assert storage_encryption(found).outcome is Outcome.NO_EVIDENCE


def test_absent_words_are_no_declaration(guards):
    assert isinstance(guards({"README.md": "All data is encrypted at rest with AES-256."}), Absent)
