"""Versions: registered models, the data, the artefact."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.files.bounded_yaml import mapping, mappings
from readiness.evidence.signals.files import walk
from readiness.evidence.signals.live_code import Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_REGISTERS = (
    r"^mlflow\.(\w+\.)*register_model$|\.create_model_version$|\.create_registered_model$|"
    r"\.transition_model_version_stage$|\.set_registered_model_alias$|"
    r"^azureml\.core\.\S*(Model\.register|register_model)$|\.register_model$|"
    r"models\.create_or_update$|^sagemaker\.workflow\.(step_collections\.RegisterModel|"
    r"model_step\.ModelStep)$|"
    r"^sagemaker\..*\.register$|\.create_model_package(_group)?$|"
    r"^google\.cloud\.aiplatform\.Model\.upload$|ModelUploadOp$|(^|\.)link_model$|\.link_artifact$|"
    r"^neptune\.\S*init_model(_version)?$|"
    r"^comet_ml\.\S*\.register_model$|^clearml\.OutputModel|^bentoml\.\w+\.(save_model|save)$|"
    r"^hopsworks.*\.create_model$|\.python\.create_model$|"
    r"^zenml\.(model\.)?\w*\.?(Model|ModelVersion)$|^modelstore\.|^vetiver\.vetiver_pin_write$|"
    r"^snowflake\.ml\.registry|^unionml\.|^dvc\.api\.artifacts_show$|"
    r"^seldon_deploy_sdk|^tfx\..*\.Pusher$|^mlflow\.MlflowClient\(\)\.(update_model_version|"
    r"copy_model_version)$|^mlem\.|^model_registry\.ModelRegistry|^kubeflow\.model_registry"
)


def model_registry(seen: Seen) -> Signal:
    """Models are registered with versions, stages or aliases.

    Not: a folder of files; a claim in a document.
    """

    def registered() -> Iterator[Evidence]:
        for used in seen.live.calls(_REGISTERS):
            own = seen.sources.locate(used.call.name, used.module)
            if own is None or not own.qualified:
                yield used.at(f"{used.name[-50:]} registers the model")
        for used in seen.live.calls(r"\.(log_model|save_model|autolog)$"):
            name = used.call.keywords.get("registered_model_name")
            if name is not None and name != "":
                yield used.at("the logged model is registered")
        for used in seen.live.calls(r"^wandb\.(sdk\.\S*)?Artifact$"):
            if used.call.literal("type", 1) == "model" and _aliased(used):
                yield used.at("a model artifact with versions and aliases")
        for written in seen.commands:
            if (
                re.search(
                    r"^(gto (register|assign)|az ml model (create|register)|mlflow models? register|wandb "
                    r"artifact put .*model|bentoml models? import)",
                    written.text,
                )
                and written.kind != "document"
            ):
                yield written.at(f"'{written.text[:50]}' registers the model")
        for workflow in seen.workflows:
            for _, step in workflow.active_steps():
                if re.search(r"(?i)iterative/gto-action|azureml.*register", step.uses):
                    yield place(workflow.path, step.line, f"{step.uses} registers the model")
        for path in seen.files.named("dvc.yaml"):
            for root in seen.files.yaml(path):
                for item in (mapping(value) for value in mapping(mapping(root).get("artifacts")).values()):
                    if str(item.get("type")) == "model":
                        yield place(path, item.line, "a model artifact of the DVC registry")
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, _ in seen.files.lines(
                path, re.compile(r"vetiver_pin_write\(|mlflow_register_model|mlflow_create_model_version")
            ):
                yield place(path, line, "the model is stored with versions")

    return shown_by(registered(), "no model is registered with a version, stage or alias")


def _aliased(used: Used) -> bool:
    return any(call.last in ("log_artifact", "link_artifact", "use_artifact") for call in used.module.calls)


_DATA_VERSIONS = (
    r"^lakefs\w*\.|^deltalake\.write_deltalake$|^delta\.|^pyiceberg\.|^quilt3\.|^pachyderm\w*\.|"
    r"^azureml\.core\.\S*Dataset\.(\w+\.)*register|\.register$|"
    r"^clearml\.Dataset\.(create|add_files)|^mlflow\.log_input$|^hsfs\.|\.get_feature_view$|"
    r"\.create_training_data$|^google\.cloud\.aiplatform\.\w+Dataset\.create$|"
    r"\.track_files$|\.create_dataset_version|^dvc\.api\.(open|read|get_url)$|"
    r"^sagemaker\.feature_store\.|^feast\.FeatureStore\(\)\.(get_historical_features|apply|"
    r"materialize)"
)


def data_versioning(seen: Seen) -> Signal:
    """Versions of the data are recorded: DVC, lakeFS, Delta, feature-store versions, snapshots, platform data sets.

    Not: a tool that is configured but tracks nothing; a table that lies in Git.
    """

    def recorded() -> Iterator[Evidence]:
        for path in seen.files.ending(".dvc"):
            for root in seen.files.yaml(path):
                for out in mappings(mapping(root).get("outs")):
                    if (out.get("md5") or out.get("etag") or out.get("hash")) and not is_model_path(
                        str(out.get("path") or "")
                    ):
                        yield place(path, out.line, f"DVC tracks {out.get('path')}")
        yield from _dvc_lock(seen)
        yield from _hashed(seen)
        for used in seen.live.calls(_DATA_VERSIONS):
            if used.last == "register":
                if re.search(r"(?i)dataset", used.name):
                    yield used.at("a version of the data set is registered")
            elif used.last in ("open", "read", "get_url") and "rev" not in used.call.keywords:
                continue
            else:
                yield used.at(f"{used.name[-50:]} records the version of the data")
        for used in seen.live.calls(
            r"^wandb\.(sdk\.\S*)?Artifact$|\.(option|load_dataset|format)$|^datasets\.load_dataset$|"
            r"^azure\.ai\.ml\.entities\.(_assets\.)?Data$"
        ):
            yield from _versioned_read(used)
        for path, root in seen.files.yaml_with("versioned: true"):
            for item in walk(root):
                if (
                    item.get("versioned") is True
                    and "data" in str(item.get("filepath", ""))
                    and not is_model_path(str(item.get("filepath")))
                ):
                    yield place(path, item.at("versioned"), "a versioned data set of the catalogue")
        for path, root in seen.files.yaml_with("schemas/latest/data"):
            yield place(path, root.line, "a data asset of the platform")
        for path in seen.files.ending(".sql", ".py"):
            if "VERSION AS OF" in seen.files.text(path):
                yield place(path, None, "a version of the table is read")

    return shown_by(recorded(), "no version of the data is recorded")


def _hashed(seen: Seen) -> Iterator[Evidence]:
    """Yield functions that write down a digest of the data beside what was trained on it."""
    for module in seen.live.modules():
        texts: dict[str, set[str]] = {}
        for text in module.texts:
            texts.setdefault(text.scope, set()).add(text.value)
        for call in module.calls:
            held = texts.get(call.scope, set())
            if (
                not re.search(r"(?i)(sha\d*|hash\w*|md5|digest|checksum)$", call.last)
                or (module.path, call.scope) not in seen.live.nodes
            ):
                continue
            named = any(
                re.fullmatch(r"(?i)(data|dataset|training_data|train_data|data_(sha256|hash|digest|md5|version))", one)
                for one in held
            )
            if named and any(re.search(r"(?i)sha256|hash|digest|md5|checksum", one) for one in held):
                yield place(module.path, call.line, "a digest of the data is written down")


def _dvc_lock(seen: Seen) -> Iterator[Evidence]:
    for path in seen.files.named("dvc.lock"):
        for root in seen.files.yaml(path):
            stages = mapping(mapping(root).get("stages"))
            for item in (
                part for name in stages for key in ("deps", "outs") for part in mappings(mapping(stages[name]).get(key))
            ):
                held = str(item.get("path") or "")
                if (
                    re.search(r"(?i)data|\.csv|\.parquet|\.json|\.feather", held)
                    and not held.endswith(".py")
                    and (item.get("md5") or item.get("etag"))
                ):
                    yield place(path, item.line, f"the hash of {held} is recorded")


def _versioned_read(used: Used) -> Iterator[Evidence]:
    if used.last == "Artifact" and used.call.literal("type", 1) in (
        "dataset",
        "data",
        "raw_data",
        "raw-data",
        "clean_data",
        "split_data",
        "processed_data",
    ):
        yield used.at("a data artifact with versions")
    elif used.last == "option" and used.call.positional[:1] in (("versionAsOf",), ("timestampAsOf",)):
        yield used.at("a version of the table is read")
    elif used.last == "format" and used.call.positional[:1] == ("delta",):
        yield used.at("a Delta table keeps versions")
    elif used.last == "load_dataset" and used.call.literal("revision"):
        yield used.at("a revision of the data set is read")
    elif used.last == "Data" and "version" in used.call.keywords:
        yield used.at("a version of the data asset is registered")


def is_model_path(path: str) -> bool:
    """Return whether a path reads as that of a model rather than of data."""
    return bool(
        re.search(
            r"(?i)(^|/)(models?|artifacts?|weights|checkpoints?)(/|$|\.)|\.(pkl|joblib|onnx|pt|pth|h5|keras|bin)$", path
        )
    )
