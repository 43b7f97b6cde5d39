"""Model card: before using the model one can read what it is for and where it stops being valid."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.documents.documents import Documents
from readiness.evidence.documents.topics import covered, topic

TOPICS = (
    topic("purpose", "purpose", "intended use", "use cases?", r"\bpredicts\b", r"\bused (?:to|for|by)\b"),
    topic("inputs", r"\binputs?\b", r"\bfeatures?\b", "input data"),
    topic("output", r"\boutputs?\b", r"\breturns?\b", "predicted (?:class|label|probability|value)", r"\btarget\b"),
    topic("training data", "training data", "trained on", r"\bdata ?sets?\b", "assumption"),
    topic("performance", "performance", "evaluation", "metrics", "accuracy", r"\bauc\b", r"\brmse\b", "results"),
    topic("limits", "limit", "caveat", "weakness", "fails? (?:on|for|when)", r"\brisks?\b"),
    topic("uses it is not for", "out[ -]of[ -]scope", "not (?:to )?(?:be )?(?:used|intended|meant|for)", "misuse"),
    topic("results by group", r"\bgroups?\b", "subgroup", "fairness", "disaggregat", "by (?:sex|gender|age|region)"),
    topic("owner", r"\bowner", "contact", "maintain", "authors?", "developed by", "responsible", "team"),
)  # fmt: skip


@check(title="Model card", effort=Effort.SMALL, measures=(Measure("card_topic_share", Unit.SHARE),))
def model_card(documents: Documents) -> CheckResult:
    """Return the share (0 to 1) of nine topics of a model card that the project's card fills.

    What it measures
    ----------------
    In the document that is a model card by title or content: purpose, inputs, output, training data, performance,
    limits, uses it is not for, results by group, and owner. A topic counts when a section under a matching heading
    says something, or when a sentence or table row about it holds words of its own. A card in which template text
    remains loses the topics it stands in.

    Why it matters
    --------------
    A model is used for what people believe it can do. The card is where they can find out.

    How to fix
    ----------
    Complete the card topic by topic; the app drafts one from what it has measured.

    Limits
    ------
    That the text is true is not judged. Numbers are compared with the reported ones by another check.

    Source
    ------
    Mitchell et al., "Model Cards for Model Reporting", 2019; EU AI Act, Annex IV 1 and 3 (2024).
    """
    found = documents.of_kind("model_card")
    if not found:
        return no_evidence("no document is a model card")
    filled = {document.path: covered(document, TOPICS) for document in found[:5]}
    document = max(found[:5], key=lambda card: sum(line is not None for line in filled[card.path].values()))
    lines = filled[document.path]
    lacking = [name for name, line in lines.items() if line is None]
    share = Measurement("card_topic_share", 1 - len(lacking) / len(TOPICS), Unit.SHARE, n=len(TOPICS))
    findings = [
        Finding(
            Severity.LOW,
            f"The model card does not state {name}.",
            Location(document.path),
            fix=f"Add {name} to {document.path}.",
        )
        for name in lacking
    ]
    left = [section for section in document.sections if section.placeholders]
    findings += [
        Finding(
            Severity.LOW,
            f"Template text remains: {section.placeholders[0][:60]}.",
            Location(document.path, section.line),
            fix=f"Complete the section {section.title or 'at the top'} of {document.path}.",
        )
        for section in left[:5]
    ]
    evidence = [Evidence(Location(document.path, line), f"States {name}.") for name, line in lines.items() if line]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
