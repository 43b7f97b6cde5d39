"""The project's own code, parsed and never run: what is defined, called, reached, logged and counted."""
