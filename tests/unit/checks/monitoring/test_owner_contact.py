"""Owners and contacts in CODEOWNERS, service files and documents."""

import pytest

from checks.monitoring.owner_contact import owner_contact
from readiness.domain.evidence import Absent
from readiness.evidence.documents.document_reading import read_documents
from readiness.evidence.operation.service_owners import service_owners


@pytest.fixture
def judged(project_of):
    def run(files):
        project = project_of(files)
        found = service_owners(project, read_documents(project))
        return found if isinstance(found, Absent) else owner_contact(found)

    return run


@pytest.mark.parametrize(
    ("files", "parts"),
    [
        ({"CODEOWNERS": "* @risk-team\n", "README.md": "# A\n\nOwner: Risk, risk@example.com.\n"}, 2),
        ({"CODEOWNERS": "* risk@example.com\n"}, 2),
        ({"README.md": "# A\n\n## Contact\n\nWrite to #risk-oncall at any time.\n", "CODEOWNERS": "* @risk\n"}, 2),
        ({"slo.yaml": "owner: risk\ncontact: {slack: '#risk-oncall'}\n"}, 2),
        ({"catalog-info.yaml": "kind: Component\nspec: {owner: team-risk}\n"}, 1),
        ({".github/CODEOWNERS": "# owners\n* @risk-team\n"}, 1),
        ({"README.md": "# A\n\n**Maintainer**: Ada Lovelace\n"}, 1),
        ({"CODEOWNERS": "* @TODO\n"}, 0),
        ({"README.md": "# A\n\nOwner: TBD\nContact: <name>\n"}, 0),
    ],
)
def test_parts(judged, files, parts):
    result = judged(files)
    assert result.measurements[0].value == parts
    assert len(result.findings) == 2 - parts
    assert len(result.evidence) == parts


def test_places(judged):
    result = judged({"CODEOWNERS": "\n* @TODO\n", "README.md": "# A\n\ntext\nService owner: Risk\n"})
    assert str(result.evidence[0].location) == "README.md:4"
    assert str(result.findings[0].location) == "CODEOWNERS:2"


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": "x = 1\n"},
        {"README.md": "# A\n\nData owner: none of these. The homeowner: a column. See [a](mailto:x).\n"},
        {"README.md": "# A\n\n| column | owner |\n|---|---|\n| price | finance |\n"},
        {"pyproject.toml": "[project]\nauthors = [{name='A', email='a@example.com'}]\n"},
    ],
)
def test_absent(judged, files):
    assert isinstance(judged(files), Absent)
