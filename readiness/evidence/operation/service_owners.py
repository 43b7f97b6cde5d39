"""Who owns the service and how to reach them, as CODEOWNERS, service files and documents say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.documents.documents import Documents
from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping, mappings
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

CODEOWNERS = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")
PLACEHOLDER = re.compile(
    r"todo|tbd|tba\b|fixme|xxx|\byour\b|your[-_]|changeme|placeholder|username|<[^@>]+>|\{\{|^@(owner|team|org|user|me)$"
    r"|^(none|n/?a|unknown|-|\?+|name)$",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
CHANNEL = re.compile(
    r"(?<![\w/&#])#[a-z][\w-]{2,}(?![\w-])|https?://\S*(pagerduty|opsgenie|slack\.com|teams\.microsoft|oncall|on-call"
    r"|victorops|incident)\S*|\+\d[\d ()/-]{6,}\d|\btel:|\bmailto:",
    re.IGNORECASE,
)
SAID = re.compile(
    r"(?:^|[.;|>*_-]\s*)[*_]*(?P<role>(?:service |product |model |system )?owners?|owned by|maintainers?|maintained by"
    r"|contacts?|on[- ]call|owning team|responsible(?: team| person)?)\b[*_]*\s*[:|]\s*[*_]*\s*(?P<who>[^|\n]{2,200})",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"^\W*(service |product |model )?(owners?(hip)?|contacts?|maintainers?|on[- ]?call|support)\W*$", re.I
)
KEYS = ("owner", "owners", "team", "owned_by", "owning_team", "maintainer", "maintainers")
REACHES = ("contact", "contacts", "email", "slack", "slack_channel", "channel", "on_call", "oncall", "pagerduty",
           "pager", "support")  # fmt: skip
SERVICE_FILES = (
    "catalog-info.y*ml", "service.y*ml", "*slo*.y*ml", "*sla*.y*ml", "owners.y*ml", "OWNERS", "openapi*.y*ml",
    "model_card.y*ml", "metadata.y*ml",
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """An owner or a way to reach one: the text as written, shortened, and its place."""

    text: str
    location: Location


@dataclass(frozen=True)
class ServiceOwners(Fact):
    """What the project says of its owner.

    Attributes
    ----------
    owners
        Names, teams and handles; placeholders left out.
    contacts
        Addresses, channels, telephone numbers and pager links that stand with an owner or a contact.
    placeholders
        Places where an owner should stand and template text does.
    """

    owners: tuple[Named, ...] = ()
    contacts: tuple[Named, ...] = ()
    placeholders: tuple[Named, ...] = ()


@provides("files")
def service_owners(project: Project, documents: Documents | Absent) -> ServiceOwners | Absent:
    """Return owners and contacts; absent when no CODEOWNERS, service file or document speaks of any."""
    found = [
        *_codeowners(project),
        *_files(project),
        *(_documents(documents) if isinstance(documents, Documents) else ()),
    ]
    if not found:
        return Absent("no CODEOWNERS, service file or document names an owner")
    kinds: dict[str, dict[str, Named]] = {"owner": {}, "contact": {}, "placeholder": {}}
    for kind, item in found:
        for actual in _kinds(kind, item.text):
            kinds[actual].setdefault(item.text, item)
    return ServiceOwners(*(tuple(kinds[kind].values()) for kind in ("owner", "contact", "placeholder")))


def _kinds(kind: str, text: str) -> Iterator[str]:
    plain = text.strip(" .*_`")
    if PLACEHOLDER.search(plain) or not plain:
        yield "placeholder"
        return
    if ADDRESS.search(plain) or CHANNEL.search(plain):
        yield "contact"
    if kind == "owner":
        yield "owner"


def _codeowners(project: Project) -> Iterator[tuple[str, Named]]:
    path = next((path for path in CODEOWNERS if path in project), None)
    for number, line in enumerate((project.text(path, 200_000) or "").splitlines() if path else (), start=1):
        words = line.split("#")[0].split()
        if path and words and not words[0].startswith("["):
            yield from (("owner", Named(word, Location(path, number))) for word in words[1:] if "@" in word)


def _files(project: Project) -> Iterator[tuple[str, Named]]:
    for file in list(own_files(project, *SERVICE_FILES))[:200]:
        try:
            documents = load_documents(project.text(file.path, 200_000) or "")
        except YamlRefused:
            continue
        for document in documents:
            root = mapping(document)
            parts = [root, mapping(root.get("spec")), mapping(root.get("metadata")), mapping(root.get("info"))]
            parts += [mapping(mapping(root.get("metadata")).get(key)) for key in ("labels", "annotations")]
            parts += [mapping(part.get(key)) for part in parts for key in ("owner", "contact") if key in part]
            for part in parts:
                yield from _keyed(part, file.path)


def _keyed(part: YamlMap, path: str) -> Iterator[tuple[str, Named]]:
    for key, value in part.items():
        plain = key.lower().rpartition("/")[2].replace("-", "_")
        texts = _texts(value)
        kind = "owner" if plain in KEYS else "contact" if plain in REACHES else ""
        if kind:
            yield from ((kind, Named(text[:120], Location(path, part.at(key)))) for text in texts)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    listed = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
    return listed + [str(item.get("name") or item.get("email") or "") for item in mappings(value)]


def _documents(documents: Documents) -> Iterator[tuple[str, Named]]:
    for document in documents.documents:
        for section in document.sections:
            titled = bool(TITLE.match(section.title))
            for offset, line in enumerate(section.body.splitlines()[:2_000]):
                place = Location(document.path, section.body_line + offset)
                said = SAID.search(line[:500])
                if said:
                    owner = not re.match(r"contact|on", said["role"], re.IGNORECASE)
                    yield "owner" if owner else "contact", Named(said["who"].strip()[:120], place)
                elif titled and line.strip(" |-*>"):
                    yield "contact", Named(line.strip(" |-*>")[:120], place)
