"""Direct identifiers: names, addresses and numbers of people in clear text."""

from checks.data_quality._identifier_facts import DirectIdentifiers, Identified
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Direct identifiers in clear text",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(Measure("identifier_share", Unit.SHARE),),
)
def identifier_columns(identifiers: DirectIdentifiers) -> CheckResult:
    """Return whether no committed table or text file holds direct identifiers; None where some are suspected.

    What it measures
    ----------------
    E-mail addresses, international phone numbers, US social security numbers, bank account numbers (ISO 13616 check
    digits) and card numbers (Luhn check digit) among up to 5,000 rows of every text and integer column, columns named
    and filled like names of people, and the same addresses and numbers in logs, notebooks and other text files. Proven
    with 20 values and half of a column; fewer are suspected.

    Why it matters
    --------------
    A committed identifier spreads with every clone and stays in the history. Models seldom need it.

    How to fix
    ----------
    Remove the column and rewrite the history, or keep a keyed pseudonym. Where the values are made up, sign for that.

    Limits
    ------
    Local phone formats, national numbers of other countries and free text are not recognised, and a table with none of
    these may still identify people by what it combines. One number in ten passes Luhn by chance, hence the threshold.

    Source
    ------
    NIST SP 800-122, Guide to Protecting the Confidentiality of PII, 2010; ISO 13616-1:2020; ISO/IEC 7812-1:2017.
    """
    measurements = [
        Measurement("identifier_share", found.hits / found.looked, Unit.SHARE, n=found.looked, column=found.column,
                    method=found.kind)
        for found in identifiers.found
        if found.column is not None
    ]  # fmt: skip
    findings = [_finding(found) for found in identifiers.found]
    looked = f"{identifiers.columns} columns and {identifiers.files} other files were looked through"
    if any(found.proven and found.committed for found in identifiers.found):
        return measured(holds=False, measurements=measurements, findings=findings, strength=Strength.E2)
    if identifiers.found:
        first = identifiers.found[0]
        return measured(
            holds=None,
            measurements=measurements,
            findings=findings,
            strength=Strength.E2,
            reason=f"{first.column or first.location} may hold {first.kind}: remove, or sign that they are not real",
        )
    return measured(holds=True, measurements=measurements, strength=Strength.E2, reason=looked)


def _finding(found: Identified) -> Finding:
    where = f"{found.column}: " if found.column else f"{found.location.path}: "
    holds = "holds" if found.proven else "may hold"
    amount = f"{found.hits:,} of {found.looked:,} values" if found.column else f"{found.hits:,} different values"
    left_out = "" if found.committed else "; the file is not committed"
    return Finding(
        Severity.CRITICAL if found.proven and found.committed else Severity.MEDIUM,
        f"{where}{holds} {found.kind} in clear text ({amount}, such as {found.masked}){left_out}.",
        found.location,
        found.column,
        f"Remove {found.column or 'these values'} from {found.location.path} and its history, or pseudonymise.",
    )
