"""Profile on every run: the training run leaves a profile of its data behind."""

from checks.data_quality._profile_facts import ProfileRuns
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Severity


@check(title="Profile on every run", effort=Effort.SMALL, states_fact=True)
def profile_on_every_run(profiles: ProfileRuns) -> CheckResult:
    """Return whether the training run or a timed job makes a data profile, keeps it and compares it with another.

    What it measures
    ----------------
    A call that profiles a table (ydata-profiling, whylogs, Evidently, TFDV, Great Expectations' data docs, Deequ,
    describe) which the training path or an active timer reaches, a write of its result in the same place, and a
    comparison with another table or profile on that path.

    Why it matters
    --------------
    Slow change is visible only next to the last run. A profile made by hand is made once.

    How to fix
    ----------
    Call the profiler in the training run, write its result with the date and the data's SHA-256, and compare it with
    the last one.

    Limits
    ------
    Read from the code; the run is not started. A comparison made by a person who looks at two reports is not seen.

    Source
    ------
    Breck et al., "Data Validation for Machine Learning", MLSys 2019; Schelter et al., "Automating Large-Scale Data
    Quality Verification", VLDB 2018.
    """
    if profiles.made is None:
        if profiles.alone is None:
            return no_evidence("profiles are on record, and no code that runs makes one")
        reason = f"{profiles.alone} makes a profile, and neither the training run nor a timer reaches it"
        fix = f"Call what {profiles.alone.path} does from the training run and write its result."
        finding = Finding(Severity.MEDIUM, f"{reason[:1].upper()}{reason[1:]}.", profiles.alone, fix=fix)
        return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)
    place, name = profiles.made
    evidence = [Evidence(place, f"{name.rpartition('.')[2]} makes a profile on every run.")]
    if profiles.compared is not None:
        evidence.append(Evidence(profiles.compared, "The run compares it with another."))
    if profiles.kept and profiles.compared is not None:
        return measured(holds=True, evidence=evidence, strength=Strength.E1)
    lacking = "is not seen to be kept" if not profiles.kept else "is not compared with the last one"
    reason = f"the profile made in {place} {lacking}"
    finding = Finding(
        Severity.LOW, f"The profile made in {place} {lacking}.", place, fix=f"Write and compare it in {place.path}."
    )
    return measured(holds=False, findings=[finding], evidence=evidence, strength=Strength.E1, reason=reason)
