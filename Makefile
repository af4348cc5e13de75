# `make demo` and `make test` need Python 3.11 or newer, make and git: no database, no root.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUOTES = $(DATA)/data/quotes/telecom_dev.jsonl $(DATA)/data/quotes/pages_dev.jsonl
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench venv

help:  ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

demo: $(VENV)/.run  ## crawl the bundled sample newsroom and show what the corpus holds
	@$(BIN)/newsbot crawl sample
	@$(BIN)/newsbot overview
	@$(BIN)/newsbot db stop

test: $(VENV)/.dev  ## run every test
	@$(BIN)/python -m pytest -n 4 --dist loadfile

lint: $(VENV)/.dev  ## ruff (check and format), mypy, and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo

bench: $(VENV)/.bench  ## measure what docs/benchmarks.md claims: make bench DATA=path/to/data-and-scorers
	@test -n "$(DATA)" || { echo "Say where the data and the scorers are: make bench DATA=path/to/them"; exit 1; }
	$(BIN)/python bench/dates_score.py $(DATA)/data/dates/strings.jsonl
	$(BIN)/python bench/dedup_score.py $(DATA)/data/pages --datasketch
	$(BIN)/python bench/extraction_score.py $(DATA)
	$(BIN)/python bench/quotes_score.py --scorer $(DATA)/tools/score_quotes.py $(QUOTES) --unseen $(DATA)/data/quotes/polnear_dev.jsonl
	$(BIN)/python bench/crawl_score.py $(DATA)/data/warc/news-dev.warc.gz

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

$(VENV)/.bench: $(VENV)/.dev
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@
