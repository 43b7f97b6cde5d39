"""From a project folder to facts: one module per kind of evidence, each fact made once by its provider."""
