"""How the model is trained and stored: format of the artefact, seeds, configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.python_module import Ref
from readiness.evidence.signals.files import line_of
from readiness.evidence.signals.live_code import Used
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, absent, place, shown_by

_SAFE_LOADS = (
    r"^onnxruntime\.InferenceSession$|^tensorflow\.(saved_model\.load|lite\.Interpreter)$|(^|"
    r"\.)keras(\.\w+)*\.load_model$|^skops\.io\.loads?$|"
    r"^(xgboost|lightgbm|catboost)\..*\.load_model$|^lightgbm\.Booster$|^safetensors\..*load\w*$|"
    r"^torch\.jit\.load$|^openvino\.|^tflite_runtime\.|^tensorrt\.|"
    r"^mlflow\.(xgboost|lightgbm|catboost|tensorflow|keras|onnx|prophet|transformers|spark|h2o|fastai|"
    r"spacy|paddle)\.load_model$|^h2o\.load_model$|"
    r"^fasttext\.load_model$|^spacy\.load$|^transformers\.(?!\w*(Tokenizer|Processor|FeatureExtractor|"
    r"Config))\w+\.from_pretrained$|^transformers\.pipeline$|"
    r"^sentence_transformers\.SentenceTransformer$|^pyspark\.ml\..*\.load$|^bentoml\.(onnx|keras|"
    r"tensorflow|xgboost|lightgbm|catboost|transformers|torchscript)\.(get|load_model|load_runner)$"
)
_PICKLED_LOADS = (
    r"^(joblib|pickle|cloudpickle|dill|pandas|sklearn\.externals\.joblib)\.(loads?|read_pickle)$|^torch\.load$|"
    r"^mlflow\.(sklearn|pyfunc|pytorch|statsmodels|pmdarima)\.load_model$|\.load_from_checkpoint$|"
    r"^bentoml\.(sklearn|pytorch|picklable_model|mlflow)\.|^ultralytics\.YOLO$"
)
_SAFE_STORES = (
    r"^mlflow\.(xgboost|lightgbm|catboost|tensorflow|keras|onnx|prophet|transformers|spark|"
    r"h2o)\.(log_model|save_model|autolog)$|^skops\.io\.dumps?$|^onnx\.save(_model)?$|"
    r"^(xgboost|lightgbm|catboost)\..*\.(save_model|dump_model)$|(keras|tensorflow)\S*\.(save|"
    r"save_model|export)$|^tensorflow\.saved_model\.save$|^safetensors\..*save\w*$|"
    r"^torch\.jit\.save$|^torch\.onnx\.export$|(keras|tensorflow)\S*ModelCheckpoint$|"
    r"\.save_pretrained$|^skl2onnx\.|^pyspark\.ml\..*\.save$"
)
_PICKLED_STORES = (
    r"^(joblib|pickle|cloudpickle|dill|sklearn\.externals\.joblib)\.dumps?$|^torch\.save$|"
    r"^mlflow\.(sklearn|pyfunc|pytorch|statsmodels)\.log_model$|\.to_pickle$"
)


def safe_model_format(seen: Seen) -> Signal:
    """The model file that serving loads is no pickle: ONNX, SavedModel, safetensors, skops, the text of a booster.

    Where nothing is served, the stored or logged model decides. A pickled preprocessor beside it changes nothing.
    Not: an export that lies next to the pickle that is served.
    """
    served = _loaded_where_served(seen)
    safe = [used for used in served if re.search(_SAFE_LOADS, used.name) or _safe_flavour(seen, used)]
    pickled = [used for used in served if re.search(_PICKLED_LOADS, used.name) and used not in safe]
    own = [used for used in safe if not re.search(_HUB_LOADS, used.name)]
    stored = list(seen.live.calls(_SAFE_STORES))
    pickles = [used for used in seen.live.calls(_PICKLED_STORES) if not _part(used)]
    if own or (safe and not pickled and not pickles):
        return shown_by((used.at(f"{used.name[-50:]} loads the model without unpickling") for used in own or safe), "")
    if pickled:
        return absent(f"{pickled[0].module.path}:{pickled[0].call.line} loads a pickle ({pickled[0].name[-40:]})")
    servers = _model_servers(seen)
    if servers:
        return shown_by(servers, "")
    if stored and not pickles:
        return shown_by((used.at(f"{used.name[-50:]} stores the model without pickling") for used in stored), "")
    if pickles:
        return absent(f"{pickles[0].module.path}:{pickles[0].call.line} stores a pickle")
    return absent("no model file in a format without pickled code is stored or served")


# weights of a published model, often only the start of the project's own
_HUB_LOADS = r"^transformers\.|^sentence_transformers\.|^spacy\.load$|^torch\.hub\."


def _safe_flavour(seen: Seen, used: Used) -> bool:
    """Return whether a generic MLflow loader reads what the project logs in flavours without pickled code only."""
    if not re.search(r"^mlflow\.pyfunc\.(load_model|spark_udf)$", used.name):
        return False
    logged = [one.name for one in seen.live.calls(r"^mlflow\.\w+\.(log_model|save_model)$")]
    return bool(logged) and all(re.search(_SAFE_STORES, name) for name in logged)


def _loaded_where_served(seen: Seen) -> list[Used]:
    loads = rf"{_SAFE_LOADS}|{_PICKLED_LOADS}"
    if seen.serving is None:
        scoring = re.compile(r"(?i)serv|api|app|predict|infer|score|deploy|sample|generate|demo")
        found = [used for used in seen.live.calls(loads, notebooks=False) if not _part(used)]
        return [used for used in found if scoring.search(used.module.path.rpartition("/")[2])]
    paths = {path for path, _ in seen.serving.nodes} | {load.module.path for load in seen.serving.loads}
    found = [used for used in seen.live.calls(loads, notebooks=False) if used.module.path in paths]
    return [used for used in found if not _part(used)] or found


def _part(used: Used) -> bool:
    """Return whether a stored object is a preprocessor or a mapping rather than the model, by the names around it."""
    values = [*used.call.positional, *used.call.keywords.values()]
    names = [value.name if isinstance(value, Ref) else str(value) for value in values] + list(used.call.targets)
    words = " ".join(names)
    return bool(
        re.search(
            r"(?i)scaler|encoder|vectori[sz]er|preprocess|imputer|tokenizer|label_?map|columns|"
            r"transformer|metrics|feature_names|\bdv\b|config",
            words,
        )
    ) and not (re.search(r"(?i)model|clf|classifier|regressor|pipeline", words))


def _model_servers(seen: Seen) -> list[Evidence]:
    servers = re.compile(r"tensorflow/serving|tritonserver")
    formats = re.compile(r"(?m)name:\s*(tensorflow|onnx|xgboost|lightgbm|triton|huggingface)\b")
    found = [
        place(image.path, image.final.line, "the model server loads a SavedModel or compiled model")
        for image in seen.images
        if servers.search(image.final.base.text)
    ]
    found += [
        place(workload.path, workload.line, "the inference service loads a model without pickled code")
        for workload in seen.kubernetes.workloads
        if workload.kind == "InferenceService" and formats.search(seen.files.text(workload.path))
    ]
    return found


_GLOBAL_SEEDS = (
    r"^numpy\.random\.(seed|default_rng|RandomState)$|^random\.seed$|^torch\.(manual_seed|"
    r"cuda\.manual_seed(_all)?|Generator\(\)\.manual_seed)$|"
    r"^tensorflow\.(random\.set_seed|set_random_seed|compat\.v1\.set_random_seed)$|(^|"
    r"\.)keras\.utils\.set_random_seed$|seed_everything$|^transformers\.(trainer_utils\.)?set_seed$|"
    r"(^|\.)set_(random_)?seeds?$|^jax\.random\.(PRNGKey|key)$|\.manual_seed$|fix_(random_)?seeds?$|"
    r"seed_all$|^accelerate\.utils\.set_seed$|^mxnet\.random\.seed$|^paddle\.seed$"
)
_SEEDED = ("random_state", "seed", "random_seed", "random_seed_value", "split_seed", "data_seed", "rng")


def random_seed_fixed(seen: Seen) -> Signal:
    """A seed is set on the split or the model."""

    def seeds() -> Iterator[Evidence]:
        training = {
            used.module.path
            for used in seen.live.calls(
                r"\.(fit|train|backward|fit_transform|compile|partial_fit)$|train_test_split$|\.train$"
            )
        }
        training |= {call.module.path for call in seen.training.calls} if seen.training is not None else set()
        for used in seen.live.calls(
            r"[sS]plit|sklearn\.|xgboost\.|lightgbm\.|catboost\.|XGB|LGBM|CatBoost|optuna|tensorflow|"
            r"keras|torch|transformers|autogluon|flaml|"
            r"Classifier|Regressor|Fold|sample$|shuffle$|Trainer|"
            r"TrainingArguments|load_dataset|randomSplit|Forest|CV$|\.train$|"
            r"\.cv$"
        ):
            for keyword in _SEEDED:
                value = used.call.keywords.get(keyword)
                if value is not None and keyword in used.call.keywords:
                    yield used.at(f"{used.last} with {keyword}")
            if used.last == "randomSplit" and len(used.call.positional) > 1:
                yield used.at("randomSplit with a seed")
        for used in seen.live.calls(_GLOBAL_SEEDS):
            given = used.call.positional or used.call.keywords
            if given and (used.module.path in training or _seeds_all(used)):
                yield used.at(f"{used.name[-40:]} before training")
        for module in seen.live.modules(notebooks=True):
            if module.path in training:
                yield from _seeded_parameters(seen, module.path)
        for path in seen.files.ending(".r", ".rmd", ".qmd"):
            for line, _, _ in seen.files.lines(path, re.compile(r"^\s*set\.seed\(\s*\d+")):
                yield place(path, line, "set.seed")

    return shown_by(seeds(), "no seed is set on the split or the model")


def _seeds_all(used: Used) -> bool:
    return bool(re.search(r"seed_everything$|set_seeds?$|manual_seed$|set_random_seed$|seed_all$", used.name))


def _seeded_parameters(seen: Seen, path: str) -> Iterator[Evidence]:
    """Yield a seed among literal model parameters: ``params = {"seed": 42}``."""
    for line, _, _ in seen.files.lines(
        path, re.compile(r"""["'](random_state|seed|random_seed)["']\s*:\s*(\d+|[A-Za-z_]\w*)""")
    ):
        yield place(path, line, "the model's parameters carry a seed")


_LOADS_CONFIG = (
    r"^(yaml|ruamel\.yaml|ruamel_yaml)\.(safe_load|load|full_load|YAML\(\)\.load)$|"
    r"^omegaconf\.OmegaConf\.load$|^hydra\.(main|compose)$|^configparser\.\w*ConfigParser\(\)\.read$|"
    r"^(tomllib|tomli|toml|pytoml)\.loads?$|^dotenv\.(load_dotenv|dotenv_values)$|^decouple\.(config|"
    r"AutoConfig|Config)|^dynaconf\.|^environs\.Env\(\)\.read_env$|"
    r"^starlette\.config\.Config$|^dvc\.api\.params_show$|^gin\.parse_config\w*|^ml_collections\.|"
    r"^confuse\.|^anyconfig\.load|^pyhocon\.|^box\.ConfigBox|^munch\.|"
    r"^kedro\.|LightningCLI$|^jsonargparse\.|^simple_parsing\.|^pyrallis\.|^addict\.|"
    r"^mmengine\.Config|^everett\.|^python_settings"
)
_CONFIG_NAME = re.compile(
    r"(?i)(config|params?|parameters|settings?|hyper_?params?|conf|options|schema|\.env|pipeline|"
    r"catalog)[\w./-]*\.?(json|ya?ml|toml|ini|cfg|env)?$"
)
_NOT_CONFIG = re.compile(
    r"(?i)docker|compose|openapi|swagger|k8s|kubernetes|helm|grafana|prometheus|model_?card|dvc\.lock|"
    r"MLmodel|meta\.yaml|deployment"
)


def config_separated(seen: Seen) -> Signal:
    """Configuration files (a loaded .env included) or settings classes that the training or serving code really reads.

    Not: a YAML file that nothing loads; os.getenv with a default alone; configuration of infrastructure only.
    """

    def read() -> Iterator[Evidence]:
        for used in seen.live.calls(_LOADS_CONFIG, notebooks=False):
            if not any(_NOT_CONFIG.search(text) for text in _near(used)):
                yield used.at(f"{used.name[-40:]} reads the configuration")
        for used in seen.live.calls(r"^json\.loads?$", notebooks=False):
            if any(_CONFIG_NAME.search(text) and text.endswith(".json") for text in _near(used)):
                yield used.at("a configuration file is read")
        yield from _settings_classes(seen)
        yield from _config_modules(seen)
        for path in seen.files.ending(".r", ".rmd"):
            for line, _, _ in seen.files.lines(
                path, re.compile(r"config::get\(|yaml::(read_yaml|yaml\.load_file)|readRenviron\(|dotenv::load_dot_env")
            ):
                yield place(path, line, "the configuration is read")
        for used in seen.live.calls(r"\.from_(object|pyfile|envvar|prefixed_env|yaml|json_file)$", notebooks=False):
            if re.search(r"(?i)config|settings|argument", used.name):
                yield used.at("the application reads its settings")

    return shown_by(read(), "no configuration file or settings class is read by the training or serving code")


def _near(used: Used) -> list[str]:
    """Return the texts in the function a call stands in, and at the module's top."""
    return [text.value for text in used.module.texts if text.scope in (used.call.scope, "", "__main__")]


def _settings_classes(seen: Seen) -> Iterator[Evidence]:
    for module in seen.live.modules():
        for definition in module.definitions.values():
            if definition.kind != "class":
                continue
            names = [seen.sources.expanded(base, module) for base in definition.bases]
            settings = any(name.endswith("BaseSettings") or name.endswith("EnvironmentConfig") for name in names)
            configured = (
                bool(re.search(r"(?i)(config|settings|params|arguments|options|hyperparameters)$", definition.last))
                and len(definition.fields) >= 2
            )
            container = any(
                item.name.rpartition(".")[2] in ("dataclass", "define", "attrs") for item in definition.decorators
            )
            container = container or any(name.endswith(("BaseModel", "NamedTuple", "Struct")) for name in names)
            if (
                (settings or (configured and container) or (configured and not names))
                and _made(seen, module.name, definition.last, module.path)
                and (definition.last not in ("Config", "Meta") or "." not in definition.name)
            ):
                yield place(module.path, definition.line, f"settings class {definition.name}")


def _made(seen: Seen, module: str, name: str, path: str) -> bool:
    full = f"{module}.{name}"
    for other in seen.live.modules():
        if any(value == full or value.endswith(f".{name}") for value in other.imports.values()):
            return True
        if other.path == path and any(call.name == full or call.name.startswith(f"{full}.") for call in other.calls):
            return True
    return False


def _config_modules(seen: Seen) -> Iterator[Evidence]:
    """Yield modules of constants kept for configuration that training or serving modules import."""
    for module in seen.live.modules():
        stem = module.path.rpartition("/")[2].removesuffix(".py")
        held = [name for name in module.constants if name.isupper()]
        if (
            not re.fullmatch(
                r"(?i)(config|configs|configuration|settings|params|parameters|constants?|conf)|.*_config", stem
            )
            or len(held) < 3
        ):
            continue
        package = module.name.rpartition(".")[0]
        if stem == "__init__":
            continue
        for other in seen.live.modules():
            if other.path == module.path:
                continue
            for name in other.imports.values():
                target = seen.sources.locate(name, other) if stem in name or (package and package in name) else None
                if target is not None and target.module.path == module.path:
                    yield place(
                        module.path,
                        line_of(seen.files.text(module.path), held[0]),
                        f"{other.path} reads its settings from here",
                    )
                    break
