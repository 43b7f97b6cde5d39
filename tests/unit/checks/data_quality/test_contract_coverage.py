"""Which inputs the contracts of other tools rule."""

import pytest

from checks.data_quality._contract_facts import ContractedInputs, contracted_inputs
from checks.data_quality.contract_coverage import contract_coverage
from readiness.domain.evidence import Absence, Absent
from readiness.domain.finding import Location
from readiness.evidence.data.contracts import Contract, DataContracts
from readiness.evidence.data.expectations import ExpectationSuites
from readiness.evidence.data.tables import Column, Table, Tables
from readiness.evidence.declared.manifest import DataManifest, Manifest

TABLE = Table(
    "train", Location("train.csv"), "csv", 10, tuple(Column(n, "number") for n in ("id", "age", "income", "y")), "aa"
)
TABLES = Tables({"train": TABLE})
MANIFEST = Manifest(data=DataManifest(target="y", id="id"))
NONE = Absent("no expectation suite was found")


def contract(tool="Pandera", **columns):
    ruled = {name: frozenset(kinds.split()) for name, kinds in columns.items()}
    return Contract(tool, Location("src/rows.py", 3), ruled)


def found(*contracts, suites=NONE):
    return contracted_inputs(TABLES, MANIFEST, DataContracts(contracts), suites)


@pytest.mark.parametrize(
    ("contracts", "covered", "valued"),
    [
        ([contract(age="type range", income="type gaps values")], 1.0, 1.0),
        ([contract(age="type range", income="")], 0.5, 0.5),
        ([contract(age="type"), contract("Soda", income="gaps range")], 1.0, 0.5),
        ([contract(id="type", y="values")], 0.0, 0.0),
    ],
)
def test_shares_of_two_inputs(contracts, covered, valued):
    result = contract_coverage(found(*contracts))
    assert [(m.name, m.value, m.n) for m in result.measurements] == [
        ("contract_covered_share", covered, 2),
        ("contract_value_share", valued, 2),
    ]


def test_the_words_name_the_inputs_and_the_file():
    result = contract_coverage(found(contract(age="type")))
    assert [finding.message for finding in result.findings] == [
        "1 of 2 model inputs have no rule in a contract: income.",
        "1 of 2 model inputs have rules, but none on their values: age.",
    ]
    assert "src/rows.py" in result.findings[0].fix
    assert result.evidence[0].why == "Pandera rules 1 of 2 model inputs: type of 1."


@pytest.mark.parametrize(
    ("absent", "reason"),
    [
        (found(contract(age="type"), suites=ExpectationSuites(())), "the expectation suite is evaluated instead"),
        (found(contract(price="type", city="type", age="type")), "no contract names the columns of the train table"),
        (contracted_inputs(TABLES, MANIFEST, Absent("no contract"), NONE), "no contract"),
    ],
)
def test_where_it_does_not_apply(absent, reason):
    assert not isinstance(absent, ContractedInputs)
    assert (absent.kind, absent.reason) == (Absence.NOT_APPLICABLE, reason)
