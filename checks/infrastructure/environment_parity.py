"""Environment parity: what is validated in staging is what production runs."""

from __future__ import annotations

from collections.abc import Iterator

from checks.infrastructure._environment_facts import Difference, Environments
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 5


@check(
    title="Staging equals production",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("environment_part_share", Unit.SHARE),),
)
def environment_parity(environments: Environments) -> CheckResult:
    """Return whether staging and production run the same image, and the share (0 to 1) of three parts of parity.

    What it measures
    ----------------
    Files that differ only in the word for the environment (Kustomize overlays, Helm values, tfvars, compose files,
    settings). The three parts: both name the same image and version, or inherit it from one base; they differ in size,
    names, addresses and access alone; a step of a pipeline runs tests in staging and can fail.

    Why it matters
    --------------
    A difference between environments shows itself on the first day of production. Two files can be compared earlier.

    How to fix
    ----------
    Keep the image in the shared base, move every other difference there too, and run the validation in staging before
    the release.

    Limits
    ------
    Files are compared, not what runs. Which keys may differ is told by their names; a tag can be moved, a digest not.

    Source
    ------
    Humble and Farley, "Continuous Delivery", 2010, chapter 5; Wiggins, "The Twelve-Factor App", 2011, X.
    """
    here, there = environments.pairs[0]
    apart = [image for image in environments.images if image.staging != image.production]
    one_sided = [
        one for one in environments.differences if one.key.rpartition(".")[2] in ("newTag", "digest", "tag", "image")
    ]
    known = bool(environments.images) or environments.shared_base is not None
    same_image = known and not apart and not one_sided
    parts = (same_image, not environments.differences, environments.tested is not None)
    findings = [*_differing(apart, Severity.HIGH), *_differing(list(environments.differences), Severity.MEDIUM)]
    if not known:
        message = f"Neither {here} nor {there} says which image runs."
        findings.append(Finding(Severity.MEDIUM, message, here, fix="Name the image in a base that both use."))
    if environments.tested is None:
        message = f"No step of a pipeline tests in staging ({here})."
        findings.append(
            Finding(Severity.MEDIUM, message, here, fix="Run the tests against staging before the release.")
        )
    evidence = [Evidence(place, f"Declares {what}.") for place, what in ((here, "staging"), (there, "production"))]
    if environments.shared_base is not None:
        evidence.append(Evidence(environments.shared_base, "Both environments build on this base."))
    if environments.tested is not None:
        evidence.append(Evidence(environments.tested, "Tests run in staging, and their failure fails the run."))
    share = Measurement("environment_part_share", sum(parts) / len(parts), Unit.SHARE, n=len(parts))
    reason = findings[0].message.rstrip(".") if findings else "staging and production run the same image and settings"
    return measured(
        holds=same_image,
        measurements=[share],
        findings=findings,
        evidence=evidence,
        strength=Strength.E1,
        reason=reason,
    )


def _differing(differences: list[Difference], severity: Severity) -> Iterator[Finding]:
    for one in differences[:SHOWN]:
        message = (
            f"{one.key} is {one.staging} in staging ({one.here}) and {one.production} in production ({one.there})."
        )
        yield Finding(severity, message, one.there, fix=f"Set {one.key} once for both, in a base that they share.")
