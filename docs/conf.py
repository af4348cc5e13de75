"""Sphinx's settings for the documentation site; `make docs` builds it."""

import tomllib
from pathlib import Path

_project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "newsbot"
release = version = _project["version"]
author = _project["authors"][0]["name"]
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"newsbot {release}"
html_copy_source = False
myst_heading_anchors = 3
nitpicky = True
html_show_copyright = False
