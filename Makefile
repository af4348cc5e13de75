# `make demo` and `make test` need Python 3.11 or newer, make and git: no database, no root.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench venv

help:  ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

demo: $(VENV)/.run  ## crawl the bundled sample newsroom and show what the corpus holds
	@$(BIN)/scrapy crawl sample -L WARNING
	@$(BIN)/scrapy overview
	@$(BIN)/scrapy db stop

test: $(VENV)/.dev  ## run every test
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev  ## ruff (check and format) and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(VENV)/.dev  ## measure what docs/benchmarks.md claims: make bench DATA=path/to/data
	@for script in bench/*_score.py; do echo "== $$script"; $(BIN)/python $$script $(DATA) || exit 1; done

venv: $(VENV)/.run  ## the virtual environment alone

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "newsbot needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is missing; on Debian: apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.run: $(VENV)/bin/python pyproject.toml requirements.txt constraints.txt
	@echo "Installing newsbot into $(VENV) (about a minute)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
