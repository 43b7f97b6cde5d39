"""Files to take away: those that are at hand, and those that are made at the click."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Literal

import streamlit as st

from readiness import api
from ui import cache
from ui.components import messages
from ui.opened import Opened

# The made file stands behind a download button in place of the one clicked; this takes it without a second click.
TAKE = """<script>(() => {{
  const made = "{made}";
  let left = 40;
  const take = () => {{
    const button = document.querySelector(".st-key-{key}_file button, .st-key-{key}_file a");
    if (button) button.click();
    else if (--left) setTimeout(take, 50);
  }};
  take();
}})()</script>"""


def downloads(found: Opened) -> None:
    """Draw the two buttons of the report."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", found.view.name).strip("-.")[:60] or "project"
    run = found.run.id
    st.download_button(
        "JSON",
        data=cache.as_json(run),
        file_name=f"readiness-{name}.json",
        mime="application/json",
        key="json",
        icon=":material/download:",
        on_click="ignore",
    )
    made_at_click(
        "PDF report",
        lambda: cache.pdf(run),
        file_name=f"readiness-{name}.pdf",
        mime="application/pdf",
        key="pdf",
        kind="primary",
    )


def made_at_click(
    label: str,
    make: Callable[[], bytes | str | None],
    *,
    file_name: str,
    mime: str,
    key: str,
    kind: Literal["primary", "secondary"] = "secondary",
    help: str | None = None,
) -> None:
    """Draw a button whose click makes a file and downloads it; ``make`` returns None after it said why it cannot.

    Streamlit's own deferred files belong to no session: whoever draws a page next may throw them away before they are
    fetched. This one is held by the session, as any download button's.
    """
    with st.container(width="content"):  # a fragment's own frame takes a whole row
        _button(label, make, file_name, mime, key, kind, help)


@st.fragment
def _button(
    label: str,
    make: Callable[[], bytes | str | None],
    file_name: str,
    mime: str,
    key: str,
    kind: Literal["primary", "secondary"],
    help: str | None,
) -> None:
    icon = ":material/download:"
    data = _made(make) if st.session_state.get(key) else None  # true only for the run of the click
    if data is None:
        st.button(label, key=key, icon=icon, type=kind, help=help)
        return
    st.download_button(
        label,
        data=data,
        file_name=file_name,
        mime=mime,
        key=f"{key}_file",
        icon=icon,
        type=kind,
        help=help,
        on_click="ignore",
    )
    with st.container(key=f"{key}_take", width="content"):
        # The token makes each script another one: the same text is not run twice.
        st.html(TAKE.format(key=key, made=secrets.token_hex(4)), unsafe_allow_javascript=True)


def _made(make: Callable[[], bytes | str | None]) -> bytes | str | None:
    """Return the file; where it cannot be made, say why and return None."""
    try:
        with st.spinner("Being made"):
            return make()
    except Exception as error:
        failure = api.expected_failure(error)
        if failure is None:
            raise
        st.html(messages.failure(failure.line))
        return None
