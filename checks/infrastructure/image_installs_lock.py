"""Image installs the lock: the service runs the versions that were tested."""

from __future__ import annotations

import posixpath

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.delivery.commands import Command
from readiness.evidence.delivery.dockerfile import Stage
from readiness.evidence.delivery.programs import installs, installs_locked, invocation
from readiness.evidence.delivery.requirements import Requirements
from readiness.evidence.delivery.serving_image import ServingImage


@check(title="Image installs the lock", effort=Effort.SMALL, states_fact=True)
def image_installs_lock(serving: ServingImage, requirements: Requirements | Absent) -> CheckResult:
    """Return whether every install step of the serving image installs exact versions.

    What it measures
    ----------------
    The install commands of the stages that end up in the serving image: ``uv sync --frozen``, ``poetry install``,
    ``pipenv sync``, ``pip install --require-hashes``, or ``pip install -r`` of a list whose entries are all exact.
    Packages named on the command line must be exact too; pip, setuptools, wheel and the installers themselves are
    left out.

    Why it matters
    --------------
    An image built next week from open ranges is another service than the one that was tested.

    How to fix
    ----------
    Compile a lock (``pip-compile --generate-hashes`` or ``uv lock``) and install it: ``pip install --require-hashes
    -r requirements.lock``.

    Limits
    ------
    Read from the Dockerfile; nothing is installed. A list copied under another name inside the image is matched by
    its file name.

    Source
    ------
    pip documentation, "Secure installs" (2024).
    """
    steps = [command for stage in _reaching(serving) for command in stage.runs if installs(command)]
    steps = [command for command in steps if _packages(command) or _named_lists(command) or installs_locked(command)]
    if not steps:
        reason = f"no step in {serving.path} installs the project's dependencies"
        return measured(holds=None, strength=Strength.E1, reason=reason)
    exact = _exact_lists(requirements) if isinstance(requirements, Requirements) else frozenset()
    open_steps = [command for command in steps if not _is_exact(command, exact)]
    if not open_steps:
        place = Location(serving.path, steps[0].line)
        why = f"Exact versions are installed: {steps[0].text[:120]}."
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E1, reason=why)
    first = open_steps[0]
    reason = f"'{first.text[:120]}' installs versions that are not fixed"
    finding = Finding(
        Severity.MEDIUM,
        f"Line {first.line} of {serving.path}: {reason}.",
        Location(serving.path, first.line),
        fix=f"Install a compiled lock on line {first.line} of {serving.path}, with hashes.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E1, reason=reason)


def _reaching(serving: ServingImage) -> list[Stage]:
    dockerfile, final = serving.image.dockerfile, serving.image.final
    stages = [final]
    for stage in stages:
        for copy in stage.copies:
            origin = dockerfile.stage_named(copy.source_stage, stage.index) if copy.source_stage else None
            if origin is not None and all(origin.index != known.index for known in stages):
                stages.append(dockerfile.inherited(origin))
    return stages


TOOLS = frozenset({"pip", "setuptools", "wheel", "uv", "poetry", "pipenv", "pdm", "build", "pip-tools"})


def _packages(command: Command) -> list[str]:
    _, arguments = invocation(command)
    words = [word for word in arguments if not word.startswith("-") and word not in ("install", "pip", "sync")]
    lists = set(_named_lists(command))
    plain = [word for word in words if word not in lists and not word.startswith((".", "/", "$", "http", "git+"))]
    return [word for word in plain if word.split("=")[0].split("[")[0] not in TOOLS and not word.endswith(".whl")]


def _named_lists(command: Command) -> list[str]:
    words = command.words
    after = [words[i + 1] for i, word in enumerate(words[:-1]) if word in ("-r", "--requirement", "-f", "--file")]
    return after + [word[2:] for word in words if word.startswith("-r") and len(word) > 2 and not word.startswith("--")]


def _exact_lists(requirements: Requirements) -> frozenset[str]:
    loose = {requirement.path for requirement in requirements.declared if not requirement.exact}
    locked = {lock.path for lock in requirements.locks}
    paths = locked | {path for path in requirements.files if path not in loose}
    return frozenset(posixpath.basename(path) for path in paths)


def _is_exact(command: Command, exact: frozenset[str]) -> bool:
    if installs_locked(command):
        return True
    lists = _named_lists(command)
    return all(posixpath.basename(name) in exact for name in lists) and all("==" in p for p in _packages(command))
