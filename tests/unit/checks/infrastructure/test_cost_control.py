"""Tags, budget and estimate."""

import pytest

from checks.infrastructure._cost_facts import cost_controls
from checks.infrastructure.cost_control import cost_control
from readiness.domain.evidence import Absent
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.documents.document_reading import read_documents

NONE = Absent("none")
TERRAFORM = """\
provider "aws" {
  default_tags { tags = { "cost-center" = "4711" } }
}
resource "aws_eks_cluster" "a" { name = "a" }
resource "aws_budgets_budget" "a" {
  limit_amount = "500"
  notification { threshold = 80 }
}
"""
DOCUMENT = "# Operation\n\n## Cost\n\nTwo machines cost 310 EUR a month for 2 million predictions.\n"


def judged(project_of, files):
    project = project_of(files)
    costs = cost_controls(read_cloud_resources(project, NONE), NONE, read_documents(project))
    return costs if isinstance(costs, Absent) else cost_control(costs)


def values(result):
    return {found.name: found.value for found in result.measurements}


def test_good(project_of):
    result = judged(project_of, {"main.tf": TERRAFORM, "docs/operation.md": DOCUMENT})
    assert values(result) == {"tagged_resource_share": 1.0, "cost_part_share": 1.0}
    assert [str(found.location) for found in result.evidence] == ["main.tf:4", "main.tf:5", "docs/operation.md:3"]
    assert result.findings == ()


@pytest.mark.parametrize(
    ("terraform", "document", "share"),
    [
        pytest.param(TERRAFORM.replace("cost-center", "x"), DOCUMENT, 2 / 3, id="a tag that says nothing of cost"),
        pytest.param(TERRAFORM.replace("notification", "filter"), DOCUMENT, 2 / 3, id="a budget that tells nobody"),
        pytest.param(TERRAFORM, DOCUMENT.replace("2 million predictions", "the team"), 2 / 3, id="no volume"),
        pytest.param(TERRAFORM, "# Cost\n\nWe keep costs low.\n", 2 / 3, id="words only"),
    ],
)
def test_bad(project_of, terraform, document, share):
    result = judged(project_of, {"main.tf": terraform, "docs/operation.md": document})
    assert values(result)["cost_part_share"] == pytest.approx(share)
    assert result.findings


def test_absent(project_of):
    assert isinstance(judged(project_of, {"README.md": "# A\n\nCheap.\n"}), Absent)
