"""Searches over hyper-parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.model_calls import trains_model
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

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
            ) and any(trains_model(name) or re.search(r"(?i)train|fit|cross_val", name) for name in loop.calls):
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
