"""Local explanations: the explanation of each single answer adds up to that answer of the shipped model."""

from checks.explainability._facts import Explanations
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

NOTICEABLE = 0.01


@check(
    title="Faithful explanations of single answers",
    effort=Effort.SMALL,
    measures=(
        Measure("additivity_error", Unit.ERROR),
        Measure("sampling_error", Unit.ERROR),
        Measure("explanation_ms", Unit.MILLISECONDS),
    ),
)
def local_explanations(explanations: Explanations) -> CheckResult:
    """Return the largest distance between an explanation's sum and the model's answer, in standard deviations of it.

    What it measures
    ----------------
    For every explained row, the expected value plus the SHAP values of all columns is compared with what the shipped
    model itself answers for that row, in log-odds, probability or the target's unit. The largest distance is divided by
    the standard deviation of the answers. Also what one explanation costs in time; and, where values are estimated by
    sampling within a time budget, their standard error, again in standard deviations of the answers.

    Why it matters
    --------------
    Whoever asks why a decision was made about them must be told about this model, not about another one or an
    approximation that happens to be near.

    How to fix
    ----------
    Explain the very artefact that serves, with its preprocessing; use TreeExplainer or LinearExplainer where they fit,
    and offer the explanation through an endpoint or a command.

    Limits
    ------
    Adding up is necessary and not sufficient: it shows that the values belong to this model, not that people understand
    them or that they say what to change. Estimated values (models without an exact explainer) add up by construction,
    and each single one has an error of sampling.

    Source
    ------
    Local accuracy: Lundberg and Lee 2017.
    """
    place = Location(explanations.path)
    error = explanations.additivity_error
    measurement = Measurement(
        "additivity_error", error, Unit.ERROR, n=explanations.n, dataset=explanations.dataset, model=explanations.path,
        method=f"{explanations.explainer}; largest of {explanations.n:,} rows, in {explanations.space}",
    )  # fmt: skip
    measurements = [measurement, *_cost(explanations)]
    if error > NOTICEABLE:
        message = (
            f"Explanations do not add up to the answers of {explanations.path}: off by up to {error:.2g} standard "
            f"deviations on {explanations.n:,} rows."
        )
        fix = f"Explain the final step of {explanations.path} on its own transformed columns."
        finding = Finding(Severity.HIGH, message, place, fix=fix)
        return measured(measurements=measurements, findings=[finding], strength=Strength.E3)
    why = (
        f"The SHAP values of {explanations.n:,} rows add up to the answers of {explanations.path} "
        f"(largest error {error:.1e} standard deviations)."
    )
    if explanations.sampling_error is not None:
        why += f" They are estimated: a row's standard error is {explanations.sampling_error:.2g} standard deviations."
    return measured(measurements=measurements, evidence=[Evidence(place, why)], strength=Strength.E3)


def _cost(explanations: Explanations) -> list[Measurement]:
    """Return the time that one explanation takes, and the error of estimated ones."""
    about = f"{explanations.explainer}, in the isolated worker on this machine"
    found = []
    if explanations.seconds is not None and explanations.n:
        found.append(
            Measurement(
                "explanation_ms", 1000 * explanations.seconds / explanations.n, Unit.MILLISECONDS, n=explanations.n,
                dataset=explanations.dataset, model=explanations.path, method=about, volatile=True,
            )
        )  # fmt: skip
    if explanations.sampling_error is not None:
        found.append(
            Measurement(
                "sampling_error", explanations.sampling_error, Unit.ERROR, n=explanations.n,
                dataset=explanations.dataset, model=explanations.path,
                method=f"{explanations.explainer}; median over rows, in standard deviations of the answers",
            )
        )  # fmt: skip
    return found
