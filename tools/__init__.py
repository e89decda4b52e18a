"""Commands for people who work on the course: `python -m tools.sync` and its neighbours."""
