"""Proxies: how well the model's other inputs tell a sensitive attribute, and which ones tell it."""

from checks.fairness._proxy_facts import Proxies
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 5
STRONG = 0.7


@check(
    title="Proxies of sensitive attributes",
    effort=Effort.MEDIUM,
    states_fact=True,
    measures=(Measure("attribute_auc", Unit.AUC), Measure("proxy_auc", Unit.AUC)),
)
def proxies(proxies: Proxies) -> CheckResult:
    """Return that proxies were measured: the AUC with which the inputs tell each attribute, 0.5 to 1, and by column.

    What it measures
    ----------------
    A linear model is fitted on up to 5,000 rows to tell a group of the attribute from all others by the model's inputs,
    without the attribute itself, and judged on rows it has not seen. The group that is told best is shown, with all
    inputs together and with each column alone.

    Why it matters
    --------------
    Leaving the attribute out changes little when other columns carry it: postcode for origin, titles for sex. The model
    can then treat groups differently without naming them.

    How to fix
    ----------
    For each strong proxy decide with someone who knows the field: does the model need it, and is that need justified?
    Drop it or record why it stays, and look at rates by group either way.

    Limits
    ------
    The linear model finds a lower bound: others may tell the attribute better. That a column could be used to tell it
    does not mean that the model does. Groups under 50 rows are left out.

    Source
    ------
    Feldman et al. 2015 (predictability of the attribute); Fisher 1936 (discriminant); AUC: Hanley and McNeil 1982.
    """
    place = Location(proxies.path)
    measurements, findings, evidence = [], [], []
    for entry in proxies.attributes:
        about = f"ridge discriminant, 5 folds, {entry.group} against all others"
        measurements.append(
            Measurement(
                "attribute_auc",
                entry.together.value,
                Unit.AUC,
                entry.together.low,
                entry.together.high,
                entry.together.confidence,
                entry.together.n,
                proxies.dataset,
                attribute=entry.attribute,
                group=entry.group,
                model=proxies.model,
                method=f"{about}; {entry.together.method}",
            )
        )
        measurements += [
            Measurement(
                "proxy_auc", proxy.auc, Unit.AUC, n=proxies.n, dataset=proxies.dataset, column=proxy.column,
                attribute=entry.attribute, group=entry.group, model=proxies.model, method=about,
            )
            for proxy in entry.proxies[:SHOWN]
        ]  # fmt: skip
        strong = [proxy for proxy in entry.proxies if proxy.auc >= STRONG]
        named = ", ".join(f"{proxy.column} ({proxy.auc:.2f})" for proxy in (strong or list(entry.proxies))[:SHOWN])
        value = entry.together.value or 0.5
        words = f"The inputs tell {entry.group} ({entry.attribute}) with an AUC of {value:.2f}; alone: {named}"
        if strong:
            first = strong[0].column
            fix = (
                f"Decide whether the model needs {first}; drop it, or record why it stays, and compare rates by group."
            )
            findings.append(Finding(Severity.MEDIUM, f"{words}.", place, first, fix))
        else:
            evidence.append(Evidence(place, f"{words}."))
    return measured(holds=True, measurements=measurements, findings=findings, evidence=evidence, strength=Strength.E2)
