"""What a command does, seen from its program: runs tests, lints, scans, builds an image, installs, deploys."""

from __future__ import annotations

from readiness.evidence.delivery.commands import Command

_PLAIN_WRAPPERS = frozenset(
    {"sudo", "time", "env", "exec", "nohup", "command", "nice", "xvfb-run", "catchsegv", "eval"}
)
_RUNNERS = frozenset({"poetry", "uv", "pipenv", "pdm", "hatch", "rye", "conda", "mamba", "micromamba", "pixi"})
_VALUE_OPTIONS = frozenset(
    {
        "-n",
        "--name",
        "-p",
        "--prefix",
        "--with",
        "--python",
        "--group",
        "--extra",
        "--directory",
        "--project",
        "-e",
        "--env",
        "--package",
        "--only-group",
        "--index",
    }
)
_TEST_PROGRAMS = frozenset({"pytest", "py.test", "tox", "nox", "unittest", "nose2", "behave", "trial"})
_LINTERS = frozenset(
    {
        "ruff",
        "flake8",
        "pylint",
        "black",
        "mypy",
        "isort",
        "pre-commit",
        "pyright",
        "pycodestyle",
        "hadolint",
        "yamllint",
        "lintr",
        "pyre",
        "ty",
        "basedpyright",
    }
)
_SCANNERS = frozenset(
    {
        "pip-audit",
        "safety",
        "trivy",
        "grype",
        "snyk",
        "osv-scanner",
        "bandit",
        "semgrep",
        "gitleaks",
        "trufflehog",
        "detect-secrets",
        "detect-secrets-hook",
        "dockle",
        "checkov",
        "clair",
    }
)
_HARMLESS_OPTIONS = frozenset({"--collect-only", "--co", "--version", "--help", "-h", "--fixtures", "--markers"})


def invocation(command: Command) -> tuple[str, tuple[str, ...]]:
    """Return the program that really runs and its arguments, without wrappers and interpreters.

    ``poetry run python -m pytest -q`` gives ``("pytest", ("-q",))``; a program is named without its folder.
    """
    words = list(command.words)
    for _ in range(8):
        if not words:
            return "", ()
        program = words[0].rsplit("/", 1)[-1]
        rest = _unwrapped(program, words[1:])
        if rest is None:
            return program, tuple(words[1:])
        words = rest
    return words[0] if words else "", tuple(words[1:])


def _unwrapped(program: str, arguments: list[str]) -> list[str] | None:
    if program in _PLAIN_WRAPPERS:
        return [word for word in arguments if "=" not in word or not word.split("=")[0].isidentifier()]
    if program == "timeout":
        positional = [index for index, word in enumerate(arguments) if not word.startswith("-")]
        return arguments[positional[0] + 1 :] if positional else []
    if program in _RUNNERS and "run" in arguments[:3]:
        return _without_options(arguments[arguments.index("run") + 1 :])
    if program == "uvx":
        return _without_options(arguments)
    if program.startswith(("python", "pypy")) and "-m" in arguments[:6]:
        return arguments[arguments.index("-m") + 1 :]
    if program == "coverage" and arguments[:1] == ["run"]:
        tail = _without_options(arguments[1:])
        return arguments[arguments.index("-m") + 1 :] if "-m" in arguments else ["python", *tail]
    if program in ("sh", "bash") and "-c" in arguments[:2]:
        return " ".join(arguments[arguments.index("-c") + 1 :]).split()
    return None


def _without_options(words: list[str]) -> list[str]:
    position = 0
    while position < len(words) and words[position].startswith("-"):
        if words[position] == "-m":
            return words[position + 1 :]
        position += 2 if words[position] in _VALUE_OPTIONS else 1
    return words[position:]


def runs_tests(command: Command) -> bool:
    """Return whether the command runs a test suite (a make target is resolved elsewhere)."""
    program, arguments = invocation(command)
    if _HARMLESS_OPTIONS & set(arguments):
        return False
    if program in _TEST_PROGRAMS:
        return True
    if program.startswith("python"):
        return arguments[:2] in (("manage.py", "test"), ("setup.py", "test"))
    if program == "hatch":
        return arguments[:1] == ("test",)
    if program in ("docker", "docker-compose", "podman"):
        return "run" in arguments[:3] and bool(_TEST_PROGRAMS & set(arguments))
    return program == "Rscript" and any("test_dir(" in word or "testthat" in word for word in arguments)


def lints(command: Command) -> bool:
    """Return whether the command lints, checks formatting or checks types."""
    return invocation(command)[0] in _LINTERS


def scans(command: Command) -> bool:
    """Return whether the command scans dependencies, images, code or files for known weaknesses or secrets."""
    program, arguments = invocation(command)
    return (program in _SCANNERS and not _HARMLESS_OPTIONS & set(arguments)) or (
        program == "docker" and arguments[:1] == ("scout",)
    )


def builds_image(command: Command) -> bool:
    """Return whether the command builds a container image."""
    program, arguments = invocation(command)
    if program in ("docker", "podman", "nerdctl"):
        return arguments[:1] == ("build",) or arguments[:2] in (("buildx", "build"), ("compose", "build"))
    return (program == "docker-compose" and "build" in arguments) or program in ("kaniko", "buildah")


def installs(command: Command) -> bool:
    """Return whether the command installs dependencies of the project."""
    program, arguments = invocation(command)
    if program in ("pip", "pip3") or (program == "uv" and arguments[:1] == ("pip",)):
        return "install" in arguments
    if program in ("conda", "mamba", "micromamba"):
        return bool({"install", "create", "update"} & set(arguments[:2]))
    return (program, arguments[:1]) in (
        ("poetry", ("install",)), ("uv", ("sync",)), ("pipenv", ("install",)), ("pipenv", ("sync",)),
        ("pdm", ("install",)), ("pdm", ("sync",)), ("hatch", ("env",)), ("rye", ("sync",)),
    )  # fmt: skip


def installs_locked(command: Command) -> bool:
    """Return whether the command installs exactly what a lock file or fully pinned list names."""
    program, arguments = invocation(command)
    if not installs(command):
        return False
    if program == "uv" and arguments[:1] == ("sync",):
        return bool({"--frozen", "--locked"} & set(arguments))
    if program in ("pip", "pip3"):
        return "--require-hashes" in arguments
    return (program, arguments[:1]) in (("poetry", ("install",)), ("pipenv", ("sync",)), ("pdm", ("sync",)))


def make_targets(command: Command) -> tuple[str, ...]:
    """Return the targets of a ``make`` or ``just`` command; empty for any other."""
    program, arguments = invocation(command)
    if program not in ("make", "gmake", "just", "task"):
        return ()
    return tuple(word for word in arguments if not word.startswith("-") and "=" not in word)
