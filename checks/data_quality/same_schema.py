"""Same schema: test and production hold the inputs of train, of the same kind."""

from checks.data_quality._table_facts import SchemaDifferences
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Same schema everywhere", effort=Effort.SMALL, measures=(Measure("schema_differences", Unit.COUNT),))
def same_schema(schema: SchemaDifferences) -> CheckResult:
    """Return per table the number of inputs that lack, are new, or are of another kind than in train (count).

    What it measures
    ----------------
    Names and kinds (number, text, truth value, date) of the inputs of test, production and reference against train. The
    kind of a text file's column is that of its values; whole and other numbers are one kind.

    Why it matters
    --------------
    A renamed column is read as missing, and a number that arrives as text is encoded as a category.

    How to fix
    ----------
    Write all tables by the same code, or rename and convert where the table is read.

    Limits
    ------
    Units and meanings are not compared; a column of one name may hold something else.

    Source
    ------
    Breck et al., "Data Validation for Machine Learning", MLSys 2019, section 4.
    """
    counts = {name: sum(item.dataset == name for item in schema.differences) for name in schema.datasets}
    measurements = [
        Measurement("schema_differences", float(count), Unit.COUNT, n=schema.inputs, dataset=name)
        for name, count in counts.items()
    ]
    findings = [
        Finding(
            Severity.MEDIUM,
            f"{item.column} {item.what} in the {item.dataset} table.",
            Location(item.path),
            item.column,
            f"Write {item.column} in {item.path} as it is in {schema.path}.",
        )
        for item in schema.differences[:30]
    ]
    evidence = (
        [] if findings else [Evidence(Location(schema.path), f"All {schema.inputs} inputs are alike everywhere.")]
    )
    return measured(measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)
