"""Descriptions of columns in documents and schema files."""

from readiness.domain.evidence import Absent
from readiness.evidence.documents.column_descriptions import column_key, in_schema, read_column_descriptions
from readiness.evidence.documents.document_reading import read_documents

MARKDOWN = """\
# Data
| Column | Meaning |
|---|---|
| `age` | years since birth |
| empty | |
| later | TODO |

- **Income**: yearly income before tax
- other: x

## tenure
Months since the first contract.
"""


def test_documents(project_of):
    project = project_of({"docs/data.md": MARKDOWN})
    found = read_column_descriptions(project, read_documents(project))
    assert {name: str(place) for name, place in found.columns.items()} == {
        "age": "docs/data.md:4",
        "income": "docs/data.md:8",
        "tenure": "docs/data.md:11",
    }
    assert found.place("Age") == found.columns["age"]
    assert found.place("later") is None


def test_schema_files():
    as_json = (
        '{"properties": {"age": {"type": "number",\n "description": "years since birth"}, "x": {"type": "number"}}}'
    )
    assert list(in_schema(as_json, ".json")) == [("age", 1)]
    as_yaml = "columns:\n  - name: age\n    description: years since birth\n  - name: x\n"
    assert list(in_schema(as_yaml, ".yaml")) == [("age", 2)]
    as_csv = "column,type,description\nage,number,years since birth\nx,number,\n"
    assert list(in_schema(as_csv, ".csv")) == [("age", 2)]


def test_junk_and_absence(project_of):
    assert list(in_schema("{", ".json")) == []
    assert list(in_schema("a: [", ".yaml")) == []
    project = project_of({"schema.json": "[" * 50, "README.md": "# Usage\nSee the data dictionary.\n"})
    assert isinstance(read_column_descriptions(project, read_documents(project)), Absent)


def test_keys():
    assert column_key(" `Total Charges` ") == column_key("total_charges")
