"""Suspected misspellings: rare texts nearly equal to a frequent one."""

from checks.data_quality._spelling_facts import Misspellings
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Suspected misspellings", effort=Effort.SMALL, measures=(Measure("suspected_misspelling_share", Unit.SHARE),)
)
def suspected_misspellings(spelling: Misspellings) -> CheckResult:
    """Return for each text column the share of filled cells that are nearly, but not quite, a frequent value (0 to 1).

    What it measures
    ----------------
    Values of a text column that repeats its values: one is suspected when another, at least four times as frequent,
    differs by one letter, or by one more for every twelve letters. A difference in digits alone does not count, since
    codes are numbered. Exact over all rows, up to 1,500 different values a column.

    Why it matters
    --------------
    Each spelling is a category of its own, seen too rarely to learn from.

    How to fix
    ----------
    Correct the listed values at their source, or map them when the table is cleaned.

    Limits
    ------
    Two right values may be as close; the finding shows both. Wrong values that look like no other are not found.

    Source
    ------
    Damerau, CACM 1964; Levenshtein 1966; Abedjan et al., "Detecting Data Errors", VLDB 2016.
    """
    measurements, findings = [], []
    for (dataset, column), (found, filled) in spelling.columns.items():
        cells = sum(item.cells for item in found)
        share = cells / filled
        measurements.append(
            Measurement("suspected_misspelling_share", share, Unit.SHARE, n=filled, dataset=dataset, column=column)
        )
        if found:
            shown = "; ".join(f"{item.value[:40]} for {item.meant[:40]}" for item in found[:3])
            findings.append(
                Finding(
                    Severity.LOW,
                    f"{column}: {cells:,} of {filled:,} cells of the {dataset} table may be misspelt ({shown}).",
                    Location(spelling.paths[dataset]),
                    column,
                    f"Correct these values of {column} in {spelling.paths[dataset]}, or map them when cleaning.",
                )
            )
    return measured(measurements=measurements, findings=findings, strength=Strength.E2)
