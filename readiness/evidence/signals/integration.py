"""Continuous integration and delivery: what runs by itself on a change, and what it does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.delivery.commands import Command
from readiness.evidence.delivery.pipelines import CHANGE_TRIGGERS, Step, Workflow
from readiness.evidence.delivery.programs import invocation, lints, runs_tests
from readiness.evidence.signals.deploy_commands import action_deploys, deploys
from readiness.evidence.signals.files import walk
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Signal, absent, cannot_tell, place, shown_by

_OTHER_TESTS = re.compile(
    r"^(?:npm (?:run )?test|yarn (?:run )?test|pnpm (?:run )?test|npx (?:jest|vitest|mocha)|go test|"
    r"cargo test|mvn .*test|"
    r"(?:\./)?gradlew? .*test|sbt .*test|ctest|dvc repro .*test|make [\w-]*test[\w-]*|just [\w-]*test|inv(?:oke)? test|"
    r"R CMD check|dbt test|behave|robot |molecule test|bats |julia .*Pkg\.test|dagger call test|pants test|bazel test|"
    r"docker(?:-| )compose .*--exit-code-from|docker build .*--target[ =]\S*test|"
    r"(?:bash|sh|\./)\s*\S*tests?\S*\.sh\b|poe \w*test|hatch (?:run )?\S*test\S*|pdm (?:run )?test|rye test|"
    r"(?:poetry|pipenv|uv) run \S*test\S*|(?:great_expectations|gx) .*checkpoint run)"
)
_PYTHON_TESTS = re.compile(
    r"^python[\d.]*\s+(?:-\w+\s+)*(?:-m\s+)?(?:\S*/)?(?:tests?[./]|test_\w+|run_?tests?|\w+_test\b)"
)
_R_TESTS = re.compile(r"(?i)(testthat|devtools)::(test|check)|test_dir\(|test_local\(|rcmdcheck")
_TEST_ACTION = re.compile(
    r"(?i)r-lib/actions/check-r-package|fylein/python-pytest|pytest-action|pavelzw/pytest-action|run-tests?@"
)
_OTHER_LINTERS = frozenset(
    {
        "prospector",
        "pydocstyle",
        "pyflakes",
        "pycodestyle",
        "eslint",
        "prettier",
        "sqlfluff",
        "tflint",
        "ansible-lint",
        "yapf",
        "autopep8",
        "pytype",
        "pylama",
        "interrogate",
        "golangci-lint",
        "nbqa",
        "shellcheck",
        "actionlint",
        "bandit8",
        "kubeval",
        "kubeconform",
        "cfn-lint",
        "mdformat",
        "docformatter",
        "vulture",
        "radon",
        "codeclimate",
        "clang-format",
    }
)
_LINT_COMMAND = re.compile(
    r"^(?:npm|yarn|pnpm) (?:run )?(?:lint|format\S*)|^(?:make|just|task|inv|invoke|poe|hatch run|"
    r"poetry run|pdm run|nox -s|tox -e|"
    r"tox run -e|nox --session) [\w,:-]*(?:lint|flake8|format|black|mypy|style|static|typecheck|"
    r"type-check|quality|pre-commit|ruff)|"
    r"^terraform (?:fmt|validate)|lintr::lint|styler::style|^(?:pytest|py\.test) .*--(?:flake8|black|"
    r"mypy|pylint|ruff|isort)\b|"
    r"^uv(?:x| run| tool run) .*\b(?:ruff|mypy|black|flake8|pyright|ty)\b|^ruff |^pre-commit run"
)
_LINT_ACTION = re.compile(
    r"(?i)super-linter|psf/black|pre-commit/action|ruff-action|flake8|pylint|reviewdog/|hadolint|python-lint|"
    r"wemake-python-styleguide|isort-action|jakebailey/pyright|mypy|lint-action|golangci|megalinter|"
    r"trunk-io/|rickstaa/action-black|"
    r"lgeiger/black-action|yamllint|commitizen-lint"
)


def ci(seen: Seen) -> Signal:
    """A workflow that runs by itself on commits or pull requests.

    Not: a file that the platform does not pick up; one that is only started by hand or by a clock.
    """
    automatic = [workflow for workflow in seen.workflows if starts_on_change(seen, workflow)]
    if automatic:
        return shown_by((_started(workflow) for workflow in automatic), "")
    if seen.workflows:
        first = seen.workflows[0]
        if any(trigger.name in ("cloud-build", "buildspec") for trigger in first.triggers):
            return cannot_tell(f"{first.path} is started by a trigger that is kept outside the folder")
        return absent(f"{first.path} is started by {first.triggers[0].name} only, not by commits or pull requests")
    return absent("no workflow that a platform picks up")


def _started(workflow: Workflow) -> Evidence:
    trigger = next((item for item in workflow.triggers if item.name in CHANGE_TRIGGERS), workflow.triggers[0])
    return place(workflow.path, trigger.line, f"{workflow.platform} starts it on {trigger.name.replace('_', ' ')}")


def starts_on_change(seen: Seen, workflow: Workflow) -> bool:
    """Return whether a push or change request starts a workflow; for builds of a cloud, when a trigger is declared."""
    if not any(not job.disabled for job in workflow.jobs):
        return False
    if workflow.on_change:
        return True
    names = {trigger.name for trigger in workflow.triggers}
    if "buildspec" in names:
        return any(
            "CodePipeline" in item.type or "codepipeline" in item.type or "webhook" in item.type
            for item in seen.resources
        ) or bool(list(seen.live.calls(r"^aws_cdk\..*[cC]ode[pP]ipeline")))
    if "cloud-build" in names:
        triggers = any("cloudbuild_trigger" in item.type for item in seen.resources) or _described(seen)
        return triggers or any("gcloud builds triggers create" in written.text for written in seen.commands)
    return False


def _described(seen: Seen) -> bool:
    """Return whether a document says that Cloud Build is triggered by commits or pull requests."""
    pattern = re.compile(
        r"(?i)cloud build[^.\n]{0,120}trigger[^.\n]{0,120}(pull request|\bPR\b|push|merge|commit)|"
        r"trigger[^.\n]{0,80}(pull request|\bPR\b|push|merge)[^.\n]{0,120}cloud build"
    )
    return any(pattern.search(seen.files.text(document.path)) for document in seen.texts())


def _changes(seen: Seen) -> Iterator[tuple[Workflow, Step]]:
    for workflow in seen.workflows:
        if starts_on_change(seen, workflow):
            for job, step in workflow.active_steps():
                if job.on_change:
                    yield workflow, step


def ci_runs_tests(seen: Seen) -> Signal:
    """A workflow that runs by itself on a change runs the tests.

    Not: a step that only prints; a test command of a project without tests.
    """
    if not seen.has_tests and not seen.files.named("dbt_project.yml"):
        return absent("the project holds no tests that a workflow could run")

    def steps() -> Iterator[Evidence]:
        for workflow, step in _changes(seen):
            if step.uses and _TEST_ACTION.search(step.uses):
                yield place(workflow.path, step.line, f"{step.uses} runs the tests")
            for command in seen.behind(step):
                if tests(command):
                    yield place(workflow.path, command.line, f"runs '{command.text[:80]}'")

    return shown_by(steps(), "no step of an automatic workflow runs tests")


def tests(command: Command) -> bool:
    """Return whether a command runs tests, of any language."""
    text = command.text
    if runs_tests(command):
        return not _LINT_COMMAND.search(text)
    program, arguments = invocation(command)
    inner = " ".join((program, *arguments))
    return bool(
        _OTHER_TESTS.search(text)
        or _OTHER_TESTS.search(inner)
        or _PYTHON_TESTS.search(text)
        or (program == "Rscript" and _R_TESTS.search(text))
    )


def ci_lints(seen: Seen) -> Signal:
    """A workflow that runs by itself on a change runs a linter, a formatter check or a type checker."""

    def steps() -> Iterator[Evidence]:
        for workflow, step in _changes(seen):
            if step.uses and _LINT_ACTION.search(step.uses):
                yield place(workflow.path, step.line, f"{step.uses} lints")
            for command in seen.behind(step):
                if _lints(command):
                    yield place(workflow.path, command.line, f"runs '{command.text[:80]}'")

    return shown_by(steps(), "no step of an automatic workflow lints, checks formatting or types")


def _lints(command: Command) -> bool:
    program, arguments = invocation(command)
    if {"--version", "--help", "-V", "install", "uninstall"} & set(arguments[:1]):
        return False
    known = lints(command) or program in _OTHER_LINTERS or bool(_LINT_COMMAND.search(command.text))
    return known or bool(_LINT_COMMAND.search(" ".join((program, *arguments))))


def cd_deploy(seen: Seen) -> Signal:
    """The pipeline itself pushes an image, deploys the service or promotes the model.

    Not: scripts that are run by hand.
    """

    def steps() -> Iterator[Evidence]:
        for workflow in seen.workflows:
            for _, step in workflow.active_steps():
                if step.uses and action_deploys(step.uses, dict(step.inputs)):
                    yield place(workflow.path, step.line, f"{step.uses} pushes or deploys")
                script = step.inputs.get("script", "") if "ssh" in step.uses else ""
                for command in step.commands:
                    if deploys(command.text) or _promotes(seen, command):
                        yield place(workflow.path, command.line, f"runs '{command.text[:80]}'")
                if re.search(r"docker|compose|systemctl|git pull", script):
                    yield place(workflow.path, step.line, "deploys over SSH")
        yield from _deploy_objects(seen)

    return shown_by(steps(), "no pipeline pushes an image, deploys or promotes a model")


def _deploy_objects(seen: Seen) -> Iterator[Evidence]:
    for path in seen.files.named(".travis.yml"):
        for root in seen.files.yaml(path):
            for item in walk(root):
                if "provider" in item and item.line > 1 and "deploy" in seen.files.text(path):
                    yield place(path, item.at("provider"), f"deploys to {item['provider']}")
    for resource in seen.resources:
        if re.search(r"CodePipeline::Pipeline|aws_codepipeline$", resource.type) and re.search(
            r"(?i)deploy|CloudFormation", resource.body
        ):
            yield place(resource.path, resource.line, "the pipeline has a deploy stage")


_PROMOTION = r"\.transition_model_version_stage$|\.set_registered_model_alias$|\.update_model_package$"


def _promotes(seen: Seen, command: Command) -> bool:
    """Return whether a command starts a script of the project that deploys or promotes."""
    program, arguments = invocation(command)
    words = (program, *arguments)
    for word in words[:6]:
        module = seen.sources.by_path.get(word.removeprefix("./")) or (
            seen.sources.module(word) if re.fullmatch(r"[A-Za-z_][\w.]+", word) else None
        )
        if module is None or module.test or not (program.startswith("python") or word == program):
            continue
        nodes = seen.live.reach([(module.path, ""), (module.path, "__main__")])
        pattern = re.compile(
            rf"{_PROMOTION}|\.create_endpoint$|\.update_endpoint$|Model\.deploy$|begin_create_or_update$"
        )
        if any(pattern.search(used.name) for used in seen.live.within(nodes)):
            return True
    return False
