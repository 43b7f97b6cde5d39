"""The dashboard's entry: page frame and navigation."""

import streamlit as st

from ui import navigation, shell

shell.frame()
page = st.navigation(navigation.groups(), expanded=True)
shell.name_tab(page.title)
page.run()
