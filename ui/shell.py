"""The frame around every page: icon, logo, style sheet, and links that do not load the app again."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from readiness.report import words
from ui import cache
from ui.components.markup import block, text

ASSETS = Path(__file__).parent / "assets"

# Our links are plain links; this makes them change the page as the browser's back button does, without a reload.
SOFT_LINKS = """<script>(() => {
  if (window.rdSoftLinks) return;
  window.rdSoftLinks = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-soft]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin) return;
    event.preventDefault();
    const samePage = link.pathname === location.pathname;
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
    if (!samePage || link.closest(".rd-back, .rd-switch, .rd-tabs")) {
      const main = document.querySelector(".stMain");
      if (main) main.scrollTo(0, 0);
    }
  });
})()</script>"""


# Streamlit puts the entries of a group between list and item, which screen readers then read as a broken list: without
# the list they are what they are, links of a navigation.
PLAIN_NAVIGATION = """<script>(() => {
  if (window.rdPlainNavigation) return;
  window.rdPlainNavigation = true;
  const plain = () => document
    .querySelectorAll("[data-testid=stSidebarNavItems]:not([role]), [data-testid=stSidebarNavItems] li:not([role])")
    .forEach((part) => part.setAttribute("role", "none"));
  new MutationObserver(plain).observe(document.body, {childList: true, subtree: true});
  plain();
})()</script>"""


def frame() -> None:
    """Draw what is the same on every page; before the navigation, or the tab's icon comes from the network."""
    icon = ASSETS / "icon.png"
    st.set_page_config(page_title="Readiness", page_icon=icon, layout="wide", initial_sidebar_state=256, menu_items={})
    st.logo(ASSETS / "logo.svg", size="medium")
    st.html(cache.stylesheet())
    st.html(SOFT_LINKS + PLAIN_NAVIGATION, unsafe_allow_javascript=True)
    st.sidebar.html(block(f"<p class='tiny i3'>{text(words.OFFLINE)}</p>"))


def name_tab(title: str) -> None:
    """Name the browser's tab after the open page."""
    st.set_page_config(page_title=f"{title}, Readiness")
