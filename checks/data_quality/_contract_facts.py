"""Which model inputs the contracts of other tools rule, where no Great Expectations suite speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.data.contracts import Contract, DataContracts
from readiness.evidence.data.expectations import ExpectationSuites
from readiness.evidence.data.tables import Tables, model_inputs
from readiness.evidence.declared.manifest import Manifest

BOUNDING = frozenset({"range", "values", "pattern", "length"})


@dataclass(frozen=True)
class ContractedInputs(Fact):
    """The model inputs of one table, at least one, with the kinds of rules that fitting contracts state about each."""

    dataset: str
    inputs: tuple[str, ...]
    kinds: Mapping[str, frozenset[str]]
    contracts: tuple[Contract, ...]

    def bounds(self, name: str) -> bool:
        """Return whether a rule bounds the input's values."""
        return bool(self.kinds[name] & BOUNDING)


@provides("data")
def contracted_inputs(
    tables: Tables, manifest: Manifest, contracts: DataContracts | Absent, suites: ExpectationSuites | Absent
) -> ContractedInputs | Absent:
    """Return the rules about the inputs of the training table, by contracts that name mostly its columns."""
    if not isinstance(suites, Absent):
        return Absent("the expectation suite is evaluated instead", Absence.NOT_APPLICABLE)
    if isinstance(contracts, Absent):
        return Absent(contracts.reason, Absence.NOT_APPLICABLE)
    table = tables.tables.get("train") or next(iter(tables.tables.values()))
    names = set(table.names)
    fitting = tuple(one for one in contracts.contracts if 2 * len(names & set(one.columns)) >= len(one.columns))
    if not fitting:
        return Absent(f"no contract names the columns of the {table.dataset} table", Absence.NOT_APPLICABLE)
    inputs = tuple(name for name in model_inputs(table, manifest.data) if name not in manifest.data.sensitive)
    if not inputs:
        return Absent(f"the {table.dataset} table has no model inputs", Absence.CANNOT_TELL)
    kinds = {name: frozenset().union(*(one.columns.get(name, frozenset[str]()) for one in fitting)) for name in inputs}
    return ContractedInputs(table.dataset, inputs, kinds, fitting)
