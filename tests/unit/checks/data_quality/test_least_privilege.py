"""Least privilege: policies and roles that allow everything are named with their line."""

import pytest

from checks.data_quality.least_privilege import least_privilege
from readiness.domain.check import Outcome

POLICY = """resource "aws_iam_role_policy" "trainer" {{
  policy = jsonencode({{ Statement = [{{ Effect = "{}", Action = {}, Resource = {} }}] }})
}}
"""
ROLE = """apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: trainer
rules:
  - resources: ["pods"]
    verbs: ["{}"]
"""
TEMPLATE = """AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Trainer:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AmazonS3FullAccess
"""


def test_good(guards):
    result = least_privilege(guards({"main.tf": POLICY.format("Allow", '["s3:GetObject"]', '["arn:aws:s3:::rows/*"]')}))
    assert result.holds is True
    assert str(result.evidence[0].location) == "main.tf:1"


@pytest.mark.parametrize(("action", "resource"), [('"*"', '"arn:aws:s3:::rows"'), ('"s3:*"', '"*"')])
def test_bad_every_action(guards, action, resource):
    result = least_privilege(guards({"main.tf": POLICY.format("Allow", action, resource)}))
    assert result.holds is False
    assert str(result.findings[0].location) == "main.tf:2"


def test_edge_a_denial_is_not_wide(guards):
    assert least_privilege(guards({"main.tf": POLICY.format("Deny", '"*"', '"*"')})).holds is True


def test_bad_a_managed_policy_of_full_access(guards):
    result = least_privilege(guards({"stack.yaml": TEMPLATE}))
    assert "AmazonS3FullAccess" in result.findings[0].message


@pytest.mark.parametrize(("verb", "holds"), [("get", True), ("*", False)])
def test_edge_kubernetes_roles(guards, verb, holds):
    assert least_privilege(guards({"role.yaml": ROLE.format(verb)})).holds is holds


def test_absent_a_store_alone_says_nothing_of_roles(guards):
    found = guards({"main.tf": 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n'})
    assert least_privilege(found).outcome is Outcome.NO_EVIDENCE
