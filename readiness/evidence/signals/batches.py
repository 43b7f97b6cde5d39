"""Predictions for many records at once: endpoints, jobs and commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.entry_points import Entry
from readiness.evidence.code.model_calls import applies_model, loads_model, reads_data, trains_model
from readiness.evidence.signals.live_code import Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.serving import APPLIES, prediction_routes
from readiness.evidence.signals.signal import Signal, place, shown_by

_BATCH_CALLS = (
    r"\.batch_predict$|\.batch_prediction_jobs?\b|BatchPredictionJob\.(create|submit)$|"
    r"^mlflow\.pyfunc\.spark_udf$|\.transform_input$|"
    r"^sagemaker\.transformer\.|^sagemaker\..*\.transformer$|^sagemaker\..*\.transform$|"
    r"create_transform_job$|ParallelRunStep$|ParallelRunConfig$|"
    r"batch_endpoints\.\w+$|BatchPredictOp$|ModelBatchDeployment$|BatchEndpoint$|BatchDeployment$|"
    r"\.score_batch$|^tfx\..*BulkInferrer$|^apache_beam.*RunInference$"
)


_WRITES = re.compile(
    r"\.(to_(csv|parquet|sql|json|gbq|feather|excel|table|pickle)|write_\w+|writerow\w*|put_object|"
    r"upload_file\w*|insert\w*|saveAsTable|"
    r"save|parquet|csv|bulk_write|write)$|^json\.dump$"
)


_SUBMISSION = re.compile(r"(?i)submission|submit|kaggle")


def batch_prediction(seen: Seen) -> Signal:
    """A feature that predicts for many records and stores or returns them: a batch endpoint, job or command.

    Not: the evaluation of a test set; a file for a competition; an endpoint for one record that happens to take a list.
    """

    def batches() -> Iterator[Evidence]:
        if seen.serving is not None and seen.serving.kind == "batch":
            for entry in seen.serving.entries:
                names = [one.name for one in seen.live.within(seen.live.reach(entry.starts))]
                if not _competes(seen, entry) and not _evaluates(entry, names):
                    yield place(
                        entry.location.path,
                        entry.location.line,
                        f"{entry.title} predicts for a table and stores the result",
                    )
        for used in seen.live.calls(_BATCH_CALLS, notebooks=False):
            yield used.at(f"{used.last} predicts for many records")
        yield from _batch_routes(seen)
        yield from _batch_jobs(seen)
        yield from _scoring_functions(seen)
        for path, root in seen.files.yaml_with("batchDeployment"):
            yield place(path, root.line, "managed batch deployment")

    return shown_by(batches(), "nothing predicts for many records and stores or returns them")


def _batch_routes(seen: Seen) -> Iterator[Evidence]:
    for entry in prediction_routes(seen):
        definition = seen.sources.by_path[entry.starts[0][0]].definitions.get(entry.starts[0][1])
        if definition is None or entry.method == "get":
            continue
        named = bool(re.search(r"(?i)batch|bulk|csv|file|upload|dataset", entry.address + " " + definition.last))
        nodes = seen.live.reach([(entry.starts[0][0], entry.starts[0][1])])
        reads = any(reads_data(used.name) for used in seen.live.within(nodes))
        image = any(re.search(r"PIL|cv2|Image", used.name) for used in seen.live.within(nodes))
        if (named or reads) and not image:
            yield place(entry.location.path, entry.location.line, f"{entry.title} predicts for a batch")


def _batch_jobs(seen: Seen) -> Iterator[Evidence]:
    """Yield scripts, commands and scheduled tasks that load a stored model, predict for a table and
    store the result.
    """
    if seen.reachability is None:
        return
    for kind in ("script", "scheduled"):
        for entry in seen.reachability.of(kind):
            nodes = set(seen.reachability.from_entry(entry))
            used = list(seen.live.within(nodes))
            names = [one.name for one in used]
            if any(trains_model(name) for name in names) or not any(
                applies_model(name) or APPLIES.search(name) for name in names
            ):
                yield from _batch_functions(seen, entry, used)
                continue
            loads = any(
                loads_model(name) or re.search(r"(?i)load_?(model|pipeline|artifact|object|bundle)|get_model", name)
                for name in names
            )
            reads = any(reads_data(name) for name in names)
            writes = next((one for one in used if _WRITES.search(one.name) and _stores_rows(one)), None)
            measured = _evaluates(entry, names)
            if loads and reads and writes is not None and not measured and not _competes(seen, entry):
                yield writes.at(f"{entry.title} predicts for a table and stores the result")


def _scoring_functions(seen: Seen) -> Iterator[Evidence]:
    """Yield functions named for scoring that read a table, ask a model and write the answers, all in their own body."""
    named = re.compile(r"(?i)infer|predict|scor|batch")
    aside = re.compile(r"(?i)train|eval|test|valid|metric|explain|monitor|drift")
    for (path, scope), used in seen.live.by_node.items():
        if (
            path.endswith(".ipynb")
            or not named.search(f"{path.rpartition('/')[2]} {scope}")
            or aside.search(f"{path.rpartition('/')[2]} {scope}")
        ):
            continue
        names = [one.name for one in used]
        reads = any(reads_data(name) or re.search(r"\.read(_\w+)?$", name) for name in names)
        applies = next((one for one in used if applies_model(one.name)), None)
        writes = any(
            re.search(r"\.(write(_\w+)?|to_(csv|parquet|sql|json|gbq|feather)|put_object|upload_\w+)$", name)
            for name in names
        )
        if reads and writes and applies is not None and not any(trains_model(name) for name in names):
            yield applies.at(f"{scope or path} predicts for a table and stores the result")


def _batch_functions(seen: Seen, entry: Entry, used: list[Used]) -> Iterator[Evidence]:
    """Yield functions named for batches, called from a way in, that apply a model to a table and store or return it."""
    for one in used:
        target = seen.sources.locate(one.call.name, one.module)
        if target is None or target.definition is None or target.module.test:
            continue
        if re.search(
            r"(?i)(batch|bulk)_?(predict|infer|scor)|(predict|infer|score|scoring|"
            r"inference)\w*_?(batch|bulk|many|dataset|file|csv)",
            target.qualified,
        ):
            nodes = seen.live.reach([(target.module.path, target.qualified)])
            names = [inner.name for inner in seen.live.within(nodes)]
            if any(applies_model(name) for name in names) and any(
                _WRITES.search(name) or reads_data(name) for name in names
            ):
                yield place(target.module.path, target.definition.line, f"{target.qualified} predicts for many records")


def _evaluates(entry: Entry, names: list[str]) -> bool:
    """Return whether a script measures a model on a test set rather than predicting for use."""
    named = re.search(
        r"(?i)eval|test|performance|metric|valid|benchmark|train|bias|fairness|explain|drift|monitor",
        entry.location.path.rpartition("/")[2],
    )
    return bool(named) or any(
        re.search(r"^sklearn\.metrics\.|^fairlearn\.|(^|\.)evaluate\w*$|^torchmetrics\.|eval_\w+$", name)
        for name in names
    )


def _stores_rows(used: Used) -> bool:
    return (
        used.last not in ("save", "write", "csv", "parquet", "insert") or ".write" in used.name or "pandas" in used.name
    )


def _competes(seen: Seen, entry: Entry) -> bool:
    module = seen.sources.by_path.get(entry.location.path)
    return bool(_SUBMISSION.search(entry.location.path)) or (
        module is not None and any(_SUBMISSION.search(text.value) and ".csv" in text.value for text in module.texts)
    )
