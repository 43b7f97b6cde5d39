"""Cost control: what the service costs is estimated, tagged and watched by a budget."""

from __future__ import annotations

from checks.infrastructure._cost_facts import CostControls
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit

SHOWN = 3


@check(
    title="Cost control",
    effort=Effort.SMALL,
    measures=(Measure("tagged_resource_share", Unit.SHARE), Measure("cost_part_share", Unit.SHARE)),
)
def cost_control(costs: CostControls) -> CheckResult:
    """Return the share of resources whose cost is tagged, and of three parts (0 to 1): tags, budget, estimate.

    What it measures
    ----------------
    ``tagged_resource_share``: clusters, services, functions, machines and buckets of the infrastructure files with a
    tag (their own or the provider's default) that names a cost centre, team, owner, project or service; without such
    files, labels of the serving workloads. ``cost_part_share``: any such tag, a budget that notifies somebody, and a
    section on cost that gives an amount of money and the volume of predictions it is for.

    Why it matters
    --------------
    Cost grows with traffic and is noticed on the invoice. An estimate shows early whether the model pays.

    How to fix
    ----------
    Set ``default_tags`` on the provider, declare a budget with a notification, and write down what a thousand
    predictions cost at the measured throughput.

    Limits
    ------
    Amounts are not checked against any price list, and budgets set in a console are not seen. Whether the estimate is
    right, people sign.

    Source
    ------
    AWS Well-Architected Machine Learning Lens, 2023, MLCOST-16 and MLCOST-27; FinOps Foundation, "FinOps Framework",
    2024.
    """
    resources = len(costs.tagged) + len(costs.untagged)
    parts = {
        "a cost tag": (costs.tagged[0] if costs.tagged else None, "Tag the resources with a cost centre or owner."),
        "a budget that tells somebody": (costs.budget, "Declare a budget with a notification."),
        "an estimate with the volume it is for": (
            costs.estimate, "Write down what the expected number of predictions costs a month."
        ),
    }  # fmt: skip
    place = next(iter((*costs.untagged, *costs.tagged)), costs.silent_budget)
    findings = [
        Finding(Severity.LOW, f"Cost control lacks {part}.", place, fix=fix)
        for part, (there, fix) in parts.items()
        if there is None
    ]
    findings += [_untagged(where) for where in costs.untagged[:SHOWN]]
    if costs.silent_budget is not None:
        message = f"The budget at {costs.silent_budget} tells nobody."
        findings.insert(0, Finding(Severity.MEDIUM, message, costs.silent_budget, fix="Add a notification to it."))
    evidence = [Evidence(there, f"Holds {part}.") for part, (there, _) in parts.items() if there is not None]
    tagged = len(costs.tagged) / resources if resources else None
    reason = "" if resources else "no resource that costs is declared in the files"
    share = sum(there is not None for there, _ in parts.values()) / len(parts)
    values = [
        Measurement("tagged_resource_share", tagged, Unit.SHARE, n=resources, reason=reason),
        Measurement("cost_part_share", share, Unit.SHARE, n=len(parts)),
    ]
    return measured(measurements=values, findings=findings, evidence=evidence, strength=Strength.E1)


def _untagged(where: Location) -> Finding:
    return Finding(
        Severity.LOW, f"What {where} declares carries no cost tag.", where, fix=f"Add a tag in {where.path}."
    )
