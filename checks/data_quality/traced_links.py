"""Lineage: from the shipped model back to the source of its rows."""

from __future__ import annotations

from checks.data_quality._lineage_facts import LINKS, Lineage, Link
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

FIXES = {
    LINKS[0]: "Let the training script write the model's SHA-256 into a JSON file beside it.",
    LINKS[1]: "Write the SHA-256 of the table that was read into the model's record when training.",
    LINKS[2]: "Write the output of git rev-parse HEAD into the model's record when training.",
    LINKS[3]: "Put the step that writes the training table under version control, as a DVC stage or a script.",
    LINKS[4]: "Let that step name its raw table, address or query, and keep it in the configuration.",
}


@check(title="Lineage without a gap", effort=Effort.MEDIUM, measures=(Measure("traced_link_share", Unit.SHARE),))
def traced_links(lineage: Lineage) -> CheckResult:
    """Return the share of five links from the shipped model back to the source that can be followed (0 to 1).

    What it measures
    ----------------
    Five links, each compared now and not taken at its word: a record with the SHA-256 of the shipped model; in it the
    digest of the shipped training data; a commit that the history holds; the DVC stage, OpenLineage event or running
    code that writes the training table; the raw table, address or query that this step starts from. Where a link
    cannot be compared here, the interval reaches from not followed to followed.

    Why it matters
    --------------
    When a source turns out wrong, you need to know which models it touched. Memory does not answer that.

    How to fix
    ----------
    Write model digest, data digest and commit into one record when training, and keep the step that makes the table as
    a stage or a script with its source named.

    Limits
    ------
    Whether the named step really made these rows is shown by running it again, which is not done here. Runs kept on a
    tracking server are not seen.

    Source
    ------
    ISO/IEC 5259-3, traceability, 2024; OpenLineage specification 2-0-2, 2023; Breck et al., "The ML Test Score", 2017.
    """
    followed = sum(link.traced is True for link in lineage.links)
    open_ones = sum(link.traced is None for link in lineage.links)
    total = len(lineage.links)
    low, high = (followed / total, (followed + open_ones) / total) if open_ones else (None, None)
    evidence = [
        Evidence(link.location, f"Followed to the {link.name}: {link.why}.")
        for link in lineage.links
        if link.traced and link.location
    ]
    findings = [_gap(link, lineage) for link in lineage.links if not link.traced]
    value = Measurement(
        "traced_link_share", followed / total, Unit.SHARE, low, high, 1.0 if open_ones else None, total,
        method="links followed of model, data, commit, code, source",
    )  # fmt: skip
    reason = f"{followed} of {total} links from {lineage.model} back to the source were followed"
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E2, reason=reason)


def _gap(link: Link, lineage: Lineage) -> Finding:
    place = link.location or Location(lineage.model)
    if link.traced is None:
        message = f"The way back from {lineage.model} cannot be followed to the {link.name} here: {link.why}."
        return Finding(
            Severity.INFO, message, place, fix="Assess a clone with its history, and with the data it was made of."
        )
    message = f"The way back from {lineage.model} lacks the {link.name}: {link.why}."
    return Finding(Severity.MEDIUM, message, place, fix=FIXES[link.name])
