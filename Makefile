# Two commands do everything on a fresh machine with Python and make: `make serve`, `make test`.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m bots

.DEFAULT_GOAL := help
.PHONY: help install install-transformers install-test serve ingest vectors test test-core lint types imports evals bench clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

# --only-binary keeps an old pip from building packages of other platforms; the pins stand in constraints.txt.
.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 以上が必要です（$(PYTHON) は `$(PYTHON) --version`）。make PYTHON=python3.11 のように指定してください。"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@# The guard's rules are compiled once, here, so that the first start does not wait for them.
	@$(BIN)/python -c 'from rag.settings import Settings; from rag.wiring import build_guard; build_guard(Settings())'
	@touch $@

.venv/installed-test: .venv/installed
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test,transformers]'
	@touch $@

install: .venv/installed ## Make the environment in .venv

install-transformers: .venv/installed ## Add sentence-transformers (needs about 1 GB)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[transformers]'

install-test: .venv/installed-test ## Make the environment for the tests

serve: install ## Start the web page and the API (makes the index first)
	@$(RUN) serve

ingest: install ## Bring the index up to date
	@$(RUN) ingest

vectors: install ## Rebuild the vectors shipped with the corpus
	@$(BIN)/python -m ingest.vectors

test: install-test lint types imports ## Everything: lint, types, imports, all tests
	$(BIN)/python -m pytest -q -n 2

test-core: install-test ## The quick tests alone, sealed from the network
	$(BIN)/python -m pytest -q -n 2 -m "not slow"

lint: install-test ## ruff
	$(BIN)/ruff check .

types: install-test ## mypy strict on rag/ and ingest/
	$(BIN)/mypy

imports: install-test ## import-linter
	$(BIN)/lint-imports

evals: install ## Retrieval and answers measured on the cases
	$(BIN)/python -m evals run

bench: install ## Speed and memory
	$(BIN)/python -m evals.bench

clean: ## Remove the environment and everything that was written
	rm -rf .venv .kokoroe build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
