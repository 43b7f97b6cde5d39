"""Where training draws random numbers, and whether each place is seeded; where its parameters are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.domain.evidence import Fact, provides
from readiness.evidence.code.call_graph import ReachedCall
from readiness.evidence.code.code_paths import TrainingPath

SEED_ARGUMENTS = ("random_state", "seed", "random_seed", "rng", "generator", "random_state_seed", "data_random_seed")
DRAWING = re.compile(
    r"^sklearn\.(ensemble\.(?!Voting|Stacking)\w+|neural_network\.\w+|cluster\.(KMeans|MiniBatchKMeans|SpectralClustering)"
    r"|linear_model\.(SGD\w+|Perceptron|PassiveAggressive\w+)|tree\.\w+(Classifier|Regressor)"
    r"|model_selection\.(train_test_split|\w*ShuffleSplit|RandomizedSearchCV|Randomized\w+)|mixture\.\w+|svm\.LinearSVC"
    r"|decomposition\.(TruncatedSVD|NMF|FastICA)|inspection\.permutation_importance)$"
    r"|^(xgboost|lightgbm|catboost)\.\w*(Classifier|Regressor|Ranker)$|^imblearn\.\w+(\.\w+)*\.\w+$"
    r"|^optuna\.samplers\.\w+$"
)
NUMPY_DRAW = re.compile(r"^numpy\.random\.(?!seed|default_rng|RandomState|Generator|SeedSequence)\w+$")
PYTHON_DRAW = re.compile(r"^random\.(?!seed|Random)\w+$")
GENERATORS = re.compile(r"^(numpy\.random\.(default_rng|RandomState)|random\.Random|torch\.Generator)$")
FRAMEWORKS = {"torch": re.compile(r"^torch\b"), "tensorflow": re.compile(r"^(tensorflow|keras)\b")}
GLOBAL_SEEDS = {
    "numpy": re.compile(r"^numpy\.random\.seed$|seed_everything$|set_seed$|set_random_seed$"),
    "random": re.compile(r"^random\.seed$|seed_everything$|(?<!torch\.)set_seed$|set_random_seed$"),
    "torch": re.compile(r"^torch\.(cuda\.)?manual_seed(_all)?$|seed_everything$|set_seed$"),
    "tensorflow": re.compile(r"^tensorflow\.random\.set_seed$|set_random_seed$"),
}
TRACKED = re.compile(
    r"\.(log_params?|log_param|log_hyperparams|log_parameters|autolog)$|^wandb\.init$|^neptune\.init_run$"
)
PARAMETER_FILE = re.compile(
    r"^(yaml\.(safe_load|full_load|load)|tomllib\.loads?|toml\.loads?|json\.loads?|hydra\.main|omegaconf\..*load"
    r"|configparser\.ConfigParser\(\)\.read|dvc\.api\.params_show|ruamel\.yaml\..*load|dynaconf\.\w+|pyhocon\..*)$"
)
NOT_PARAMETERS = re.compile(r"data|secret|token|card|schema|metric|valid|suite|expect|label|pins", re.IGNORECASE)


@dataclass(frozen=True)
class Randomness(Fact):
    """Randomness and parameters of the training path.

    Attributes
    ----------
    seeded, unseeded
        Places that draw random numbers.
    parameters
        Calls that read parameters from a file or record them with a tracker.
    """

    seeded: tuple[ReachedCall, ...]
    unseeded: tuple[ReachedCall, ...]
    parameters: tuple[ReachedCall, ...] = ()


@provides("code")
def randomness(training: TrainingPath) -> Randomness:
    """Return the places on the training path that draw random numbers, told apart by whether a seed reaches them."""
    calls = training.calls if training.entries else training.notebook_calls
    globally = {library: any(pattern.search(call.name) for call in calls) for library, pattern in GLOBAL_SEEDS.items()}
    seeded: list[ReachedCall] = []
    unseeded: list[ReachedCall] = []
    for call in calls:
        verdict = _seeded(call, globally)
        if verdict is not None:
            (seeded if verdict else unseeded).append(call)
    for library, pattern in FRAMEWORKS.items():
        first = next((call for call in calls if pattern.match(call.name)), None)
        if first is not None:
            (seeded if globally[library] else unseeded).append(first)
    parameters = tuple(call for call in calls if _keeps_parameters(call))
    return Randomness(tuple(seeded), tuple(unseeded), parameters)


def _seeded(call: ReachedCall, globally: dict[str, bool]) -> bool | None:
    """Return whether a call that draws random numbers is seeded; None for any other call."""
    if DRAWING.match(call.name):
        return globally["numpy"] or _given(call)
    if call.name.endswith("Fold") and call.call.literal("shuffle") is True:
        return globally["numpy"] or _given(call)
    if call.call.last == "sample" and call.name.startswith(("pandas.", "polars.")):
        return globally["numpy"] or _given(call)
    if NUMPY_DRAW.match(call.name):
        return globally["numpy"]
    if PYTHON_DRAW.match(call.name):
        return globally["random"]
    if GENERATORS.match(call.name):
        return bool(call.call.positional or call.call.keywords)
    return None


def _given(call: ReachedCall) -> bool:
    keywords = call.call.keywords
    # Parameters handed over as ** may hold the seed: the benefit of the doubt, and said so in the check's limits.
    return "**" in keywords or any(key in keywords and keywords[key] is not None for key in SEED_ARGUMENTS)


def _keeps_parameters(call: ReachedCall) -> bool:
    if TRACKED.search(call.name):
        return True
    where = f"{call.module.path} {call.call.scope} {' '.join(str(value) for value in call.call.positional)}"
    return bool(PARAMETER_FILE.match(call.name)) and not NOT_PARAMETERS.search(where.rpartition("/")[2])
