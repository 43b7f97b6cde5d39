"""Claimed differential privacy is in the training code, with its parameter."""

from checks.data_quality._privacy_facts import PrivacyClaims
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity


@check(title="Claimed differential privacy", effort=Effort.LARGE, states_fact=True)
def differential_privacy(claims: PrivacyClaims) -> CheckResult:
    """Return whether differential privacy that a document claims is applied on the training path with its parameter.

    What it measures
    ----------------
    Sentences in documents that claim differential privacy (not those that deny or plan it), and calls on the training
    path to a library for it (Opacus, diffprivlib, TensorFlow Privacy, OpenDP ...) with an epsilon or a noise level.

    Why it matters
    --------------
    A claim without its epsilon says nothing: at a large epsilon the guarantee is empty.

    How to fix
    ----------
    Train with the library and an epsilon written in the configuration, state that epsilon in the document, or take the
    claim back.

    Limits
    ------
    Read from the code; the privacy spent over all runs is not computed. Whether the epsilon is small enough is not
    judged.

    Source
    ------
    Dwork and Roth, "The Algorithmic Foundations of Differential Privacy", 2014; NIST SP 800-226, 2025.
    """
    if claims.code is not None and claims.parameter is not None:
        why = f"The training path applies differential privacy with {claims.parameter}."
        return measured(holds=True, evidence=[Evidence(claims.code, why)], strength=Strength.E2, reason=why)
    place = claims.claims[0] if claims.claims else claims.code
    if claims.code is not None:
        reason = "the training path calls a privacy library, and no epsilon or noise level is written there"
    else:
        reason = f"{place} claims differential privacy, and no code on the training path applies it"
    fix = f"Write the epsilon where {claims.code or 'the training script'} trains, and state it in {place}."
    finding = Finding(Severity.HIGH, f"{reason[:1].upper()}{reason[1:]}.", place, fix=fix)
    return measured(holds=False, findings=[finding], strength=Strength.E2, reason=reason)
