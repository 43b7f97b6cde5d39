"""The parts of the history's page: what is listed, how it moved, and how it is kept."""
