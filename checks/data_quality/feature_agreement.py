"""Feature agreement: model, record, training table, request and rules mean the same columns."""

from __future__ import annotations

from collections.abc import Iterator

from checks.data_quality._feature_facts import Disagreement, FeatureNames
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity

SHOWN = 5


@check(title="Feature agreement", effort=Effort.SMALL, states_fact=True)
def feature_agreement(names: FeatureNames | Absent) -> CheckResult:
    """Return whether the places that name the model's features name the same ones.

    What it measures
    ----------------
    The features of the loaded model (else of the record beside it) against the record, the columns of the training
    table and the fields of the request; the columns that expectation suites speak of against the tables.

    Why it matters
    --------------
    A renamed field is filled with a default or refused; a rule on a column that is gone guards nothing. Both are
    silent until somebody compares.

    How to fix
    ----------
    Keep the list of features in one place, and let record, request model and suite be made from it.

    Limits
    ------
    Names are compared, not meanings or units. A request is compared when it holds at least half of the features by
    name, and a feature that the serving code writes itself is taken to be computed there. With one place alone there is
    nothing to compare.

    Source
    ------
    Breck et al., "Data Validation for Machine Learning", MLSys 2019, section 3.3 (schema and code agree).
    """
    if isinstance(names, Absent):
        return not_applicable(names.reason)
    if not names.disagreements:
        evidence = [Evidence(place, f"The features agree with {what}.") for what, place in names.compared]
        return measured(holds=True, evidence=evidence, strength=Strength.E1, reason=evidence[0].why.rstrip("."))
    findings = list(_findings(names.disagreements))
    return measured(holds=False, findings=findings, strength=Strength.E1, reason=findings[0].message.rstrip("."))


def _findings(disagreements: tuple[Disagreement, ...]) -> Iterator[Finding]:
    """Yield one finding for the names that one or more places have and one or more others lack."""
    together: dict[tuple[str, ...], list[Disagreement]] = {}
    for one in disagreements:
        together.setdefault(one.names, []).append(one)
    for names, those in together.items():
        said = dict.fromkeys(f"{one.said_by} ({one.said_at})" for one in those)
        lacked = dict.fromkeys(f"{one.lacked_by} ({one.lacked_at})" for one in those)
        text = f"{' and '.join(said)} {'name' if len(said) > 1 else 'names'} {_shown(names)}, which "
        text += f"{' and '.join(lacked)} {'do' if len(lacked) > 1 else 'does'} not have."
        fix = f"Use the same name in {those[0].said_at.path} and {those[0].lacked_at.path}."
        yield Finding(Severity.HIGH, text[0].upper() + text[1:], those[0].lacked_at, fix=fix)


def _shown(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
