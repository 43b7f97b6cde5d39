"""A way back to the previous model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.domain.finding import Evidence
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.shell import code_lines
from readiness.evidence.signals.signal import Signal, place, shown_by

_BACK = re.compile(
    r"(?i)\broll(?:ing|ed)?[- ]?back|revert(?:ing)? to (?:a |the )?(?:previous|earlier|last)|restore "
    r"(?:a |the )?previous|fall ?back to (?:the )?previous|previous (?:model )?version"
)


_BACK_COMMAND = re.compile(
    r"(?i)^kubectl (?:-n \S+ )?rollout undo|^helm rollback|^argo rollouts? (?:undo|abort)|^kubectl "
    r"argo rollouts (?:undo|abort)|^(?:aws|az|gcloud) .*(?:rollback|--to-revisions|previous)|"
    r"^(?:bash|sh|\./|python)\S* \S*roll_?back|^make \S*rollback|^eb deploy .*--version|^heroku "
    r"(?:releases:)?rollback|^docker (?:service )?rollback|"
    r"^helm (?:upgrade|install) .*--atomic"
)


def rollback_plan(seen: Seen) -> Signal:
    """A way back to the previous model is implemented, or documented as a procedure.

    Not: the word rollback.
    """

    def ways() -> Iterator[Evidence]:
        yield from _implemented_way_back(seen)
        for document in seen.texts():
            for section in document.sections:
                if not (section.title and _BACK.search(section.title)):
                    continue
                body = document.under(section)
                commands = [line for _, block in code_lines(body) for line in block.split("\n") if line.strip()]
                steps = len(re.findall(r"(?m)^\s*(?:\d+[.)]|[-*])\s+\S+(?:\s+\S+){4,}", body))
                if commands or steps >= 2 or len(body.split()) >= 60:
                    yield place(document.path, section.line, f"{section.title}: a procedure")

    return shown_by(ways(), "no way back to the previous model is implemented or written down as a procedure")


def _implemented_way_back(seen: Seen) -> Iterator[Evidence]:
    for written in seen.commands:
        if _BACK_COMMAND.search(written.text):
            yield written.at(f"'{written.text[:60]}'")
    for workflow in seen.workflows:
        for job in workflow.jobs:
            named = _BACK.search(job.name.replace("_", " ")) and job.steps and not job.disabled
            for step in job.steps:
                acts = step.uses or any(command.words[0] not in ("echo", "printf") for command in step.commands)
                if acts and not step.disabled and (named or _BACK.search(step.name)):
                    yield place(workflow.path, step.line, f"{step.name[:60]}: a step of the pipeline")
    for module in seen.live.modules():
        for definition in module.functions():
            if (
                re.search(r"(?i)roll_?back|revert_(to_)?(previous|model)|restore_previous", definition.last)
                and (module.path, definition.name) in seen.live.nodes
            ) and not re.search(r"(?i)session|transaction|db|database", definition.last + module.path):
                yield place(module.path, definition.line, f"{definition.last} goes back")
    for resource in seen.resources:
        if re.search(
            r"(?i)auto_?rollback_?configuration|AutoRollback|DeploymentPreference|"
            r"deployment_circuit_breaker|auto_rollback",
            resource.body,
        ):
            yield place(resource.path, resource.line, "the deployment goes back when it fails")
    for path, root in seen.files.yaml_with("analysis", "setWeight"):
        yield place(path, root.line, "the rollout goes back when its analysis fails")
