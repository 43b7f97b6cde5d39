"""Tests that assert reach every module of the training and serving path, and one trains end to end."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.suite_reach import SuiteReach


@check(
    title="Tests that assert",
    effort=Effort.MEDIUM,
    measures=(Measure("tested_module_share", Unit.SHARE), Measure("end_to_end_tests", Unit.COUNT)),
)
def test_suite(reach: SuiteReach) -> CheckResult:
    """Return the share of production modules that an asserting test reaches, and the number of end-to-end tests.

    What it measures
    ----------------
    Modules with functions on the training or serving path: the share (0 to 1) of which an asserting test that is not
    skipped calls at least one function, directly or through other code. End-to-end tests are those that train a model
    or ask a route for a prediction. Test functions without an assertion do not count.

    Why it matters
    --------------
    Changes break what nobody looked at; a test finds it before a release does.

    How to fix
    ----------
    Write one test with assertions for each module named in the finding, and one that trains on a few rows.

    Limits
    ------
    Read from the code: the tests are not run, so whether they pass and which lines they cover is not seen.

    Source
    ------
    Breck et al., "The ML Test Score", IEEE Big Data 2017, Infra 2 and 3.
    """
    modules = len(reach.tested) + len(reach.untested)
    end_to_end = (*reach.training_tests, *reach.serving_tests)
    share = Measurement(
        "tested_module_share",
        len(reach.tested) / modules if modules else None,
        Unit.SHARE,
        n=modules,
        reason="" if modules else "no module of the project is on a training or serving path",
    )
    count = Measurement("end_to_end_tests", float(len(end_to_end)), Unit.COUNT, n=reach.tests)
    findings = [
        Finding(
            Severity.MEDIUM,
            f"No asserting test reaches {path}.",
            Location(path),
            fix=f"Write a test that calls a function of {path} and asserts its result.",
        )
        for path in reach.untested[:5]
    ]
    if reach.empty:
        place = reach.empty[0]
        bare = len(reach.empty)
        those = "1 test function asserts nothing or is" if bare == 1 else f"{bare} test functions assert nothing or are"
        message = f"{those} skipped; the first is {place}."
        findings.append(Finding(Severity.LOW, message, place, fix=f"Assert the expected result in {place}."))
    if not reach.training_tests:
        fix = "Add a test that trains on a few rows and asserts that the stored model predicts."
        findings.append(Finding(Severity.MEDIUM, "No test trains a model end to end.", fix=fix))
    evidence = [Evidence(place, "Trains a model end to end.") for place in reach.training_tests[:1]]
    evidence += [Evidence(place, "Asks the service for a prediction.") for place in reach.serving_tests[:1]]
    reason = f"{reach.tests} asserting tests reach {len(reach.tested)} of {modules} production modules"
    return measured(
        measurements=[share, count], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason
    )
