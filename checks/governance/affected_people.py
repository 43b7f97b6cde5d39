"""Affected people: the owner said whom the model affects, by which attributes, and with what possible harm."""

from __future__ import annotations

from checks.governance._people_facts import PersonColumn, PersonColumns
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.documents.documents import Documents
from readiness.evidence.documents.topics import covered, says_something, topic

HARM = topic(
    "harm", r"\bharm(?:s|ed|ful)?\b", r"\b(?:impact|effect|risks?) (?:on|to|for) (?:the )?(?:people|person|individuals?"
    r"|applicants?|patients?|customers?|users?|groups?)", r"\b(?:wrongly|unfairly) (?:declin|reject|refus|den|treat)",
)  # fmt: skip
PARTS = ("whether it decides about people", "the sensitive attributes", "the possible harm")


@check(title="Affected people declared", effort=Effort.SMALL, measures=(Measure("declared_part_share", Unit.SHARE),))
def affected_people(manifest: Manifest, people: PersonColumns, documents: Documents | Absent) -> CheckResult:
    """Return the share (0 to 1) of three parts that are declared: decisions about people, attributes, possible harm.

    What it measures
    ----------------
    ``people.decisions`` and ``data.sensitive`` in readiness.yaml, and a sentence on possible harm in ``people.reason``
    or in a document. Where the owner says that nobody is affected, a reason takes the place of attributes and harm; a
    column that by name or content describes people contradicts it, unless the reason names that column. A contradicted
    declaration counts as none.

    Why it matters
    --------------
    A team that has not asked who is affected cannot look for harm.

    How to fix
    ----------
    Fill ``people`` and ``data.sensitive`` in readiness.yaml, describe the possible harm in the model card, and have
    product or risk and ethics sign it.

    Limits
    ------
    Columns are recognised by English names and common values; an attribute in free text is not. Whether the harm named
    is the one that matters is for people to judge.

    Source
    ------
    NIST AI RMF 1.0, Map 1.1 and 5.1 (2023); ISO/IEC 42001:2023, A.5.4.
    """
    if manifest.path is None:
        return no_evidence("there is no readiness.yaml that says whom the model affects")
    undeclared = [c for c in people.columns if c.name not in (*manifest.data.sensitive, *_explained(people, manifest))]
    if manifest.people.decisions is False:
        return _nobody(manifest, undeclared)
    places = {
        PARTS[0]: manifest.location("people.decisions"),
        PARTS[1]: manifest.location("data.sensitive") if manifest.data.sensitive else None,
        PARTS[2]: _harm(manifest, documents),
    }
    findings = [_proposed(column, manifest) for column in undeclared[:10]]
    if manifest.people.personal_data == "none" and (undeclared or not says_something(manifest.people.reason)):
        findings.insert(0, _denied(manifest, undeclared))
        places = dict.fromkeys(places)
    findings += [_lacking(part, manifest) for part, place in places.items() if place is None]
    evidence = [Evidence(place, f"States {part}.") for part, place in places.items() if place is not None]
    share = Measurement("declared_part_share", len(evidence) / len(PARTS), Unit.SHARE, n=len(PARTS))
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _nobody(manifest: Manifest, undeclared: list[PersonColumn]) -> CheckResult:
    place = manifest.location("people.decisions") or Location(str(manifest.path))
    reasoned = says_something(manifest.people.reason)
    holds = reasoned and not undeclared
    findings = [_proposed(column, manifest) for column in undeclared[:10]]
    if not holds:
        findings.insert(0, _denied(manifest, undeclared))
    evidence = [Evidence(place, "States with a reason that the model decides about nobody.")] if holds else []
    share = Measurement("declared_part_share", float(holds), Unit.SHARE, n=len(PARTS))
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E2)  # columns read


def _explained(people: PersonColumns, manifest: Manifest) -> tuple[str, ...]:
    return tuple(column.name for column in people.columns if column.name in manifest.people.reason)


def _harm(manifest: Manifest, documents: Documents | Absent) -> Location | None:
    if HARM.pattern.search(manifest.people.reason) and says_something(manifest.people.reason):
        return manifest.location("people.reason")
    if isinstance(documents, Absent):
        return None
    for document in (*documents.of_kind("model_card"), *documents.of_kind("governance"), *documents.documents[:100]):
        line = covered(document, (HARM,))["harm"]
        if line is not None:
            return Location(document.path, line)
    return None


def _denied(manifest: Manifest, undeclared: list[PersonColumn]) -> Finding:
    key = "people.decisions" if manifest.people.decisions is False else "people.personal_data"
    if undeclared:
        names = ", ".join(column.name for column in undeclared[:5])
        message = f"{key} says that no people are concerned, but the tables hold {names}."
        fix = f"Correct {key} in {manifest.path}, or explain {names} by name in people.reason."
    else:
        message = f"{key} says that no people are concerned and gives no reason."
        fix = f"Write in people.reason of {manifest.path} why nobody is affected, or correct {key}."
    return Finding(Severity.HIGH, message, manifest.location(key), fix=fix)


def _proposed(column: PersonColumn, manifest: Manifest) -> Finding:
    return Finding(
        Severity.MEDIUM,
        f"{column.name} seems to describe people, told by {column.sign}, and is not declared.",
        column.location,
        column.name,
        f"Add {column.name} to data.sensitive in {manifest.path}, or explain it by name in people.reason.",
    )


def _lacking(part: str, manifest: Manifest) -> Finding:
    how = {
        PARTS[0]: f"Write people.decisions: true or false in {manifest.path}.",
        PARTS[1]: f"Name the columns of sensitive attributes under data.sensitive in {manifest.path}.",
        PARTS[2]: "Describe in the model card who could be harmed by a wrong answer, and how.",
    }
    return Finding(Severity.MEDIUM, f"Nothing states {part}.", Location(str(manifest.path)), fix=how[part])
