"""Contract coverage: what the schemas of other tools than Great Expectations rule about the model's inputs."""

from __future__ import annotations

from checks.data_quality._contract_facts import ContractedInputs
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 10


@check(
    title="Contract coverage",
    effort=Effort.SMALL,
    measures=(Measure("contract_covered_share", Unit.SHARE), Measure("contract_value_share", Unit.SHARE)),
)
def contract_coverage(inputs: ContractedInputs) -> CheckResult:
    """Return the share (0 to 1) of model inputs that a contract rules, and the share whose values it bounds.

    What it measures
    ----------------
    Schemas in Pandera (``DataFrameSchema`` calls and ``DataFrameModel`` classes), TensorFlow Data Validation
    (text form), Soda (``checks for``) and JSON Schema are read without running anything. A schema counts when at least
    half of the columns it names are in the training table. An input is covered by a rule of any kind: type, gaps,
    range, values, pattern, length, uniqueness, or a check of its own; its values are bounded by a range, a list, a
    pattern or a length.

    Why it matters
    --------------
    A type alone lets a swapped unit through. Which inputs have no rule, and which have no rule on their values, is
    where a silent change of the data will come in.

    How to fix
    ----------
    Add the inputs listed as uncovered to the schema, and a range or a list of values for those with a type only.

    Limits
    ------
    Only what is written as a literal is read: columns made in loops, named by a pattern, inherited or added later are
    not seen, nor the newer contract files of Soda. Whether the rules hold on the data, and which damage they notice,
    is not measured. Where a Great Expectations suite exists it is evaluated instead and this check does not apply.

    Source
    ------
    Breck et al., Data Validation for Machine Learning, MLSys 2019, section 3 (schema of features).
    """
    covered = [name for name in inputs.inputs if inputs.kinds[name]]
    bounded = [name for name in covered if inputs.bounds(name)]
    n = len(inputs.inputs)
    measurements = [
        Measurement("contract_covered_share", len(covered) / n, Unit.SHARE, n=n, dataset=inputs.dataset),
        Measurement("contract_value_share", len(bounded) / n, Unit.SHARE, n=n, dataset=inputs.dataset),
    ]
    evidence = [
        Evidence(contract.location, f"{contract.tool} rules {len(ruled)} of {n} model inputs: {_kinds(ruled)}.")
        for contract in inputs.contracts
        if (ruled := {name: contract.columns[name] for name in covered if contract.columns.get(name)})
    ]
    return measured(
        measurements=measurements, findings=_findings(inputs, covered, bounded), evidence=evidence, strength=Strength.E1
    )


def _kinds(ruled: dict[str, frozenset[str]]) -> str:
    counts: dict[str, int] = {}
    for kinds in ruled.values():
        for kind in kinds:
            counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(f"{kind} of {count}" for kind, count in sorted(counts.items()))


def _findings(inputs: ContractedInputs, covered: list[str], bounded: list[str]) -> list[Finding]:
    place = inputs.contracts[0].location
    total = len(inputs.inputs)
    findings = []
    lacking = [name for name in inputs.inputs if name not in covered]
    if lacking:
        names = ", ".join(lacking[:SHOWN])
        text = f"{len(lacking)} of {total} model inputs have no rule in a contract: {names}."
        findings.append(Finding(Severity.MEDIUM, text, place, fix=f"Add {names} to {place.path}."))
    loose = [name for name in covered if name not in bounded]
    if loose:
        names = ", ".join(loose[:SHOWN])
        text = f"{len(loose)} of {total} model inputs have rules, but none on their values: {names}."
        fix = f"Add a range, a list of values or a pattern for {names} in {place.path}."
        findings.append(Finding(Severity.LOW, text, place, fix=fix))
    return findings
