"""How the code is written: linter configuration, annotations, docstrings, importable training code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.code.model_calls import fits_transformer, trains_model
from readiness.evidence.code.python_module import MAIN, Definition, Module
from readiness.evidence.signals.files import is_example, line_of
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, absent, place, shown_by

_FILES = (
    ".flake8",
    ".pylintrc",
    "pylintrc",
    "ruff.toml",
    ".ruff.toml",
    "mypy.ini",
    ".mypy.ini",
    "pyrightconfig.json",
    ".isort.cfg",
    ".style.yapf",
    ".pydocstyle",
    ".pycodestyle",
    ".eslintrc",
    ".eslintrc.js",
    ".eslintrc.json",
    ".eslintrc.cjs",
    ".eslintrc.yml",
    "eslint.config.js",
    "eslint.config.mjs",
    ".prettierrc",
    ".prettierrc.json",
    "biome.json",
    ".lintr",
    ".yamllint",
    ".yamllint.yml",
    ".yamllint.yaml",
    ".hadolint.yaml",
    ".sqlfluff",
    ".scalafmt.conf",
    ".tflint.hcl",
    ".ansible-lint",
    ".prospector.yaml",
    ".prospector.yml",
    ".clang-format",
    ".golangci.yml",
    "pyre.json",
    ".pyre_configuration",
    ".rubocop.yml",
)
_SECTIONS = re.compile(
    r"^\[(?:tool:)?(flake8|mypy|pylint[\w.-]*|pylint|isort|pycodestyle|pydocstyle|pep8|yapf|black|"
    r"ruff|MASTER|MAIN|settings)"
    r"(?:[-.:\w]*)\]",
    re.MULTILINE | re.IGNORECASE,
)
_TOOLS = frozenset(
    {
        "ruff",
        "black",
        "isort",
        "mypy",
        "pylint",
        "flake8",
        "pyright",
        "basedpyright",
        "yapf",
        "pycodestyle",
        "pydocstyle",
        "blue",
        "docformatter",
        "autopep8",
        "ty",
        "pytype",
        "pyre",
        "sqlfluff",
        "interrogate",
    }
)
_HOOKS = re.compile(
    r"^\s*-?\s*id:\s*[\"']?(black\S*|ruff\S*|flake8|isort|mypy|pylint|nbqa-\S+|yapf|autopep8|"
    r"pyupgrade|autoflake|eslint|prettier|"
    r"lintr|style-files|yamllint|hadolint\S*|pycodestyle|pydocstyle|pyright|sqlfluff-\S+|"
    r"terraform_fmt|terraform_tflint|"
    r"clang-format|docformatter|blacken-docs|biome\S*|ty)\b",
    re.MULTILINE,
)


def linter_config(seen: Seen) -> Signal:
    """Configuration of a linter, a formatter or a type checker."""
    return shown_by(_configured(seen), "no configuration of a linter, formatter or type checker")


def _configured(seen: Seen) -> Iterator[Evidence]:
    for path in seen.files.named(*_FILES):
        if seen.files.text(path).strip():
            yield place(path, 1, "configures a linter, formatter or type checker")
    for path in seen.files.named("pyproject.toml"):
        text = seen.files.text(path)
        try:
            tools = tomllib.loads(text).get("tool", {})
        except (ValueError, RecursionError):
            continue
        for name in sorted(_TOOLS.intersection(tools)):
            yield place(path, line_of(text, f"[tool.{name}"), f"configures {name}")
    for path in seen.files.named("setup.cfg", "tox.ini"):
        for line, _, found in seen.files.lines(path, _SECTIONS):
            yield place(path, line, f"configures {found.group(1)}")
    for path in seen.files.named(".pre-commit-config.yaml", ".pre-commit-config.yml"):
        for line, _, found in seen.files.lines(path, _HOOKS):
            yield place(path, line, f"hook {found.group(1)}")
    for path in seen.files.named("package.json"):
        text = seen.files.text(path)
        if '"eslintConfig"' in text:
            yield place(path, line_of(text, '"eslintConfig"'), "configures ESLint")


def _functions(seen: Seen) -> Iterator[tuple[Module, Definition]]:
    for module in seen.modules:
        if not module.test and not module.notebook and not is_example(module.path):
            yield from ((module, definition) for definition in module.functions())


def type_hints(seen: Seen) -> Signal:
    """More than half of the functions and methods outside tests have an annotated argument or return.

    Nested functions count, notebooks do not.
    """
    functions = list(_functions(seen))
    annotated = [(module, one) for module, one in functions if one.annotated]
    return _share(annotated, len(functions), "annotated")


def docstrings(seen: Seen) -> Signal:
    """More than half of the public functions and methods outside tests have a docstring.

    Functions inside functions are left out.
    """
    functions = [(module, one) for module, one in _functions(seen) if one.public and not _inside_function(module, one)]
    documented = [(module, one) for module, one in functions if one.documented]
    return _share(documented, len(functions), "documented")


def _inside_function(module: Module, definition: Definition) -> bool:
    parts = definition.name.split(".")
    owners = (module.definitions.get(".".join(parts[:end])) for end in range(1, len(parts)))
    return any(owner is None or owner.kind == "function" for owner in owners)


def _share(found: list[tuple[Module, Definition]], total: int, word: str) -> Signal:
    if total == 0:
        return absent("no function outside tests and notebooks")
    text = f"{len(found)} of {total} functions are {word}"
    if 2 * len(found) <= total:
        return absent(text)
    return shown_by((place(module.path, one.line, text) for module, one in found[:1]), text)


def modular_code(seen: Seen) -> Signal:
    """The training code is in importable modules with functions, not only in notebooks.

    Not: one script copied from a notebook with everything at the top level.
    """

    def trained() -> Iterator[Evidence]:
        for module in seen.modules:
            if module.test or module.notebook:
                continue
            for call in module.calls:
                if call.scope in ("", MAIN):
                    continue
                name = seen.sources.expanded(call.name, module)
                if _trains(name) and not name.startswith(("keras_tuner",)):
                    yield place(module.path, call.line, f"{call.scope} trains the model")

    python = shown_by(trained(), "no function of an importable module trains a model")
    return python if python.present else _in_r(seen, python)


def _trains(name: str) -> bool:
    if fits_transformer(name):
        return False
    return trains_model(name) or bool(
        re.search(
            r"(Trainer|Tuner|CV|Estimator|Learner|Study)\(\)\.(train|fit|optimize|learn|fit_one_cycle)$|^pycaret\.\w+\."
            r"(create_model|compare_models)$|\.fine_tune$|^ultralytics\..*\.train$",
            name,
        )
    )


_R_FUNCTION = re.compile(r"^\s*[\w.]+\s*(?:<-|=)\s*function\s*\(", re.MULTILINE)
_R_TRAINING = re.compile(
    r"^(?:\s{2,}|\t).*\b(caret::train|train\(|fit\(|randomForest\(|xgb\.train|xgboost\(|ranger\(|glm\(|lm\(|"
    r"glmnet\(|lightgbm\(|lgb\.train)",
    re.MULTILINE,
)


def _in_r(seen: Seen, otherwise: Signal) -> Signal:
    def trained() -> Iterator[Evidence]:
        for path in seen.files.ending(".r"):
            text = seen.files.text(path)
            found = _R_TRAINING.search(text)
            if found and _R_FUNCTION.search(text[: found.start()]) and "/tests/" not in f"/{path}":
                yield place(path, text.count("\n", 0, found.start(1)) + 1, "a function trains the model")

    return shown_by(trained(), otherwise.reason)
