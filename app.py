"""The dashboard's entry: page frame, login where there is one, and navigation."""

import streamlit as st

from ui import cache, navigation, shell, viewer

shell.frame()
viewer.admit()
page = st.navigation(navigation.groups(), expanded=True)
shell.name_tab(page.title)
page.run()
cache.prepared()
