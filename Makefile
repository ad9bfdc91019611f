# wattsleuth: `make demo` shows it at work, `make test` checks all of it.
# Needs Python 3.11 or newer, git and make; everything else goes into .venv.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
DEMO_DIR ?= demo
DEMO_ARGS ?=
CODE := pipeline features models flows simulator tests benchmarks handbook
# Prefect and pip never report home, and pip does not advertise its next version.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test check style types layers tests bench pages docs lock clean

help: ## show what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 16

demo: $(READY) ## a simulated utility, from readings to the list of suspects, in ./demo
	@echo "==> demo: simulate a small utility, ingest, run one day, export the list into $(DEMO_DIR)/"
	@$(BIN)/wattsleuth demo --out $(DEMO_DIR) $(DEMO_ARGS)

test: check tests ## everything that must pass: checks, then all tests

check: style types layers ## ruff, format, mypy, layers

style: $(READY)
	@echo "==> ruff: lint and format"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY)
	@echo "==> mypy: strict types"
	@$(BIN)/mypy

layers: $(READY)
	@echo "==> import-linter: layers"
	@$(BIN)/lint-imports --no-cache | tail -n 12

tests: $(READY)
	@echo "==> pytest: all tests on $(WORKERS) processes"
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile

bench: $(READY) ## measurements: facts pass, ingest, a daily run
	@echo "==> benchmarks: figures of this machine"
	@$(BIN)/python -m benchmarks

pages: $(READY) ## pages, figures and catalogues that are written from the code
	@echo "==> handbook: docs/methods, docs/settings.md, pipeline/language/catalogues"
	@$(BIN)/python -m handbook

docs: $(READY) ## the documentation as a site, into site/
	@echo "==> mkdocs: docs/ into site/index.html"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lock: ## resolve the dependencies of pyproject.toml again into requirements.lock (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv (https://docs.astral.sh/uv/)" >&2; exit 1; }
	@echo "==> uv: pin every dependency with its hashes"
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-strip-extras \
		--custom-compile-command "make lock" -o requirements.lock --quiet

clean: ## remove .venv, caches and the demo
	@echo "==> clean: $(VENV), caches, $(DEMO_DIR)/"
	@rm -rf $(VENV) $(DEMO_DIR) build dist site *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last: a broken installation is done again.
$(READY): requirements.lock pyproject.toml
	@python=; for name in python3.11 python3 python; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "wattsleuth needs Python 3.11 or newer on the PATH" >&2; exit 1; fi; \
	echo "==> $(VENV): pinned dependencies for $$($$python --version), once (a minute or two)"; \
	$$python -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@echo "==> kernels: compiled once, ahead of use, by a rehearsal (two minutes)"
	@$(BIN)/python -m features.kernels
	@$(BIN)/python -m models.forest
	@$(BIN)/wattsleuth demo --accounts 60 --days 35 --out $(VENV)/rehearsal >$(VENV)/rehearsal.log 2>&1 \
		|| { cat $(VENV)/rehearsal.log >&2; exit 1; }
	@rm -rf $(VENV)/rehearsal
	@touch $@
