"""Everything the detectors look at, gathered once: files, code in use, decisions, pipelines, manifests, documents."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.code.exported_metrics import ExportedMetrics
from readiness.evidence.code.notebooks import Notebook, Notebooks
from readiness.evidence.code.python_module import Module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.delivery.commands import Command
from readiness.evidence.delivery.containers import Containers, Image
from readiness.evidence.delivery.dockerfile_grammar import parse_dockerfile
from readiness.evidence.delivery.kubernetes import Kubernetes
from readiness.evidence.delivery.pipelines import Pipelines, Step, Workflow
from readiness.evidence.delivery.requirements import Requirements
from readiness.evidence.delivery.serving_image import ServingImage, find_serving_image
from readiness.evidence.documents.documents import Document, Documents
from readiness.evidence.files.project import Project
from readiness.evidence.files.secrets import SecretScan
from readiness.evidence.operation.prometheus import AlertRules, Dashboards
from readiness.evidence.signals.decision_reading import read_decisions
from readiness.evidence.signals.decisions import Decision, Decisions, Loop
from readiness.evidence.signals.declared_resources import Resource, declared_resources
from readiness.evidence.signals.files import Files, under_tests
from readiness.evidence.signals.live_code import LiveCode, Used
from readiness.evidence.signals.other_pipelines import other_workflows
from readiness.evidence.signals.shell import Written, written_commands
from readiness.evidence.signals.task_runners import behind, tasks_of


@dataclass
class Seen:
    """The facts of a project as the detectors use them; a fact that is absent is None.

    Views that several detectors share are computed when first asked for.
    """

    project: Project
    sources: PythonSources = field(default_factory=lambda: PythonSources(()))
    reachability: Reachability | None = None
    training: TrainingPath | None = None
    serving: ServingPath | None = None
    containers: Containers | None = None
    pipelines: Pipelines | None = None
    requirements: Requirements | None = None
    documents: Documents | None = None
    secrets: SecretScan | None = None
    plain_kubernetes: Kubernetes | None = None
    alert_rules: AlertRules | None = None
    dashboards: Dashboards | None = None
    exported: ExportedMetrics | None = None
    notebooks: Notebooks | None = None
    manifest: Manifest = field(default_factory=Manifest)

    @cached_property
    def files(self) -> Files:
        """Return the own files by name and ending."""
        return Files(self.project)

    @cached_property
    def live(self) -> LiveCode:
        """Return the code in use."""
        return LiveCode(self.sources, self.reachability)

    @property
    def kubernetes(self) -> Kubernetes:
        """Return the objects of plain manifests and of Helm charts with their own values."""
        return self.plain_kubernetes or Kubernetes()

    @cached_property
    def workflows(self) -> tuple[Workflow, ...]:
        """Return the pipelines of every platform."""
        known = self.pipelines.workflows if self.pipelines is not None else ()
        return (*known, *other_workflows(self.files))

    @cached_property
    def _tasks(self) -> dict[str, list[str]]:
        return tasks_of(self.files)

    def behind(self, step: Step) -> Iterator[Command]:
        """Yield the commands of a step, and those of the named tasks they start."""
        for command in step.commands:
            yield from behind(command, self._tasks)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Return the resources of Terraform, CloudFormation, ARM, Bicep and Pulumi files."""
        return tuple(declared_resources(self.files))

    @cached_property
    def commands(self) -> tuple[Written, ...]:
        """Return the commands of scripts, Makefiles, pipelines and code blocks of documents, with their kind."""
        return tuple(written_commands(self.files, self.workflows, self.documents))

    @cached_property
    def _decisions(self) -> Decisions:
        by_path = {book.path: book for book in self.notebooks.notebooks} if self.notebooks is not None else {}
        live = {path for path, _ in self.live.nodes}
        order = sorted(self.sources.modules, key=lambda module: not module.test and module.path not in live)

        def source(module: Module) -> str | Notebook:
            return by_path[module.path] if module.path in by_path else self.project.text(module.path) or ""

        return read_decisions((module, source(module)) for module in order)

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Return the decisions of code in use."""
        return tuple(one for one in self._decisions.decisions if one.node in self.live.nodes)

    @cached_property
    def test_decisions(self) -> tuple[Decision, ...]:
        """Return the decisions of test code."""
        tests = {module.path for module in self.sources.modules if module.test}
        return tuple(one for one in self._decisions.decisions if one.path in tests)

    @cached_property
    def loops(self) -> tuple[Loop, ...]:
        """Return the loops of code in use."""
        return tuple(one for one in self._decisions.loops if (one.path, one.scope) in self.live.nodes)

    def thrown_away(self, used: Used) -> bool:
        """Return whether a call is a statement of its own, or bound to a name nothing reads."""
        return (used.module.path, used.call.line, used.call.last) in self._decisions.thrown_away

    @cached_property
    def images(self) -> tuple[Image, ...]:
        """Return the images the project builds, those of Dockerfiles that only a compose file or a
        command names too.
        """
        known = self.containers.images if self.containers is not None else ()
        paths = {image.path for image in known}
        named = set(self._named_dockerfiles()) - paths
        read = (parse_dockerfile(self.files.text(path), path) for path in sorted(named))
        found = [Image(one, one.path.rpartition("/")[0], "named beside it") for one in read if one.stages]
        return (*known, *found)

    def _named_dockerfiles(self) -> Iterator[str]:
        for composed in self.containers.compose if self.containers is not None else ():
            folder = composed.path.rpartition("/")[0]
            for service in composed.services:
                if service.context:
                    yield posixpath.normpath(posixpath.join(folder, service.context, service.dockerfile))
        for written in self.commands:
            words = written.command.words
            if "build" in words[:3] and any(word in ("-f", "--file") for word in words[:-1]):
                at = next(index for index, word in enumerate(words) if word in ("-f", "--file"))
                yield posixpath.normpath(words[at + 1])

    @cached_property
    def serving_images(self) -> tuple[ServingImage, ...]:
        """Return every image whose start command reaches code that uses a model."""
        found = []
        for image in self.images:
            held = self.containers or Containers(())
            alone = Containers((image,), held.compose, held.ignore_patterns)
            serving = find_serving_image(self.project, alone, self.sources, self.manifest)
            if isinstance(serving, ServingImage):
                found.append(serving)
        return tuple(found)

    @cached_property
    def readme(self) -> Document | None:
        """Return the main README: the shallowest one with text."""
        documents = self.documents.documents if self.documents is not None else ()
        found = [doc for doc in documents if doc.path.rpartition("/")[2].lower().startswith("readme")]
        return min(found, key=lambda doc: (doc.path.count("/"), doc.path), default=None)

    def texts(self) -> Iterator[Document]:
        """Yield the documents that are no notebook."""
        for document in self.documents.documents if self.documents is not None else ():
            if not document.path.endswith(".ipynb") and not under_tests(document.path):
                yield document

    @cached_property
    def has_tests(self) -> bool:
        """Return whether the project holds a test in any language."""
        if any(module.test and any(d.last.startswith("test") for d in module.functions()) for module in self.modules):
            return True
        names = ("test_", "test-", ".test.", ".spec.", "_test.")
        endings = (".py", ".r", ".js", ".ts", ".tsx", ".jsx", ".go", ".scala", ".java", ".jl", ".rs")
        return any(
            any(name in path.rpartition("/")[2].lower() for name in names) for path in self.files.ending(*endings)
        )

    @property
    def modules(self) -> tuple[Module, ...]:
        """Return every Python module and notebook."""
        return self.sources.modules
