"""Metric intervals: the quality of the model on every labelled table, with 95 % intervals, targets and calibration."""

from checks.model_validation._calibration import ReliabilityBin, difference
from checks.model_validation._quality_facts import MEASURES, Quality, as_measurement, interval_words
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.declared.declared_targets import Side, declared_target, side_of
from readiness.evidence.declared.manifest import Manifest

LARGE_GAP = 0.1


@check(
    title="Metrics with intervals",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(*MEASURES, Measure("observed_positive_share", Unit.SHARE), Measure("train_test_gap", Unit.SCORE)),
)
def metric_intervals(quality: Quality, manifest: Manifest) -> CheckResult:
    """Return whether metrics that suit the task could be recomputed on the test table, with 95 % intervals.

    What it measures
    ----------------
    Two classes: accuracy, precision, recall, F1, area under the ROC curve, Brier score and expected calibration error
    (ten equal bins), with the share of positives that followed in each bin. More classes: accuracy, and precision,
    recall and F1 as means over the classes. Numbers: mean absolute error, root mean squared error and R2. All
    recomputed from the model's answers (or the recorded ones), held against the targets in readiness.yaml by the whole
    interval, and compared between train and test.

    Why it matters
    --------------
    One number without its uncertainty can be luck. Intervals say what the test table can and cannot tell. A score that
    is no probability misleads whoever weighs costs by it, and a model that has learnt its rows by heart looks better
    than it is.

    How to fix
    ----------
    Report these metrics with their intervals. Where an interval crosses your target, add labelled test rows. Calibrate
    on rows that were not used for training. Regularise where train is far better than test.

    Limits
    ------
    Rows are taken as independent: rows that belong together make the intervals too narrow. The calibration error is
    above zero by noise alone in small tables. No target is assumed where none is declared.

    Source
    ------
    Bootstrap: Efron and Tibshirani 1993. AUC: Hanley and McNeil 1982. Brier 1950. Calibration: Naeini et al. 2015;
    Niculescu-Mizil and Caruana 2005. Interval of a difference: Zou and Donner 2008.
    """
    measurements = [
        as_measurement(name, estimate, dataset, quality.model)
        for dataset, estimates in quality.estimates.items()
        for name, estimate in estimates.items()
    ]
    measurements += [_bin(entry, quality) for entry in quality.reliability]
    evidence = [
        Evidence(Location(quality.paths[dataset]), f"{name} on {dataset}: {interval_words(estimates[name])}.")
        for dataset, estimates in quality.estimates.items()
        if (name := quality.headline) in estimates
    ]
    met, findings = _targets(quality, manifest)
    findings += _miscalibrated(quality)
    gap, overfitted = _train_test_gap(quality)
    known = [estimate for estimate in quality.test.values() if estimate.value is not None and estimate.low is not None]
    return measured(
        holds=True if known else None,
        measurements=[*measurements, *gap],
        findings=[*findings, *overfitted],
        evidence=[*evidence, *met],
        strength=Strength.E2,
        reason="" if known else "there is no labelled test table to measure on",
    )


def _bin(entry: ReliabilityBin, quality: Quality) -> Measurement:
    observed = entry.observed
    return Measurement(
        "observed_positive_share", observed.value, Unit.SHARE, observed.low, observed.high, observed.confidence,
        observed.n, "test", group=entry.name, model=quality.model,
        method=f"scores of {entry.name}, mean {entry.mean_score:.3f}; {observed.method}",
    )  # fmt: skip


def _targets(quality: Quality, manifest: Manifest) -> tuple[list[Evidence], list[Finding]]:
    met, findings = [], []
    for name, estimate in quality.test.items():
        target = declared_target(manifest, name)
        if target is None:
            continue
        place = manifest.location(f"targets.{name}") or Location(quality.paths["test"])
        side = side_of(target, estimate)
        words = f"{name} is {interval_words(estimate)}, your target {target}"
        if side is Side.INSIDE:
            met.append(Evidence(place, f"{words}."))
        elif side is Side.OUTSIDE:
            fix = "Improve the model, or agree on another target with its owner."
            findings.append(Finding(Severity.HIGH, f"{words}: missed.", place, fix=fix))
        else:
            fix = f"Add labelled rows to {quality.paths['test']}."
            findings.append(Finding(Severity.MEDIUM, f"{words}: open, the interval crosses it.", place, fix=fix))
    return met, findings


def _miscalibrated(quality: Quality) -> list[Finding]:
    off = [entry for entry in quality.reliability if not entry.fits]
    # One bin in twenty misses its 95 % interval by chance alone.
    if len(off) < 2:
        return []
    shown = "; ".join(
        f"{entry.name}: {entry.observed.value:.2f} instead of {entry.mean_score:.2f} ({entry.observed.n:,} rows)"
        for entry in off[:4]
    )
    message = f"Probabilities differ from what followed in {len(off)} of {len(quality.reliability)} bins: {shown}."
    fix = "Calibrate the model on rows not used for training (isotonic or sigmoid), then assess again."
    return [Finding(Severity.MEDIUM, message, Location(quality.paths["test"]), fix=fix)]


def _train_test_gap(quality: Quality) -> tuple[list[Measurement], list[Finding]]:
    name = quality.headline
    test, train = quality.test.get(name), quality.estimates.get("train", {}).get(name)
    if test is None or train is None or test.value is None or train.value is None:
        return [], []
    ends = difference(train, test)
    low, high = ends or (None, None)
    gap = Measurement(
        "train_test_gap", train.value - test.value, Unit.SCORE, low, high, test.confidence if ends else None, test.n,
        "test", model=quality.model, method=f"{name}, train less test",
    )  # fmt: skip
    if low is None or low <= LARGE_GAP:
        return [gap], []
    message = f"{name} is {interval_words(train)} on train and {interval_words(test)} on test: rows learnt by heart."
    fix = "Regularise or simplify the model, or stop training earlier; compare again."
    return [gap], [Finding(Severity.MEDIUM, message, Location(quality.paths["test"]), fix=fix)]
