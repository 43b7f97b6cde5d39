"""A shallow clone of a public repository, with nothing of it, of this machine or of its user taking part."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from readiness.evidence.files.clone_address import AddressRefused, CloneAddress, clone_address, public_addresses

DEPTH = 50
LOOK_EVERY_SECONDS = 0.2
REASONS = (
    ("not found", "There is no such public repository, or it asks for a login. Check the address, or upload a .zip."),
    ("could not read username", "The repository asks for a login. Only public ones are cloned; upload a .zip instead."),
    ("authentication failed", "The repository asks for a login. Only public ones are cloned; upload a .zip instead."),
    ("unable to update url base from redirection", "The address leads to another one. Give the final address."),
    ("returned error: 30", "The address leads to another one. Give the final address."),
    ("could not resolve host", "The host cannot be found. Check the address and the network."),
    ("failed to connect", "The host does not answer. Check the address and the network."),
    ("timed out", "The host does not answer in time. Try again, or upload a .zip."),
    ("certificate", "The host's certificate cannot be trusted. Nothing was cloned."),
)


class CloneFailed(Exception):
    """The repository could not be cloned; the message is one sentence with the way out."""


@dataclass(frozen=True)
class CloneLimits:
    """What one clone may take."""

    bytes: int = 1 << 30
    files: int = 200_000
    seconds: float = 300.0


def cloned(
    url: str,
    place: Path,
    *,
    addresses: Iterable[str] = (),
    protocol: str = "https",
    limits: CloneLimits = CloneLimits(),
) -> Path:
    """Return ``place`` once it holds a shallow clone of a repository, at most ``DEPTH`` commits deep.

    Parameters
    ----------
    url
        As `clone_address` gives it.
    addresses
        IP addresses of its host; the connection is held to them.
    protocol
        The only one that git may use.

    Raises
    ------
    CloneFailed
        git is not there, the repository cannot be read, or a limit is reached; nothing is left behind.
    """
    git = shutil.which("git")
    if git is None:
        raise CloneFailed("git is not installed here. Upload the project as a .zip instead.")
    with tempfile.TemporaryDirectory(prefix="readiness-clone-") as nobody:
        command = [git, *_settings(url, tuple(addresses), protocol), "clone", *_options(), "--", url, str(place)]
        try:
            process = subprocess.Popen(
                command,
                cwd=nobody,
                env=_environment(nobody, protocol),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise CloneFailed(f"git cannot be started ({error.strerror}).") from None
        try:
            said = _watched(process, place, limits)
            if process.returncode:
                raise CloneFailed(_reason(said))
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
    return place


def _settings(url: str, addresses: tuple[str, ...], protocol: str) -> list[str]:
    """Return git's settings for this one command: no helper, hook, filter, redirect or other protocol."""
    settings = {
        "protocol.allow": "never",
        f"protocol.{protocol}.allow": "always",
        "http.followRedirects": "false",
        "http.sslVerify": "true",
        "http.proxy": "",
        "http.lowSpeedLimit": "1000",
        "http.lowSpeedTime": "30",
        "credential.helper": "",
        "core.hooksPath": os.devnull,
        "core.fsmonitor": "false",
        "core.symlinks": "true",
        "submodule.recurse": "false",
        "gc.auto": "0",
        "fetch.recurseSubmodules": "false",
        "filter.lfs.smudge": "",
        "filter.lfs.process": "",
        "filter.lfs.required": "false",
    }
    if addresses and protocol == "https":
        host = clone_address(url)
        settings["http.curloptResolve"] = f"{host.host}:{host.port}:{','.join(_bracketed(addresses))}"
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _bracketed(addresses: tuple[str, ...]) -> list[str]:
    return [f"[{address}]" if ":" in address else address for address in addresses]


def _options() -> list[str]:
    return [
        "--depth", str(DEPTH), "--single-branch", "--no-tags", "--no-recurse-submodules", "--template=",
        "--no-local", "--no-hardlinks", "--quiet",
    ]  # fmt: skip


def _environment(nobody: str, protocol: str) -> dict[str, str]:
    """Return an environment without this user's configuration, credentials, agents or prompts."""
    kept = {name: os.environ[name] for name in ("PATH", "SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}
    return {
        **kept,
        "HOME": nobody,
        "XDG_CONFIG_HOME": nobody,
        "TMPDIR": nobody,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "GIT_ALLOW_PROTOCOL": protocol,
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }


def _watched(process: subprocess.Popen[bytes], place: Path, limits: CloneLimits) -> str:
    """Return what git said at its end; it is stopped as soon as it takes more than the limits."""
    end = time.monotonic() + limits.seconds
    try:
        while True:
            try:
                said = process.communicate(timeout=LOOK_EVERY_SECONDS)[1]
                _within(place, limits)
                return said.decode("utf-8", "replace")
            except subprocess.TimeoutExpired:
                _within(place, limits)
            if time.monotonic() > end:
                raise CloneFailed(f"Cloning took more than {limits.seconds:g} seconds. Upload a .zip instead.")
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _within(place: Path, limits: CloneLimits) -> None:
    size = files = 0
    for folder, _, names in os.walk(place):
        files += len(names)
        for name in names:
            try:
                size += os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118 - many files, often
            except OSError:
                continue  # git has just moved it
    if size > limits.bytes:
        raise CloneFailed(f"The repository is larger than {limits.bytes >> 20} MB. Assess it by its path instead.")
    if files > limits.files:
        raise CloneFailed(f"The repository holds more than {limits.files:,} files. Assess a part of it by its path.")


def _reason(said: str) -> str:
    lower = said.lower()
    for sign, sentence in REASONS:
        if sign in lower:
            return sentence
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = lines[-1].removeprefix("fatal: ")[:300] if lines else "git gave no reason"
    return f"The repository could not be cloned: {last}."


def main(arguments: list[str]) -> int:
    """Return 0 once the repository of the arguments is cloned, 1 with one line on standard error where it is not."""
    parser = argparse.ArgumentParser(description="Clone a public repository, shallow and inert.")
    parser.add_argument("--private", action="store_true", help="allow hosts that are not public")
    parser.add_argument("url")
    parser.add_argument("place", type=Path)
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # cancelled: what was begun is removed on the way out
    try:
        address: CloneAddress = clone_address(given.url)
        cloned(address.url, given.place, addresses=public_addresses(address, private=given.private))
    except (AddressRefused, CloneFailed) as failure:
        print(failure, file=sys.stderr)  # noqa: T201 - this is the process that the dashboard follows
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
