"""The folder as a bounded index of files, and the readers that every other kind of evidence rests on."""
