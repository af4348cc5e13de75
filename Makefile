# `make demo` and `make test` need Python 3.11 or newer, make and git: no database, no root.
PYTHON ?= python3
VENV := .venv
IMAGE ?= yes
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check
SPHINX = $(BIN)/python -m sphinx -q -W -b html
LOCK = $(BIN)/uv pip compile -q --upgrade --universal --generate-hashes -p 3.11 --no-header --no-annotate
QUOTES = $(DATA)/data/quotes/telecom_dev.jsonl $(DATA)/data/quotes/pages_dev.jsonl
.DEFAULT_GOAL := help
.PHONY: help demo test test-slow check-deploy attack coverage mutants lint docs bench venv lock

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

demo: $(VENV)/.run  ## crawl the bundled sample newsroom and show what the corpus holds
	@$(BIN)/newsbot crawl sample
	@$(BIN)/newsbot overview
	@$(BIN)/newsbot db stop

test: $(VENV)/.dev  ## run the tests, in under five minutes
	@$(BIN)/python -m pytest -n 4 --dist loadfile -m "not slow"

test-slow: $(VENV)/.dev  ## run the tests that take longer
	@$(BIN)/python -m pytest -n 4 -m slow

check-deploy: $(VENV)/.dev  ## check deploy/ with the tools that read it; build the image where Buildah is (not with IMAGE=)
	@$(PIP) -e '.[deploy]'
	@CHECK_IMAGE=$(IMAGE) $(BIN)/python -m pytest -rs -m "" tests/deploy

attack: $(VENV)/.dev  ## run the tests that hold what SECURITY.md promises
	@$(BIN)/python -m pytest -n 4 -m attack

lint: $(VENV)/.dev  ## ruff (check and format), mypy, and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(SPHINX) docs $(VENV)/docs

docs: $(VENV)/.dev  ## build the documentation site in docs/_build; a warning is an error
	@$(SPHINX) docs docs/_build
	@echo "docs/_build/index.html"

coverage: $(VENV)/.dev  ## measure which lines and branches the tests run, those of started processes too
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -n 4 --dist loadfile -m "not slow"
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report

mutants: $(VENV)/.dev  ## plant 300 single changes in the core and count how many the tests notice, in an hour or two
	@$(PIP) -e '.[mutants]'
	@$(BIN)/python bench/mutants.py --show

bench: $(VENV)/.dev  ## measure what docs/benchmarks.md claims: make bench DATA=path/to/data-and-scorers
	@test -n "$(DATA)" || { echo "Say where the data and the scorers are: make bench DATA=path/to/them"; exit 1; }
	$(BIN)/python bench/dates_score.py $(DATA)/data/dates/strings.jsonl
	$(BIN)/python bench/dedup_score.py $(DATA)/data/pages --datasketch
	$(BIN)/python bench/extraction_score.py $(DATA)
	$(BIN)/python bench/quotes_score.py --scorer $(DATA)/tools/score_quotes.py $(QUOTES) --unseen $(DATA)/data/quotes/polnear_dev.jsonl
	$(BIN)/python bench/crawl_score.py $(DATA)/data/warc/news-dev.warc.gz
	$(BIN)/python bench/side_by_side.py $(DATA)/data/pages/publishers

venv: $(VENV)/.run  ## the virtual environment alone

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "newsbot needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Python's venv module is missing; on Debian: apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.run: $(VENV)/bin/python pyproject.toml requirements.txt
	@echo "Installing newsbot into $(VENV) (about a minute)"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "Installing what the tests need as well (about three minutes)"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

lock: $(VENV)/.run  ## renew requirements.txt and requirements-dev.txt: the newest releases that pyproject.toml allows
	@$(PIP) uv
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"])' \
		> $(VENV)/build.in
	@$(LOCK) pyproject.toml $(VENV)/build.in -o requirements.txt
	@$(LOCK) --extra dev --extra bench pyproject.toml $(VENV)/build.in -c requirements.txt -o requirements-dev.txt
