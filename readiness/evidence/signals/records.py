"""What is recorded of learning: runs with parameters and metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.files.bounded_yaml import mapping
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_TRACKS = (
    r"^mlflow\.(\w+\.)*(log_metrics?|autolog|evaluate|log_batch)$|MlflowClient\(\)\.(log_metric|"
    r"log_batch)$|^wandb\.(init\(\)\.)?log$|^wandb\.\S*\.(log|summary\S*)$|"
    r"^neptune\.(new\.)?\S*(init_run|init)\(\)\S*\.(append|log|assign|upload)$|"
    r"^neptune\.(new\.)?(init_run|init)$|^neptune\.log_metric|"
    r"^comet_ml\.(\w*Experiment|start)\(\)\.log_\w+$|^comet_ml\.(OfflineExperiment|Experiment|start)$|"
    r"^clearml\.Task\.init$|^trains\.Task\.init$|"
    r"^dvclive\.(Live|lightning\.\w+|keras\.\w+|huggingface\.\w+)|^azureml\.core\.\S*Run\S*\.(log|"
    r"log_row|log_list|log_table)$|^azureml\.core.*\.start_logging\(\)\.log|"
    r"^google\.cloud\.aiplatform\.(log_metrics|start_run|log_params)$|"
    r"^sagemaker\.experiments\.\S*\.log_\w+$|^smexperiments\.|^aim\.Run\(\)\.track$|"
    r"^sacred\..*\.log_scalar$|^guild\.|^polyaxon\.tracking\.log_|^hopsworks.*experiment|^swanlab\.|"
    r"^mlflow\.\S*MLflowCallback|^tensorboard.*\.add_hparams$|"
    r"\.add_hparams$|^pytorch_lightning\.loggers\.(?!TensorBoard|CSV)\w+Logger$|"
    r"^lightning\.pytorch\.loggers\.(?!TensorBoard|CSV)\w+Logger$|"
    r"(Wandb|MLflow|Comet|Neptune|MLFlow|Mlflow|ClearML)(Metrics)?(Logger|Callback)\w*$|"
    r"^kfp\..*\.log_metric$|^zenml\.(\w+\.)*log_(model_|artifact_|step_)?metadata$|"
    r"^mlflow\.start_run\(\)\.log_metric|^vetiver\.vetiver_pin_metrics$|"
    r"^ray\.air\.integrations\.(mlflow|wandb)|\.log_metrics$"
)
_NAMED_TRACKING = re.compile(
    r"(_target_:\s*\S*loggers?\S*\.(Wandb|MLFlow|Comet|Neptune|Aim)\w*Logger|"
    r"report_to['\"]?\s*[:=]\s*\[?['\"](wandb|mlflow|comet\w*|neptune|clearml|azure_ml))"
)


def experiment_tracking(seen: Seen) -> Signal:
    """Runs are recorded with parameters and metrics: MLflow, W&B, Neptune, DVC, Comet, runs of a platform.

    Not: the library only listed as a dependency.
    """

    def recorded() -> Iterator[Evidence]:
        for used in seen.live.calls(_TRACKS):
            if used.last == "log_metrics" and not re.search(
                r"mlflow|run|experiment|logger|live|client|aiplatform", used.name
            ):
                continue
            if not used.name.startswith("torch"):
                yield used.at(f"{used.name[-50:]} records the run")
        for used in seen.live.calls(r"(^|\.)\w*run\w*\.log(_metrics?)?$|\.(parent)\.log$|^run\.log$"):
            if any(
                name.startswith(("azureml", "wandb", "mlflow", "neptune", "aim")) for name in used.module.import_lines
            ):
                yield used.at(f"{used.name[-50:]} records the run")
        for used in seen.live.calls(r"(TrainingArguments|TrainerConfig|SFTConfig)$"):
            reported = used.call.literal("report_to")
            if reported not in (None, "none", "tensorboard", ("tensorboard",), ()):
                yield used.at(f"the trainer reports to {reported}")
        for path in seen.files.ending(".yml", ".yaml"):
            for line, _, _ in seen.files.lines(path, _NAMED_TRACKING):
                yield place(path, line, "a tracking logger is configured for the trainer")
        yield from _dvc_runs(seen)
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, _ in seen.files.lines(path, re.compile(r"mlflow_log_(metric|param)|wandb::wandb\$log")):
                yield place(path, line, "records the run")

    return shown_by(recorded(), "no run is recorded with parameters and metrics")


def _dvc_runs(seen: Seen) -> Iterator[Evidence]:
    for path in seen.files.named("dvc.yaml"):
        for root in seen.files.yaml(path):
            stages = mapping(mapping(root).get("stages"))
            metric = next(
                (mapping(stages[name]).at("metrics") for name in stages if mapping(stages[name]).get("metrics")), 0
            )
            known = any(mapping(stages[name]).get("params") for name in stages)
            if metric and known:
                yield place(path, metric, "stages with parameters and metrics")


_REGISTERED_URI = re.compile(r"^models:/(?!m-[0-9a-f])[^/]+/[^/]+|^models:/[\w-]+@\w+")
