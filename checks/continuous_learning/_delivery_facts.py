"""Jobs of pipelines and GitOps applications that deploy the service: version, approval and test afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.delivery.commands import Command
from readiness.evidence.delivery.pipelines import Job, Pipelines, Step, Workflow
from readiness.evidence.delivery.programs import invocation
from readiness.evidence.files.bounded_yaml import (
    YamlMap,
    YamlRefused,
    load_document,
    load_documents,
    mapping,
    mappings,
    texts,
)
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

TEXT_LIMIT = 400_000
_DEPLOYS = re.compile(
    r"^(kubectl( \S+)*? (apply|replace|create|patch|rollout restart|set image)\b|helm( \S+)*? (upgrade|install)\b"
    r"|helmfile( \S+)*? (apply|sync)\b|docker( stack deploy|-compose( \S+)*? up| compose( \S+)*? up)\b"
    r"|gcloud (run (deploy|services)|app deploy|functions deploy|ai endpoints deploy-model|deploy releases)\b"
    r"|aws (ecs update-service|lambda update-function-code|sagemaker (create|update)-endpoint)\b"
    r"|az (ml (online|batch)-(deployment|endpoint) (create|update)|webapp (deploy|up|config container)|containerapp)\b"
    r"|(fly|flyctl|eb|cdk|sam|serverless|sls|modal|bentoml|vercel|railway|dagster-cloud) (\S+ )*?deploy\b"
    r"|argocd app (sync|set)\b|terraform (\S+ )*?apply\b|pulumi up\b|databricks bundle deploy\b|ansible-playbook \S+"
    r"|heroku container:release\b|seldon \S+|kustomize edit set image\b)"
)
_DEPLOY_ACTIONS = re.compile(
    r"^(azure/(k8s-deploy|webapps-deploy|container-apps-deploy-action)|aws-actions/amazon-ecs-deploy-task-definition"
    r"|google-github-actions/deploy-\w+|superfly/flyctl-actions|akhileshns/heroku-deploy|einaregilsson/beanstalk-deploy"
    r"|stevehodgkiss/.*deploy|digitalocean/app_action|deliverybot/helm|bitovi/.*deploy\S*)",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"github\.(sha|ref_name|ref\b|event\.release)|CI_COMMIT_(TAG|SHA|SHORT_SHA|REF_SLUG)|BITBUCKET_(TAG|COMMIT)|GIT_COMMIT"
    r"|BUILD_(NUMBER|ID|BUILDID)|\$\{?\{?\s*(\w+\.)*\w*(IMAGE_TAG|VERSION|TAG|MODEL_VERSION)\b|@sha256:|:v?\d+\.\d+(\.\d+)?\b"
    r"|refs/tags/",
    re.IGNORECASE,
)
_PROBES = frozenset({"curl", "wget", "http", "https", "httpie", "grpcurl", "newman", "k6", "hey"})
_SMOKE = re.compile(r"smoke|health|e2e|end.to.end|post.?deploy|acceptance", re.IGNORECASE)
_APPROVAL_ACTION = re.compile(r"manual-approval|approval", re.IGNORECASE)


@dataclass(frozen=True)
class Delivery:
    """One way a pipeline deploys.

    Attributes
    ----------
    deploys
        The command, action or application.
    version, approval, smoke
        Where a version is named, where someone has to approve, where the service is asked afterwards; else None.
    """

    title: str
    deploys: Location
    version: Location | None = None
    approval: Location | None = None
    smoke: Location | None = None


@dataclass(frozen=True)
class Deliveries(Fact):
    """Every way in which a pipeline deploys, the fullest first."""

    found: tuple[Delivery, ...]


@provides("files")
def deliveries(project: Project, pipelines: Pipelines | Absent) -> Deliveries | Absent:
    """Return the jobs and GitOps applications that deploy; absent when nothing deploys by itself."""
    found = []
    for workflow in pipelines.workflows if isinstance(pipelines, Pipelines) else ():
        raw = _raw_jobs(project, workflow.path)
        for job in workflow.jobs:
            if not job.disabled:
                found += [_delivery(workflow, job, step, command, raw) for step, command in _deploying(job)]
    found += list(_applications(project))
    found.sort(key=lambda item: sum(part is None for part in (item.version, item.approval, item.smoke)))
    return Deliveries(tuple(found)) if found else Absent("no job of a pipeline and no GitOps application deploys")


def _raw_jobs(project: Project, path: str) -> YamlMap:
    try:
        root = mapping(load_document(project.text(path, TEXT_LIMIT) or ""))
    except YamlRefused:
        return mapping(None)
    return mapping(root.get("jobs")) if "jobs" in root else root


def deploys(command: Command) -> bool:
    """Return whether a command puts a version of something into service (a dry run does not)."""
    program, arguments = invocation(command)
    text = " ".join((program, *arguments))
    return bool(_DEPLOYS.match(text)) and "--dry-run" not in text.replace("--dry-run=none", "")


def _deploying(job: Job) -> Iterator[tuple[Step, Command | None]]:
    for step in job.steps:
        if step.disabled:
            continue
        command = next((item for item in step.commands if deploys(item)), None)
        if command is not None or _DEPLOY_ACTIONS.match(step.uses):
            yield step, command


def _delivery(workflow: Workflow, job: Job, step: Step, command: Command | None, raw: YamlMap) -> Delivery:
    line = command.line if command is not None else step.line
    own = mapping(raw.get(job.name))
    place = Location(workflow.path, line)
    return Delivery(
        f"job {job.name}",
        place,
        _versioned(workflow, job, step, command, own),
        _approved(workflow, job, own, raw),
        _smoke(workflow, job, line, raw),
    )


def _versioned(workflow: Workflow, job: Job, step: Step, command: Command | None, own: YamlMap) -> Location | None:
    condition = str(own.get("if") or "") + str(own.get("only") or "") + str(own.get("rules") or "")
    if "refs/tags/" in condition or "CI_COMMIT_TAG" in condition or "tags" in texts(own.get("only")):
        return Location(workflow.path, job.line)
    for other in job.steps:
        for item in other.commands:
            if _VERSION.search(item.text) and invocation(item)[0] not in ("echo", "printf"):
                return Location(workflow.path, item.line)
    if any(_VERSION.search(value) for value in step.inputs.values()):
        return Location(workflow.path, step.line)
    tag = next((t for t in workflow.triggers if t.name in ("tag", "release")), None)
    return Location(workflow.path, tag.line) if tag is not None else None


def _approved(workflow: Workflow, job: Job, own: YamlMap, raw: YamlMap) -> Location | None:
    if own.get("environment") and workflow.platform == "GitHub Actions":
        return Location(workflow.path, own.at("environment"))
    if str(own.get("when") or "") == "manual":
        return Location(workflow.path, own.at("when"))
    for rule in mappings(own.get("rules")):
        if rule.get("when") == "manual":
            return Location(workflow.path, rule.at("when"))
    asked = [job.name, *texts(own.get("needs"))]
    for other in workflow.jobs:
        for step in other.steps if other.name in asked else ():
            if _APPROVAL_ACTION.search(step.uses) and not step.disabled:
                return Location(workflow.path, step.line)
    by_hand = [trigger for trigger in workflow.triggers if trigger.name == "manual"]
    if by_hand and len(by_hand) == len(workflow.triggers):
        return Location(workflow.path, by_hand[0].line)
    return None


def _smoke(workflow: Workflow, job: Job, line: int, raw: YamlMap) -> Location | None:
    later: list[tuple[Job, Step]] = [(job, step) for step in job.steps]
    later += [
        (other, step)
        for other in workflow.jobs
        for step in other.steps
        if job.name in texts(mapping(raw.get(other.name)).get("needs"))
    ]
    begun = False
    for owner, step in later:
        # a manual job of GitLab may fail by default; what counts is that its own failure shows
        blocking = () if owner.disabled or (owner.may_fail and owner is not job) else step.blocking()
        for command in step.commands:
            # the lines of a script may all be counted as one, so the order of the commands decides
            if (begun or owner is not job) and command in blocking and _asks(command, step):
                return Location(workflow.path, command.line)
            begun = begun or (owner is job and command.line == line and deploys(command))
        begun = begun or (owner is job and step.line == line)
    return None


def _asks(command: Command, step: Step) -> bool:
    program, arguments = invocation(command)
    if program in ("echo", "printf", "true", "sleep"):
        return False
    words = {word.rsplit("/", 1)[-1].split(":")[0] for word in (program, *arguments)}
    if (program, arguments[:1]) == ("helm", ("test",)) or words & _PROBES:
        return True
    tests = program in ("pytest", "python", "python3", "make", "bash", "sh", "locust") or program.endswith(
        (".sh", ".py")
    )
    return tests and bool(_SMOKE.search(f"{command.text} {step.name}"))


def _applications(project: Project) -> Iterator[Delivery]:
    hook = _hook(project)
    for file in list(own_files(project, "*.yaml", "*.yml"))[:2_000]:
        text = project.text(file.path, TEXT_LIMIT) or ""
        if "argoproj.io/" not in text or not re.search(r"^kind:\s*Application\s*$", text, re.MULTILINE):
            continue
        try:
            documents = load_documents(text)
        except YamlRefused:
            continue
        for document in mappings(documents):
            spec = mapping(document.get("spec"))
            source = mapping(spec.get("source"))
            if document.get("kind") != "Application" or not source.get("repoURL"):
                continue
            revision = str(source.get("targetRevision") or "")
            fixed = revision not in ("", "HEAD", "main", "master", "latest")
            by_hand = "automated" not in mapping(spec.get("syncPolicy"))
            title = f"application {mapping(document.get('metadata')).get('name')}"
            yield Delivery(
                title,
                Location(file.path, document.line),
                Location(file.path, source.at("targetRevision")) if fixed else None,
                Location(file.path, spec.line) if by_hand else None,
                hook,
            )


def _hook(project: Project) -> Location | None:
    for file in own_files(project, "*.yaml", "*.yml"):
        for number, line in enumerate((project.text(file.path, TEXT_LIMIT) or "").splitlines(), 1):
            if re.search(r"argocd\.argoproj\.io/hook['\"]?:\s*['\"]?PostSync", line):
                return Location(file.path, number)
    return None


def part_places(delivery: Delivery) -> Mapping[str, Location | None]:
    """Return the four parts of automated deployment by name, each with its place or None."""
    return {
        "deployment": delivery.deploys,
        "a version": delivery.version,
        "an approval": delivery.approval,
        "a smoke test afterwards": delivery.smoke,
    }
