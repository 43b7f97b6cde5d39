"""Credentials that look real in the text files of the project, masked, with lines.

Plugins of `detect-secrets` are asked line by line, one object each: its scanner would read global settings, run
plugins and baselines of the project, and verify findings over the network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Fact, provides
from readiness.evidence.files.project import Project

FILE_LIMIT_BYTES = 1_000_000
TOTAL_LIMIT_BYTES = 60_000_000
LINE_LIMIT = 2_000
FOUND_LIMIT = 200

# plugin, and texts of which one stands in every line it can find something in (searching for them is fast)
_DETECTORS = (
    ("aws", "AWSKeyDetector", ("AKIA", "ASIA", "A3T", "ABIA", "ACCA", "aws", "AWS")),
    ("azure_storage_key", "AzureStorageKeyDetector", ("AccountKey=",)),
    ("openai", "OpenAIDetector", ("T3BlbkFJ",)),
    ("private_key", "PrivateKeyDetector", ("PRIVATE KEY",)),
    ("slack", "SlackDetector", ("xox", "hooks.slack.com")),
    ("stripe", "StripeDetector", ("k_live_",)),
    ("sendgrid", "SendGridDetector", ("SG.",)),
    ("npm", "NpmDetector", ("_authToken",)),
    ("pypi_token", "PypiTokenDetector", ("pypi-AgE",)),
    ("discord", "DiscordBotTokenDetector", ("discord", "DISCORD")),
    ("telegram_token", "TelegramBotTokenDetector", ("telegram", "TELEGRAM", "bot", "BOT")),
    ("twilio", "TwilioKeyDetector", ("twilio", "TWILIO")),
    ("mailchimp", "MailchimpDetector", ("-us1", "-us2")),
    ("square_oauth", "SquareOAuthDetector", ("sq0csp",)),
    ("jwt", "JwtTokenDetector", ("eyJ",)),
    ("basic_auth", "BasicAuthDetector", ("://",)),
)
# the plugins for GitHub and GitLab give back the prefix of the token only
_OWN = (
    (
        "GitHub token",
        re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9_]{36,}|github_pat_[A-Za-z0-9_]{60,})\b"),
        ("gh", "github_pat_"),
    ),
    ("GitLab token", re.compile(r"\bglpat-[A-Za-z0-9_-]{20,50}\b"), ("glpat-",)),
    ("Google API key", re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"), ("AIza",)),
    ("Hugging Face token", re.compile(r"\bhf_[A-Za-z0-9]{34,}\b"), ("hf_",)),
    ("Databricks token", re.compile(r"\bdapi[0-9a-f]{32}\b"), ("dapi",)),
    ("Google OAuth token", re.compile(r"\bya29\.[0-9A-Za-z_-]{30,}"), ("ya29.",)),
)
_ASSIGNED = re.compile(
    r"(?:passw(?:or)?d|pwd|secret|token|api_?key|access_?key|private_?key|credential)[\w.-]{0,40}[\"']?\s{0,20}"
    r"(?::=|=>|[:=])\s{0,20}[\"']?(?P<value>[^\s\"',;#}{)(<>\]\[]{8,200})",
    re.IGNORECASE,
)
_SAMPLE = re.compile(
    r"example|sample|dummy|fake|placeholder|change[-_ ]?me|your[-_]|xxx|\*\*\*|\.\.\.|<|\{|redacted|test|insert|"
    r"replace|0000000|1234567|abcdef|qwerty|todo",
    re.IGNORECASE,
)
_LOCAL_VALUE = re.compile(
    r"demo|foo|bar|localhost|secret|dev[-_]|local|none|null|password|passwd|pass123|admin|guest|postgres|mlflow|minio|"
    r"airflow|grafana|root|user|default|token|string|my[-_]|letmein|welcome",
    re.IGNORECASE,
)
_SAMPLE_FILE = re.compile(
    r"\.(?:example|sample|template|dist|tmpl)(?:\.|$)|(?:^|/)(?:example|sample)\.env|\.md$|\.rst$", re.IGNORECASE
)
_TEST_FILE = re.compile(r"(?:^|/)(?:tests?|fixtures|testdata|__tests__)/|(?:^|/)test_[^/]*$|_test\.\w+$", re.IGNORECASE)
_LOCAL_HOST = re.compile(
    r"@(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal|[a-z][\w-]*)(?::\d+|/|\b(?!\.))", re.IGNORECASE
)
_ENVIRONMENT = re.compile(r"(?:^|/)\.env(?:\.(?!example|sample|template|dist)[\w-]+)?$", re.IGNORECASE)
_REFERENCE = re.compile(r"os\.environ|getenv|secretKeyRef|vault|\$\(|\bself\.|settings\.|config\.|secrets\.")
_KEY_BODY = re.compile(r"[A-Za-z0-9+/=]{40,}")
_LOCKS = (".lock", "package-lock.json", "conda-lock.yml", "sha256sums", ".sum", ".min.js", ".svg", ".css")


@dataclass(frozen=True)
class Secret:
    """A credential that looks real.

    Attributes
    ----------
    kind
        What it seems to be, such as ``AWS Access Key``.
    masked
        First characters, then dots; never more than a quarter of the value.
    """

    kind: str
    path: str
    line: int
    masked: str


@dataclass(frozen=True)
class SecretScan(Fact):
    """Result of looking through the text files.

    Attributes
    ----------
    found
        Credentials that look real.
    dismissed
        Candidates taken for examples, test values or local defaults.
    files, unread
        Files read; text files left out by the bounds.
    """

    found: tuple[Secret, ...]
    dismissed: tuple[Secret, ...]
    files: int
    unread: int = 0


@provides("files")
def read_secrets(project: Project) -> SecretScan:
    """Return the credentials in files that are not ignored; an ignored ``.env`` is not committed and not read."""
    finders = _finders()
    found: list[Secret] = []
    dismissed: list[Secret] = []
    read = unread = total = 0
    for file in project.files:
        if file.ignored or file.path.lower().endswith(_LOCKS):
            continue
        if file.size > FILE_LIMIT_BYTES or total > TOTAL_LIMIT_BYTES or len(found) > FOUND_LIMIT:
            unread += 1
            continue
        text = project.text(file.path, FILE_LIMIT_BYTES)
        if text is None:
            continue
        read, total = read + 1, total + file.size
        for secret, real in _in_text(text, file.path, finders):
            (found if real else dismissed).append(secret)
    return SecretScan(tuple(found[:FOUND_LIMIT]), tuple(dismissed[:FOUND_LIMIT]), read, unread)


def secrets_in(text: str, path: str) -> tuple[tuple[Secret, ...], tuple[Secret, ...]]:
    """Return the credentials in a text that look real, and those taken for examples."""
    pairs = list(_in_text(text, path, _finders()))
    return tuple(s for s, real in pairs if real), tuple(s for s, real in pairs if not real)


def real_secrets(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[int, Secret]]:
    """Yield the credentials that look real in texts given with their paths, each with the number of its text from 0."""
    finders = _finders()
    for number, (path, text) in enumerate(texts):
        if not path.lower().endswith(_LOCKS):
            yield from ((number, secret) for secret, real in _in_text(text, path, finders) if real)


Finder = tuple[str, tuple[str, ...], Callable[[str], Iterable[str]]]


def _finders() -> tuple[Finder, ...]:
    """Return the kind, marks and function of everything that finds credentials in a line."""
    from importlib import import_module

    plugins = ((getattr(import_module(f"detect_secrets.plugins.{m}"), name)(), marks) for m, name, marks in _DETECTORS)
    found = [(str(plugin.secret_type), marks, plugin.analyze_string) for plugin, marks in plugins]
    return (*found, *((kind, marks, pattern.findall) for kind, pattern, marks in _OWN))


def _in_text(text: str, path: str, finders: tuple[Finder, ...]) -> Iterator[tuple[Secret, bool]]:
    seen: set[str] = set()
    lines = text.splitlines()
    for number, kind, value in sorted(_candidates(text, lines, path, finders)):
        if value not in seen:
            seen.add(value)
            context = "\n".join(lines[number - 1 : number + 2])[:LINE_LIMIT]
            yield Secret(kind, path, number, masked(value)), _real(kind, value, context, path)


def _candidates(text: str, lines: list[str], path: str, finders: tuple[Finder, ...]) -> Iterator[tuple[int, str, str]]:
    for kind, marks, find in finders:
        for mark in marks:
            if mark not in text:
                continue
            for number, line in enumerate(lines, start=1):
                if mark in line and (mark != "://" or "@" in line):
                    yield from ((number, kind, value) for value in find(line[:LINE_LIMIT]) if isinstance(value, str))
    committed = bool(_ENVIRONMENT.search(path))
    for number, line in enumerate(lines, start=1):
        if "=" in line or ":" in line:
            for match in _ASSIGNED.finditer(line[:LINE_LIMIT]):
                if committed or _random(match.group("value")):
                    yield number, f"value of {_name(line, match.start())}", match.group("value")


def _name(line: str, at: int) -> str:
    """Return the whole name in which a telling word stands."""
    before = re.search(r"[\w.-]{0,30}$", line[:at])
    after = re.match(r"[\w.-]{1,40}", line[at:])
    return (before.group() if before else "") + (after.group() if after else "")


def _random(value: str) -> bool:
    """Return whether a value looks generated: 16 or more characters of mixed kinds, 3.5 bits per character or more."""
    from math import log2

    if len(value) < 16 or not re.fullmatch(r"[\w+/=.~!@%^&*-]+", value) or "." in value.rstrip("."):
        return False
    kinds = sum(bool(re.search(pattern, value)) for pattern in ("[a-z]", "[A-Z]", r"\d"))
    shares = [value.count(character) / len(value) for character in set(value)]
    return kinds >= 2 and bool(re.search(r"\d", value)) and -sum(share * log2(share) for share in shares) >= 3.5


def _real(kind: str, value: str, context: str, path: str) -> bool:
    aside = bool(_TEST_FILE.search(path) or _SAMPLE_FILE.search(path))
    if kind == "Private Key":
        # the header alone also stands in code that looks for keys
        return bool(_KEY_BODY.search(context.split("PRIVATE KEY", 1)[-1])) and not aside
    if _SAMPLE.search(value) or len(set(value)) < 5:
        return False
    if kind == "Basic Auth Credentials":
        return not (_LOCAL_VALUE.search(value) or _LOCAL_HOST.search(context) or aside)
    if kind.startswith("value of"):
        plain = _decoded(value)
        return not (_LOCAL_VALUE.search(plain) or _SAMPLE.search(plain) or _REFERENCE.search(context) or aside)
    return not (kind == "JSON Web Token" and aside)


def _decoded(value: str) -> str:
    """Return a value with what it says in base64 (as in a Kubernetes Secret), where it says something printable."""
    import base64
    import binascii

    try:
        inner = base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return value
    return f"{value} {inner}" if inner.isprintable() else value


def masked(value: str) -> str:
    """Return the first characters of a secret, at most four and at most a quarter of it, followed by dots."""
    return value[: min(4, len(value) // 4)] + "…"
