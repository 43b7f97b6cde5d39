"""How a model is evaluated: held-out data and folds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.model_calls import trains_model
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
            ) and any(trains_model(name) or re.search(r"(?i)(^|[._])(train|fit)(_|$)", name) for name in loop.calls):
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
