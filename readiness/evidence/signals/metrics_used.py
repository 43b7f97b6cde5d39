"""Which metrics of a model are computed and used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.signals.live_code import Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_COMPUTES = (
    r"metrics|evaluate|accuracy|scipy|sacrebleu|Preset$|compile$|report$|_score$|_error$|_loss$|"
    r"Evaluator|MetricFrame|cross_validate$|"
    r"compare_models$|support$|auc$|COCOeval|^(catboost|xgboost|lightgbm)\.\w+$"
)


_SAME_METRIC = {
    "auc": "rocauc",
    "roc": "rocauc",
    "acc": "accuracy",
    "meansquarederror": "mse",
    "meanabsoluteerror": "mae",
    "rootmeansquarederror": "rmse",
    "areaunderroc": "rocauc",
    "areaunderpr": "averageprecision",
    "rsquared": "r2",
    "binaryaccuracy": "accuracy",
    "sparsecategoricalaccuracy": "accuracy",
    "categoricalaccuracy": "accuracy",
    "crossentropy": "logloss",
}


_METRIC_FAMILY = re.compile(
    r"^(sklearn\.metrics|torchmetrics(\.\w+)*|tensorflow\.keras\.metrics|keras\.metrics|evaluate|"
    r"pyspark\.ml\.evaluation|imblearn\.metrics|surprise\.accuracy|scipy\.stats|"
    r"skmetrics|cuml\.metrics|statsmodels\.tools\.eval_measures|seqeval\.metrics|nltk\.translate\.\w+|"
    r"sacrebleu|rouge_score\S*|ranx|recmetrics)\.(\(\)\.)?(\w+)"
)


_SINGLE = {
    "accuracy_score": "accuracy",
    "balanced_accuracy_score": "balanced accuracy",
    "precision_score": "precision",
    "recall_score": "recall",
    "f1_score": "F1",
    "fbeta_score": "F-beta",
    "roc_auc_score": "ROC AUC",
    "average_precision_score": "average precision",
    "log_loss": "log loss",
    "brier_score_loss": "Brier",
    "mean_squared_error": "MSE",
    "root_mean_squared_error": "RMSE",
    "mean_absolute_error": "MAE",
    "mean_absolute_percentage_error": "MAPE",
    "r2_score": "R2",
    "median_absolute_error": "median absolute error",
    "explained_variance_score": "explained variance",
    "matthews_corrcoef": "MCC",
    "cohen_kappa_score": "kappa",
    "mean_squared_log_error": "MSLE",
    "root_mean_squared_log_error": "RMSLE",
    "max_error": "max error",
    "silhouette_score": "silhouette",
    "jaccard_score": "Jaccard",
    "adjusted_rand_score": "ARI",
    "davies_bouldin_score": "Davies-Bouldin",
    "calinski_harabasz_score": "Calinski-Harabasz",
    "ndcg_score": "NDCG",
    "auc": "AUC",
    "accuracy": "accuracy",
    "precision": "precision",
    "recall": "recall",
    "rmse": "RMSE",
    "mae": "MAE",
    "f1": "F1",
    "spearmanr": "Spearman",
    "pearsonr": "Pearson",
    "confusion_matrix": "confusion matrix",
    "d2_absolute_error_score": "D2",
    "hamming_loss": "Hamming",
    "zero_one_loss": "zero-one",
    "geometric_mean_score": "G-mean",
}


_SEVERAL = re.compile(
    r"(^|\.)(classification_report|precision_recall_fscore_support|classification_report_imbalanced)$|"
    r"^mlflow\.(models\.)?evaluate$|^pycaret\.\w+\.(pull|compare_models|evaluate_model)$|"
    r"^fairlearn\.metrics\.MetricFrame$|COCOeval|MeanAveragePrecision$|"
    r"^torchmetrics\.MetricCollection$|^deepchecks\..*model_evaluation|"
    r"^evidently\..*(Classification|Regression)Preset"
)


_OWN_METRIC = re.compile(
    r"(?i)^(calculate_|compute_|get_|eval_)?(precision|recall|accuracy|f1(_score)?|f_?beta(_score)?|rmse|"
    r"mae|mape|smape|mse|r2(_score)?|auc|roc_auc|iou|dice\w*|"
    r"perplexity|bleu|ndcg(_at_k)?|map_at_k|hit_rate|mrr|specificity|sensitivity)$"
)


_LOGGED_METRIC = re.compile(
    r"(?i)(^|[_/ -])(accuracy|acc|precision|recall|f1|f1_score|f_beta|auc|roc_auc|rmse|mse|mae|mape|"
    r"r2|log_?loss|specificity|sensitivity|iou|map|bleu|kappa|mcc)($|[_/ -])"
)


_R_METRICS = re.compile(
    r"\b(confusionMatrix|metric_set|metrics\(|conf_mat|roc_auc|rmse|rsq|accuracy|mae|postResample|"
    r"defaultSummary|sens|spec|precision|recall|f_meas|vetiver_compute_metrics)\b"
)


def multiple_metrics(seen: Seen) -> Signal:
    """Two or more suitable metrics are computed for the model and logged, printed, stored or compared.

    Not: a report that is computed and thrown away; one metric on two splits.
    """
    kinds: dict[str, Evidence] = {}
    for used in seen.live.calls(_COMPUTES):
        if used.name.startswith(("prometheus_client", "opentelemetry")) or _lost(seen, used):
            continue
        if _SEVERAL.search(used.name):
            return shown_by([used.at(f"{used.last} gives several metrics")], "")
        for name in _metric_kinds(used):
            kinds.setdefault(_plain(name), used.at(f"{name} is computed"))
    for name, found in (*_own_metrics(seen), *_recorded_metrics(seen)):
        kinds.setdefault(_plain(name), found)
    suitable = {name: found for name, found in kinds.items() if name not in ("spearman", "pearson", "")}
    if len(suitable) > 1:
        return shown_by(suitable.values(), "")
    only = next(iter(suitable.values()), None)
    return _r_metrics(
        seen, f"one metric only: {only.why} in {only.location}" if only else "no metric is computed and used"
    )


def _lost(seen: Seen, used: Used) -> bool:
    """Return whether a result is thrown away; what a framework shows by itself is not."""
    return used.last not in ("compile", "evaluate") and not used.name.startswith("catboost") and seen.thrown_away(used)


def _plain(name: str) -> str:
    """Return one form for the names of a metric: ``f1_score`` and ``F1`` are the same."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    plain = re.sub(r"^(calculate|compute|get|eval|test|val|valid|train|mean(?=accuracy))", "", plain).removesuffix(
        "score"
    )
    return _SAME_METRIC.get(plain, plain)


def _metric_kinds(used: Used) -> Iterator[str]:
    found = _METRIC_FAMILY.match(used.name)
    last = found.group(4) if found else used.last
    if found and last in _SINGLE:
        squared = used.call.literal("squared")
        yield "RMSE" if last == "mean_squared_error" and squared is False else _SINGLE[last]
    elif (
        found
        and used.name.startswith(("torchmetrics", "tensorflow.keras.metrics", "keras.metrics"))
        and "()" not in used.name
    ):
        yield last.lower().removeprefix("binary").removeprefix("multiclass")
    elif used.call.keywords.get("custom_metric") or used.call.keywords.get("eval_metric"):
        for key in ("custom_metric", "eval_metric", "custom_metrics"):
            value = used.call.keywords.get(key)
            yield from (str(one) for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, str))
    elif used.last == "compile":
        metrics = used.call.keywords.get("metrics")
        for value in metrics if isinstance(metrics, tuple) else ():
            yield (
                str(value if isinstance(value, str) else getattr(value, "name", value))
                .rpartition(".")[2]
                .lower()
                .removesuffix("()")
            )
    elif used.last == "cross_validate":
        scoring = used.call.keywords.get("scoring")
        yield from (str(value) for value in (scoring if isinstance(scoring, tuple) else ()))
    elif used.name.startswith("pyspark.ml.evaluation") and used.last.endswith("Evaluator"):
        yield str(used.call.literal("metricName") or used.last)
    elif used.name == "evaluate.load":
        yield str(used.call.literal("path", 0))


def _own_metrics(seen: Seen) -> Iterator[tuple[str, Evidence]]:
    for module in seen.live.modules(notebooks=True):
        for definition in module.functions():
            if _OWN_METRIC.match(definition.last) and (module.path, definition.name) in seen.live.nodes:
                yield definition.last.lower(), place(module.path, definition.line, f"{definition.last} is computed")


def _recorded_metrics(seen: Seen) -> Iterator[tuple[str, Evidence]]:
    """Yield names of metrics under which values are logged or kept as keys, in code that evaluates."""
    for used in seen.live.calls(r"\.(log_metric|log_scalar|add_scalar|log)$|^wandb\.log$|\.log_metrics$"):
        first = used.call.positional[0] if used.call.positional else used.call.literal("key")
        keys = first if isinstance(first, tuple) else (first,)
        for key in (key for key in keys if isinstance(key, str)):
            found = _LOGGED_METRIC.search(key)
            if found:
                yield found.group(2).lower(), used.at(f"{key} is logged")
    for module in seen.live.modules(notebooks=False):
        for definition in module.functions():
            if (
                re.search(r"(?i)evaluat|metrics|score", definition.last)
                and (module.path, definition.name) in seen.live.nodes
            ):
                inside = [text for text in module.texts if text.scope == definition.name and len(text.value) < 30]
                for text in inside:
                    found = _LOGGED_METRIC.search(text.value)
                    if found and found.group().strip("_/ -") == text.value:
                        yield found.group(2).lower(), place(module.path, text.line, f"{text.value} is kept")


def _r_metrics(seen: Seen, otherwise: str) -> Signal:
    def used() -> Iterator[Evidence]:
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            names = {found.group(1): line for line, _, found in seen.files.lines(path, _R_METRICS)}
            several = {"confusionMatrix", "metric_set", "metrics(", "postResample", "vetiver_compute_metrics"} & set(
                names
            )
            if several or len(names) > 1:
                name = next(iter(sorted(several)), next(iter(names)))
                yield place(
                    path, names[name], f"{name.rstrip('(')} gives several metrics" if several else "several metrics"
                )

    return shown_by(used(), otherwise)
