"""Contracts of other tools, read as text: which columns they rule and by which kinds."""

import json

import pytest

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.contracts import data_contracts, json_schema_properties
from readiness.evidence.data.contracts_pandera import pandera_schemas
from readiness.evidence.data.contracts_soda import soda_checks
from readiness.evidence.data.contracts_tfdv import tfdv_features
from readiness.evidence.data.expectations import expectation_suites


def kinds(reader, text):
    """Return the one schema's columns, each with its kinds as sorted text."""
    found = list(reader(text))
    assert len(found) <= 1
    return {name: " ".join(sorted(rules)) for _, columns in found for name, rules in columns.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'import pandera as pa\nS = pa.DataFrameSchema({\n "age": pa.Column(int, pa.Check.in_range(18, 99)),\n'
            ' "colour": pa.Column(str, [pa.Check.isin(["red"]), pa.Check(lambda s: s > "")], nullable=True),\n'
            ' "id": pa.Column(unique=True, nullable=True), "free": pa.Column(None, nullable=True)})',
            {"age": "gaps range type", "colour": "own check type values", "id": "unique", "free": ""},
        ),
        (
            "import pandera as pa\nclass Rows(pa.DataFrameModel):\n    age: int = pa.Field(ge=18)\n"
            '    zip_: str = pa.Field(alias="zip", str_matches="^[0-9]+$", nullable=True)\n'
            '    @pa.check("age")\n    def odd(cls, s):\n        return s % 2 == 1\n',
            {"age": "gaps own check range type", "zip": "pattern type"},
        ),
        (
            'import pandera as pa\nS = pa.DataFrameSchema(columns={n: pa.Column(int) for n in "ab"})\n'
            'T = pa.DataFrameSchema(columns={"x_.*": pa.Column(int, regex=True)})',
            None,
        ),
        ("import pandera as pa\nS = pa.DataFrameSchema({", {}),
    ],
)
def test_pandera(text, expected):
    if expected is None:
        assert [dict(columns) for _, columns in pandera_schemas(text)] == [{}]
    else:
        assert kinds(pandera_schemas, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '# made by hand\nfeature {\n  name: "age"\n  type: INT\n  presence { min_fraction: 1.0 min_count: 1 }\n'
            '  int_domain { min: 18 max: 99 }\n}\nfeature {\n  name: "colour"\n  type: BYTES\n  domain: "colours"\n}\n'
            'string_domain { name: "colours" value: "red" value: "gre\\"en }" }',
            {"age": "gaps range type", "colour": "type values"},
        ),
        (
            'feature: < name: "x", string_domain: { value: ["a", "b"] }; >\n'
            'feature { name: "old" type: INT lifecycle_stage: DEPRECATED }',
            {"x": "values"},
        ),
        ('feature { name: "x" domain: "elsewhere" int_domain { is_categorical: true } }', {"x": ""}),
        ("feature { name: " + "a { " * 5_000, {}),
    ],
)
def test_tfdv(text, expected):
    assert kinds(tfdv_features, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "checks for customers:\n  - row_count > 0\n  - missing_count(age) = 0\n  - min(age) >= 18\n"
            "  - invalid_percent(colour) < 1 %:\n      valid values: [red, green]\n  - duplicate_count(id, day) = 0\n",
            {"age": "gaps range", "colour": "values", "id": "unique"},
        ),
        (
            "checks for customers:\n  - schema:\n      fail:\n        when wrong column type:\n          age: integer\n"
            "        when required column missing: [colour]\n"
            "  - values in (colour) must exist in colours (name)\n",
            {"age": "type", "colour": "values"},
        ),
        ("checks for customers:\n  - invalid_count(zip) = 0:\n      valid regex: '^[0-9]+$'\n", {"zip": "pattern"}),
        ("checks for customers: [unclosed\n", {}),
    ],
)
def test_soda(text, expected):
    assert kinds(soda_checks, text) == expected


DRAFT = "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (
            {
                "$schema": DRAFT,
                "required": ["age"],
                "properties": {"age": {"type": "integer", "minimum": 18}, "colour": {"enum": ["red"]}, "free": {}},
            },
            {"age": "gaps range type", "colour": "values", "free": ""},
        ),
        (
            {
                "$schema": DRAFT,
                "items": {"properties": {"zip": {"$ref": "#/$defs/zip"}, "far": {"$ref": "file:///etc/passwd"}}},
                "$defs": {"zip": {"type": ["string", "null"], "pattern": "^[0-9]+$"}},
            },
            {"zip": "pattern type", "far": ""},
        ),
        ({"openapi": "3.0.0", "properties": {"age": {"type": "integer"}}}, {}),
        ([1, 2], {}),
    ],
)
def test_json_schema(schema, expected):
    assert kinds(json_schema_properties, json.dumps(schema)) == expected


def test_contracts_of_a_project_and_where_they_start(project_of):
    project = project_of(
        {
            "src/rows.py": "import pandera as pa\n\nS = pa.DataFrameSchema({'a': pa.Column(int)})\n",
            "tests/test_rows.py": "import pandera as pa\nS = pa.DataFrameSchema({'b': pa.Column(int)})\n",
            "checks.yml": "checks for t:\n  - missing_count(c) = 0\n",
        }
    )
    found = data_contracts(project).contracts
    assert [(one.tool, str(one.location), list(one.columns)) for one in found] == [
        ("Pandera", "src/rows.py:3", ["a"]),
        ("Soda", "checks.yml:1", ["c"]),
    ]


def test_no_contract(project_of):
    assert isinstance(data_contracts(project_of({"a.py": "x = 1"})), Absent)


def test_rules_of_soda_are_not_called_missing(project_of):
    found = expectation_suites(project_of({"checks.yml": "checks for t:\n  - missing_count(c) = 0\n"}))
    assert (found.kind, found.reason) == (
        Absence.CANNOT_TELL,
        "rules are written with Soda (checks.yml:1), which is not evaluated yet",
    )
