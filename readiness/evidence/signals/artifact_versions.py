"""Whether the stored model can be addressed by run or version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.python_module import Ref
from readiness.evidence.signals.files import walk
from readiness.evidence.signals.live_code import Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by
from readiness.evidence.signals.versions import is_model_path, model_registry

_ADDRESSED = (
    r"^mlflow\.(?!data)\w+(\.\w+)*\.(log_model|autolog)$|^mlflow\.(autolog|register_model|"
    r"log_artifacts?|pyfunc\.log_model)$|\.log_artifacts?$|\.push_to_hub$|"
    r"^bentoml\.\w+\.(save_model|save)$|^azureml\.core\.\S*(Model\.register|register_model)$|"
    r"^google\.cloud\.aiplatform\.Model\.upload$|^sagemaker\.\S*Estimator\w*$|"
    r"^sagemaker\.estimator\.|^sagemaker\.(sklearn|pytorch|tensorflow|xgboost|huggingface)\.\S*$|"
    r"^dvclive\.\S*\.log_artifact$|^clearml\.OutputModel|"
    r"^zenml\.|^modelstore\.|^vetiver\.vetiver_pin_write|^neptune\.\S*upload$|"
    r"^comet_ml\.\S*\.log_model$|\.create_model_package$"
)


_VERSION_NAME = (
    r"(?i:version|run_?id|timestamp|\bnow\b|strftime|uuid|datetime|commit|sha\b|hash|\bdate|experiment_id|build_|git_)"
)


_DATED_FOLDER = re.compile(
    r"(?i)(os\.path\.join|Path)\([^)\n]*\b(timestamp|run_id|run_name|current_time_?stamp)\b|"
    r"f[\"'][^\"'\n]*(model|checkpoint|artifact)[^\"'\n]*\{[^}\n]*(timestamp|run_id|strftime|"
    r"version)[^}\n]*\}"
)


_MODEL_SAVERS = (
    r"^(joblib|pickle|cloudpickle|dill|skops\.io|sklearn\.externals\.joblib)\.dump$|^torch\.save$|"
    r"\.save_model$|\.save_pretrained$|(keras|tensorflow|[mM]odel)\S*\.save$|"
    r"^tensorflow\.saved_model\.save$"
)


def model_artifact_versioned(seen: Seen) -> Signal:
    """The artefact can be addressed by run or version.

    Not: one file that is overwritten.
    """

    def addressed() -> Iterator[Evidence]:
        yield from model_registry(seen).evidence
        for used in seen.live.calls(_ADDRESSED):
            if used.last in ("log_artifact", "log_artifacts") and not _stores_model(seen, used):
                continue
            yield used.at(f"{used.name[-50:]} keeps the model under its run or version")
        for used in seen.live.calls(_MODEL_SAVERS):
            if _versioned_name(seen, used):
                yield used.at("the file's name carries a version, run or date")
        for path in (*seen.files.ending(".dvc"), *seen.files.named("dvc.lock")):
            for root in seen.files.yaml(path):
                for item in walk(root):
                    if (
                        is_model_path(str(item.get("path") or ""))
                        and (item.get("md5") or item.get("hash"))
                        and not str(item.get("path")).endswith(".py")
                    ):
                        yield place(path, item.line, f"DVC records the hash of {item.get('path')}")
        for module in seen.live.modules():
            for text in module.texts:
                if re.match(r"^(runs:/|models:/)", text.value):
                    yield place(module.path, text.line, "the model is loaded by its run or version")
        for used in seen.live.calls(
            r"(WandbLogger|MLFlowLogger|WandbModelCheckpoint|WandbCallback|MLflowLoggerCallback)$"
        ):
            kept = (used.call.literal(key) for key in ("log_model", "save_model", "save_artifact"))
            if any(kept) or used.last == "WandbModelCheckpoint":
                yield used.at("the logger keeps the model of each run")

        for module in seen.live.modules():
            for line, row, _ in seen.files.lines(module.path, _DATED_FOLDER):
                if re.search(r"(?i)model|artifact|checkpoint|run|output", row):
                    yield place(module.path, line, "artefacts of a run are kept in a folder of their own")

    return shown_by(addressed(), "the artefact is one file that is overwritten, or none is stored")


def _stores_model(seen: Seen, used: Used) -> bool:
    values = [*used.call.positional, *used.call.keywords.values()]
    if any(
        isinstance(value, str) and re.search(r"(?i)model|\.pkl|\.joblib|\.pt|\.h5|\.onnx", value) for value in values
    ):
        return True
    named = [value.name for value in values if isinstance(value, Ref)]
    if any(re.search(r"(?i)model", name) for name in named):
        return True
    return any(re.search(_MODEL_SAVERS, one.name) for one in seen.live.by_node.get(used.node, ()))


def _versioned_name(seen: Seen, used: Used) -> bool:
    """Return whether the name of the stored file is built from a version, a run or a date, in the line or beside it."""
    text = seen.files.text(used.module.path)
    if not text or used.module.notebook:
        return False
    lines = text.split("\n")
    line = " ".join(lines[used.call.line - 1 : used.call.line + 3])
    written = [line]
    for name in set(re.findall(r"[A-Za-z_]\w*", line)) & _path_names(used):
        written += [row for row in lines if re.match(rf"^\s*{re.escape(name)}\s*=", row)]
    return any(
        re.search(r"[{%+]|format\(|join\(|/ ", part) and re.search(rf"[{{%+(,/].*?{_VERSION_NAME}", part)
        for part in written
    )


def _path_names(used: Used) -> set[str]:
    values = [*used.call.positional, *used.call.keywords.values()]
    names = {part for value in values if isinstance(value, Ref) for part in re.findall(r"\w+", value.name)}
    path_like = {
        name
        for name in re.findall(r"[A-Za-z_]\w*", " ".join(names))
        if re.search(r"(?i)path|file|name|dir|dest|out|uri", name)
    }
    return path_like | {"model_path", "filename", "path", "filepath", "model_file", "output_path", "save_path"}
