# The two commands of the README come first. Everything runs from the locked environment in .venv.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench fuzz audit baseline pictures interop release-wire rehydrate-wire lock clean help

demo: .venv/demo  ## train and evaluate a classifier on the invented sample corpus
	@$(BIN)/dateline demo -o demo

test: check  ## everything that must hold
	$(BIN)/python -m pytest -n 2 --dist worksteal --ignore=tests/test_architecture.py

check: .venv/dev  ## formatting, lint, types, direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py

bench: .venv/dev  ## the figures of docs/benchmarks.md (takes a while)
	$(BIN)/python tests/benchmarks/run_all.py

fuzz: .venv/dev  ## damaged files of every kind and strange requests, some ten minutes or DATELINE_FUZZ s each
	DATELINE_FUZZ=$${DATELINE_FUZZ:-45} $(BIN)/python -m pytest -q -n 2 -rP tests/fuzz \
		tests/corpus/web/test_description.py::test_every_route_keeps_to_its_description

interop: .venv/dev  ## out to the real annotation tools and back (installs them; takes long)
	$(BIN)/python -m tests.interop.run

audit: .venv/dev  ## known weaknesses of the locked packages; asks the advisory database (network)
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3'
	@.venv/audit/bin/pip-audit --strict --disable-pip -r requirements-dev.txt 2> .venv/audit/said || \
		(echo "make audit: $$(tail -n 1 .venv/audit/said | cut -c 1-300)" && false)

baseline: .venv/dev  ## the shipped model trained anew, on the real articles beside the checkout
	$(BIN)/python -m dateline.training.baseline ../shared/data/wire models/baseline

pictures: .venv/dev  ## the README's pictures, taken anew
	$(BIN)/python -m tests.pictures

WIRE := ../shared/data/wire
WIRE_RELEASE := corpus/releases/dateline-wire-0.1.0

release-wire: .venv/dev  ## the stand-off release of the articles in ../shared/data/wire
	rm -rf build/wire && mkdir -p build/wire
	$(BIN)/dateline import $(WIRE) --machine-labels --corpus build/wire/corpus.db
	$(BIN)/dateline split --corpus build/wire/corpus.db
	$(BIN)/dateline train -o build/wire/model --corpus build/wire/corpus.db
	$(BIN)/dateline evaluate build/wire/model --corpus build/wire/corpus.db
	$(BIN)/dateline release -o $(WIRE_RELEASE) --version 0.1.0 --model build/wire/model \
		--settings corpus/releases/wire.toml --corpus build/wire/corpus.db
	$(BIN)/dateline check $(WIRE_RELEASE) --corpus build/wire/corpus.db

rehydrate-wire: .venv/dev  ## the sentences of that release, restored from the articles
	$(BIN)/dateline rehydrate $(WIRE_RELEASE) --articles $(WIRE)/articles.jsonl \
		-o build/wire/sentences.jsonl --min-coverage 1

lock:  ## renew the locked dependencies after a change in pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --extra build pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --extra dev pyproject.toml -o requirements-dev.txt

clean:  ## remove what the targets above made
	rm -rf .venv build dist demo *.egg-info

help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		(echo "Dateline needs Python 3.11 or newer; name one with: make PYTHON=python3.12" && false)
	$(PYTHON) -m venv .venv

.venv/demo: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing the locked dependencies (once, about a minute) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.txt pyproject.toml | .venv/bin/python
	@echo "Installing the locked development dependencies (once, a minute or two) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/demo
