"""A server for a team: who is let in, and what our own image and compose file promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from readiness.evidence.delivery.containers import Containers, read_containers
from tests.ui.drawn import page, words
from ui import viewer

ROOT = Path(__file__).parents[2]
SECRETS = '[auth]\nredirect_uri = "http://localhost/oauth2callback"\ncookie_secret = "{}"\n'.format("x" * 32)
PROVIDER = 'client_id = "a"\nclient_secret = "b"\nserver_metadata_url = "https://login.example.org/x"\n'


class Person(dict[str, object]):
    """A viewer as the login describes them."""

    is_logged_in = True


@pytest.fixture
def login(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve with one identity provider."""
    asks(monkeypatch, tmp_path, SECRETS + PROVIDER)


def asks(monkeypatch: pytest.MonkeyPatch, folder: Path, secrets: str) -> None:
    import streamlit as st
    from streamlit.runtime.secrets import Secrets

    (folder / "secrets.toml").write_text(secrets)
    own = Secrets()
    monkeypatch.setattr(own, "load_if_toml_exists", lambda: True)
    monkeypatch.setattr(own, "_secrets", __import__("tomllib").loads(secrets))
    monkeypatch.setattr(st, "secrets", own)


def arrives(monkeypatch: pytest.MonkeyPatch, **person: object) -> None:
    import streamlit as st

    monkeypatch.setattr(st, "user", Person(person))


def test_without_a_provider_nobody_is_asked(home: Path) -> None:
    assert viewer.name() == ""
    assert "Log in" not in words(page())


def test_nobody_sees_a_page_before_the_login(login: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    person = Person()
    person.is_logged_in = False  # type: ignore[misc]
    monkeypatch.setattr(st, "user", person)
    test = page()

    assert "Log in to go on" in words(test)
    assert "Sample projects" not in words(test)
    assert [button.label for button in test.button] == ["Log in"]


def test_every_named_provider_has_its_button(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    asks(monkeypatch, tmp_path, f"{SECRETS}[auth.okta]\n{PROVIDER}[auth.microsoft]\n{PROVIDER}")
    person = Person()
    person.is_logged_in = False  # type: ignore[misc]
    monkeypatch.setattr(st, "user", person)

    assert [button.label for button in page().button] == ["Log in with Okta", "Log in with Microsoft"]


def test_the_viewer_is_named(login: None, monkeypatch: pytest.MonkeyPatch) -> None:
    arrives(monkeypatch, name="Ada <b>Lovelace</b>", email="ada@example.org")

    drawn = words(page())

    assert "Logged in as <b>Ada &lt;b&gt;Lovelace&lt;/b&gt;</b>" in drawn
    assert "Sample projects" in drawn
    assert viewer.name() == "Ada <b>Lovelace</b>"


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"name": "Ada  Lovelace", "email": "a@b"}, "Ada Lovelace"),
        ({"email": "a@b"}, "a@b"),
        ({"sub": "17"}, "17"),
        ({}, ""),
    ],
)
def test_a_login_gives_one_name(
    login: None, monkeypatch: pytest.MonkeyPatch, person: dict[str, object], name: str
) -> None:
    arrives(monkeypatch, **person)

    assert viewer.name() == name


def test_whoever_is_not_on_the_list_stays_outside(login: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_USERS", "@example.org")
    arrives(monkeypatch, name="Eve", email="eve@example.com")

    drawn = words(page())

    assert "You may not enter" in drawn
    assert "Sample projects" not in drawn


@pytest.mark.parametrize(
    ("email", "verified", "listed", "enters"),
    [
        ("ada@example.org", True, "", True),
        ("", None, "", True),
        ("Ada@Example.org", None, "@example.org", True),
        ("ada@example.org", None, "bob@example.org, ADA@example.org", True),
        ("ada@example.org", False, "@example.org", False),
        ("ada@sub.example.org", True, "@example.org", False),
        ("ada@evil.com@example.org", True, "@example.org", False),
        ("", True, "@example.org", False),
    ],
)
def test_the_list_takes_addresses_and_domains(email: str, verified: bool | None, listed: str, enters: bool) -> None:
    assert viewer.permitted(email, verified, listed) is enters


def test_our_image_ships_no_build_stage_and_runs_as_an_ordinary_user(made_project: Containers) -> None:
    (image,) = made_project.images
    build, final = image.dockerfile.stages

    assert final.user == "10001:10001"
    assert all(re.search(r":\d+\.\d+\.\d+-slim", stage.base.text) for stage in (build, final))
    text = (ROOT / "Dockerfile").read_text()
    assert "HEALTHCHECK" in text
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    assert all((ROOT / source).exists() for line in copied for source in line.split())


@pytest.fixture
def made_project(tmp_path: Path) -> Containers:
    """Return what our evidence readers see in our own Dockerfile."""
    from datetime import UTC, datetime

    from readiness.domain.settings import Settings
    from readiness.evidence.files.project_index import open_project

    for name in ("Dockerfile", ".dockerignore"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    found = read_containers(open_project(tmp_path, Settings(datetime(2026, 11, 20, tzinfo=UTC))))
    assert isinstance(found, Containers)
    return found


def test_the_image_copies_all_that_the_product_reads_and_ignores_the_rest() -> None:
    text = (ROOT / "Dockerfile").read_text()
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    for part in ("app.py", "checks", "readiness", "rubrics", "sample_projects", "ui", ".streamlit/config.toml"):
        assert part in text
        assert f"!{part}" in ignored
    assert "*" in ignored


def test_compose_gives_no_more_than_is_needed() -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["readiness"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ports"] == ["127.0.0.1:8501:8501"]
    assert service["volumes"][0].endswith(":/projects:ro")
    assert service["environment"]["READINESS_ROOTS"] == "/projects"
    assert service["deploy"]["resources"]["limits"]["pids"] == 512


def test_the_example_of_a_login_has_what_streamlit_asks_for() -> None:
    import tomllib

    section = tomllib.loads((ROOT / "docs" / "secrets.example.toml").read_text())["auth"]

    assert set(section) == {"redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"}
    assert ".streamlit/secrets.toml" in (ROOT / ".gitignore").read_text()
