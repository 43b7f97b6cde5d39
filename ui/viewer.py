"""Who looks at the dashboard: the name that a login gives, and whether a login is asked for at all."""

from __future__ import annotations

import os

import streamlit as st

from ui.components import messages

USERS = "READINESS_USERS"
_OWN_SETTINGS = ("redirect_uri", "cookie_secret", "expose_tokens", "client_kwargs")


def name() -> str:
    """Return the name of the viewer who logged in, else their mail address; empty where nobody logs in here."""
    if not _providers() or not st.user.is_logged_in:
        return ""
    return " ".join(str(st.user.get("name") or st.user.get("email") or st.user.get("sub") or "").split())[:120]


def admit() -> None:
    """Let nobody further who has to log in first: draw the login and end the page there.

    A login is asked for as soon as ``.streamlit/secrets.toml`` has a section ``auth``. READINESS_USERS narrows who may
    enter: addresses and domains such as ``ada@example.org,@example.org``; empty admits everyone the provider knows.
    """
    providers = _providers()
    if not providers:
        return
    if not st.user.is_logged_in:
        _ask(providers)
        st.stop()
    if not permitted(str(st.user.get("email") or ""), st.user.get("email_verified"), os.environ.get(USERS, "")):
        st.html(messages.empty("You may not enter", f"{name()} is not on the list of this server ({USERS})."))
        st.button("Log out", on_click=st.logout, key="logout")
        st.stop()
    with st.sidebar:
        st.html(messages.viewer(name()))
        st.button("Log out", on_click=st.logout, key="logout", type="tertiary", icon=":material/logout:")


def permitted(email: str, verified: object, listed: str) -> bool:
    """Return whether an address is on a list of addresses and @domains; an empty list admits everyone.

    With a list, an address that the provider says is not verified counts as none.
    """
    wanted = {entry.strip().lower() for entry in listed.split(",") if entry.strip()}
    if not wanted:
        return True
    address = email.strip().lower()
    if verified is False or address.count("@") != 1:
        return False
    return address in wanted or f"@{address.partition('@')[2]}" in wanted


def _providers() -> tuple[str, ...]:
    """Return the identity providers of the secrets, "" for the only one that has no name; none without a section."""
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return ()
    section = st.secrets["auth"]
    named = tuple(key for key in section if key not in _OWN_SETTINGS and hasattr(section[key], "keys"))
    return ("",) if "client_id" in section else named


def _ask(providers: tuple[str, ...]) -> None:
    st.html(messages.empty("Log in to go on", "This server is open to your team only."))
    with st.container(horizontal=True):
        for provider in providers:
            label = f"Log in with {provider.capitalize()}" if provider else "Log in"
            st.button(
                label,
                on_click=st.login,
                args=(provider,) if provider else (),
                key=f"login_{provider}",
                type="primary",
                icon=":material/login:",
            )
