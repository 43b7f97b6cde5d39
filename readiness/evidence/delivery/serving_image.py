"""Which container image serves the model, decided by what its start command reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.evidence.code.python_module import Module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.delivery.commands import Command, parse_commands
from readiness.evidence.delivery.containers import Containers, Image
from readiness.evidence.delivery.programs import invocation
from readiness.evidence.files.project import Project

REACHED_LIMIT = 80

_APP_SERVERS = frozenset({"uvicorn", "gunicorn", "hypercorn", "daphne", "waitress-serve", "granian", "uwsgi"})
_FILE_SERVERS = frozenset({"streamlit", "fastapi", "gradio", "chainlit", "celery", "litestar", "robyn"})
_MODEL_SERVERS = frozenset({
    "tensorflow_model_server", "torchserve", "tritonserver", "mlserver", "bentoml", "seldon-core-microservice", "vllm",
    "text-generation-launcher", "litserve",
})  # fmt: skip
_SERVER_IMAGES = re.compile(
    r"tensorflow/serving|pytorch/torchserve|tritonserver|seldonio/|kserve/|bentoml/|vllm/|text-generation-inference"
)
# these base images start app/main.py or main.py by convention
_CONVENTION = re.compile(r"(?:uvicorn|meinheld|uwsgi)-(?:gunicorn|nginx)")
_APPLICATION = re.compile(r"^([A-Za-z_][\w.]*):([A-Za-z_]\w*)(?:\(\))?$")
_PREDICTS = frozenset({"predict", "predict_proba", "decision_function", "predict_log_proba", "generate", "recommend"})
_LOADS = re.compile(
    r"(?:joblib|pickle|cloudpickle|dill|torch|skops\.io)\.loads?$|InferenceSession$|\.load_model$|^load_model$|"
    r"(?:xgboost|lightgbm)\.Booster|from_pretrained$|saved_model\.load$"
)
_OTHER_LANGUAGE = re.compile(r"\bpredict\s*\(|\breadRDS\s*\(|InferenceSession|load_model")


@dataclass(frozen=True)
class ServingImage(Fact):
    """The image that serves or runs the model.

    Attributes
    ----------
    image
        The Dockerfile with its build context.
    command
        What starts, as words; ``line`` is where it is written.
    module
        Path of the file in the project that it starts, or None for a model server.
    reason
        Why it counts as the one that serves, in one sentence.
    """

    image: Image
    command: tuple[str, ...]
    line: int
    module: str | None
    reason: str

    @property
    def path(self) -> str:
        """Return the path of the Dockerfile."""
        return self.image.path


@provides("code")
def find_serving_image(
    project: Project, containers: Containers, sources: PythonSources | Absent, manifest: Manifest
) -> ServingImage | Absent:
    """Return the image whose start command reaches code that loads or calls a model, or a model server.

    Of several, the one that copies the shipped model comes first, then one that runs an API server. Absent when no
    image is started with such a command: a Dockerfile that starts nothing of the project builds no service.
    """
    if not containers.images:
        return Absent("no Dockerfile builds an image of this project")
    reading = _Reading(project, sources if isinstance(sources, PythonSources) else PythonSources(()))
    candidates: list[tuple[tuple[int, ...], ServingImage]] = []
    misses: list[str] = []
    for image in containers.images:
        found = reading.serving(image)
        if isinstance(found, str):
            misses.append(f"{image.path}: {found}")
            continue
        model = manifest.model.path
        ships = bool(model) and containers.copied(image, str(model)) is not None
        rank = (not ships, found.command[:1] == ("python",), image.path.count("/"), len(candidates))
        candidates.append((tuple(map(int, rank)), found))
    if not candidates:
        return Absent(f"no image serves the model; {misses[0]}")
    return min(candidates, key=lambda candidate: candidate[0])[1]


@dataclass(frozen=True)
class _Reading:
    project: Project
    sources: PythonSources

    def serving(self, image: Image) -> ServingImage | str:
        """Return the image as the serving one, or why it is not."""
        final = image.final
        line = final.entrypoint_line or final.command_line or final.line
        words = (*final.entrypoint, *final.command)
        if _SERVER_IMAGES.search(final.base.text):
            return ServingImage(image, words, line, None, f"its base {final.base.text} is a model server")
        if not words and _CONVENTION.search(final.base.text):
            words = ("uvicorn", "app.main:app") if self._module("app.main") else ("uvicorn", "main:app")
        if not words:
            return "it starts nothing (no CMD or ENTRYPOINT)"
        missed = f"'{' '.join(words)[:80]}' starts nothing that loads or calls a model"
        for command in self._started(image, words):
            program, arguments = invocation(command)
            if program in _MODEL_SERVERS or (program == "mlflow" and "serve" in arguments):
                return ServingImage(image, command.words, line, None, f"it starts the model server {program}")
            path = self._file(program, arguments, image)
            if path is None:
                missed = self._named_but_missing(program, arguments) or missed
            elif self._uses_model(path):
                return ServingImage(image, (program, *arguments), line, path, f"it starts {path}, which uses a model")
        return missed

    def _started(self, image: Image, words: tuple[str, ...]) -> Iterator[Command]:
        """Yield the start command, what its ``sh -c`` text says, and the commands of a start script of the project."""
        if words[0].rsplit("/", 1)[-1] in ("sh", "bash", "ash", "dash") and "-c" in words[:3]:
            text = " ".join(words[words.index("-c") + 1 :])
            commands: tuple[Command, ...] = parse_commands(text)
        else:
            commands = (Command(words, 1),)
        for command in commands:
            yield command
            shell = command.words[0] in ("sh", "bash", "/bin/sh", "/bin/bash")
            script = next(
                (word for word in command.words if word.endswith(".sh")), command.words[0] if not shell else ""
            )
            path = self._located(script, image) if script else None
            if path is not None and path.endswith((".sh", "entrypoint", "start")):
                yield from parse_commands(self.project.text(path, 100_000) or "")

    def _file(self, program: str, arguments: tuple[str, ...], image: Image) -> str | None:
        if program in _APP_SERVERS:
            found = (match for word in arguments if (match := _APPLICATION.match(word)))
            return next((path for match in found if (path := self._module(match.group(1)))), None)
        if program == "flask":
            named = [arguments[i + 1] for i, word in enumerate(arguments[:-1]) if word in ("--app", "-A")]
            named += [(image.final.environment or {}).get("FLASK_APP", "app")]
            name = named[0].split(":")[0].removesuffix(".py").replace("/", ".")
            return self._module(name) or (self._module("wsgi") if name == "app" else None)
        if program in _FILE_SERVERS or program.startswith(("python", "pypy")) or program == "Rscript":
            script = next((word for word in arguments if word.endswith((".py", ".R", ".r"))), "")
            return self._located(script, image) if script else None
        if program.endswith((".py", ".R")):
            return self._located(program, image)
        # python -m package.module arrives here with the module as the program
        return self._module(program) if re.fullmatch(r"[A-Za-z_][\w.]*", program) else None

    def _named_but_missing(self, program: str, arguments: tuple[str, ...]) -> str:
        if program not in _APP_SERVERS and not program.startswith("python"):
            return ""
        named = next((word for word in arguments if _APPLICATION.match(word) or word.endswith(".py")), "")
        return f"it starts {named}, which is not in the project" if named else ""

    def _module(self, name: str) -> str | None:
        found = self.sources.module(name)
        if found is None:
            return None
        main = self.sources.module(f"{name}.__main__")
        return main.path if main is not None else found.path

    def _located(self, script: str, image: Image) -> str | None:
        """Return the project file a path inside the image means: the one with the longest common ending."""
        wanted = script.removeprefix("./").lstrip("/").split("/")
        best: tuple[int, int, str] | None = None
        for file in self.project.matching(wanted[-1]):
            parts = file.path.split("/")
            common = next((i for i, (a, b) in enumerate(zip(parts[::-1], wanted[::-1], strict=False)) if a != b), None)
            shared = min(len(parts), len(wanted)) if common is None else common
            inside = not image.context or file.path.startswith(f"{image.context}/")
            rank = (-shared - 100 * inside, len(parts), file.path)
            best = rank if best is None or rank < best else best
        return best[2] if best else None

    def _uses_model(self, path: str) -> bool:
        module = self.sources.by_path.get(path)
        if module is None:
            return bool(_OTHER_LANGUAGE.search(self.project.text(path, 500_000) or ""))
        return any(self._calls_model(reached) for reached in reached_modules(self.sources, module))

    def _calls_model(self, module: Module) -> bool:
        for call in module.calls:
            if _LOADS.search(call.name) or _LOADS.search(self.sources.expanded(call.name, module)):
                return True
            if call.last in _PREDICTS and "." in call.name and self.sources.locate(call.name, module) is None:
                return True
        return False


def reached_modules(sources: PythonSources, start: Module, limit: int = REACHED_LIMIT) -> Iterator[Module]:
    """Yield a module and, breadth first, the project modules it imports, at most ``limit`` of them."""
    seen = {start.path}
    waiting = [start]
    while waiting and len(seen) <= limit:
        module = waiting.pop(0)
        yield module
        for name in module.imports.values():
            place = sources.locate(name, module)
            if place is not None and place.module.path not in seen and not place.module.test:
                seen.add(place.module.path)
                waiting.append(place.module)
