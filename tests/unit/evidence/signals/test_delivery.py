"""Infrastructure as code, platform services, regions and the division of traffic."""

import pytest

WEIGHTS = (
    "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: m}\nspec:\n  http:\n    - route:\n"
    "        - destination: {host: blue}\n          weight: 90\n        - destination: {host: green}\n          weight: 10\n"
)
ROUTE53 = (
    'provider "aws" {\n  alias  = "west"\n  region = "us-west-2"\n}\nprovider "aws" {\n  region = "us-east-1"\n}\n'
    'resource "aws_route53_record" "api" {\n  failover_routing_policy {\n    type = "PRIMARY"\n  }\n}\n'
)
BUCKET = 'resource "aws_s3_bucket" "data" {\n  bucket = "b"\n}\n'
CANARY = (
    "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: m}\nspec:\n  strategy:\n    canary:\n"
    "      steps:\n        - setWeight: 20\n        - pause: {}\n"
)

CASES = [
    ("iac", True, {"infra/main.tf": BUCKET}),
    ("iac", True, {"template.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  B:\n    Type: AWS::S3::Bucket\n"}),
    ("iac", True, {"site.yml": "- hosts: web\n  tasks:\n    - name: x\n      apt: {name: docker}\n"}),
    ("iac", True, {"main.bicep": "resource s 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n}\n"}),
    ("iac", True, {"lib/stack.ts": "import * as s3 from 'aws-cdk-lib/aws-s3';\nnew s3.Bucket(this, 'B', {});\n"}),
    ("iac", False, {"deploy.sh": "aws s3 mb s3://bucket\ngcloud run deploy api\n"}),
    ("iac", False, {"k8s/d.yaml": WEIGHTS}),
    ("serverless-or-managed-deploy", True, {"Procfile": "web: uvicorn app:app\n"}),
    ("serverless-or-managed-deploy", True, {"deploy.py": "from sagemaker.sklearn import SKLearnModel\nmodel = SKLearnModel('s3://m')\nmodel.deploy(1, 'ml.m5')\n"}),
    ("serverless-or-managed-deploy", True, {"README.md": "# API\n\n## Deploy\n\n```bash\ngcloud run deploy api --image x\n```\n"}),
    ("serverless-or-managed-deploy", True, {"space/README.md": "---\ntitle: Demo\nsdk: gradio\napp_file: app.py\n---\n# Demo\n"}),
    ("serverless-or-managed-deploy", False, {"README.md": "# Demo\n\nTry the [live demo](https://acme.herokuapp.com).\n"}),
    ("serverless-or-managed-deploy", False, {"main.tf": 'resource "aws_instance" "vm" {\n  ami = "a"\n}\n', "deploy.sh": "ssh user@host docker compose up -d\n"}),
    ("multi-region-failover", True, {"dns.tf": ROUTE53}),
    ("multi-region-failover", True, {"mesh.yaml": "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nspec:\n  trafficPolicy:\n    loadBalancer:\n      localityLbSetting:\n        failover: [{from: us, to: eu}]\n"}),
    ("multi-region-failover", False, {"main.tf": 'variable "region" {\n  default = "us-east-1"\n}\n' + BUCKET}),
    ("multi-region-failover", False, {"dns.tf": 'resource "aws_route53_record" "api" {\n  name = "api"\n  records = ["1.2.3.4"]\n}\n'}),
    ("canary-or-traffic-split", True, {"vs.yaml": WEIGHTS}),
    ("canary-or-traffic-split", True, {"rollout.yaml": CANARY}),
    ("canary-or-traffic-split", True, {"nginx.conf": "split_clients $request_id $model {\n  10% b;\n  * a;\n}\n"}),
    ("canary-or-traffic-split", True, {"ep.py": "import boto3\nsm = boto3.client('sagemaker')\nsm.create_endpoint_config(EndpointConfigName='e', ProductionVariants=[{'VariantName': 'a'}, {'VariantName': 'b'}])\n"}),
    ("canary-or-traffic-split", False, {"vs.yaml": WEIGHTS.replace("        - destination: {host: green}\n          weight: 10\n", "")}),
    ("canary-or-traffic-split", False, {"README.md": "# Plan\n\nBlue-green and canary releases are planned.\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_delivery(agrees, signal, expected, files):
    agrees(signal, expected, files)
