# Everything starts here; `make help` lists it. Set-up is done once and noted in stamp files.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet
NODE := tests/plays/node
BUILD_INPUTS := pyproject.toml $(wildcard setup.py) $(shell find src -name '*.c' -o -name '*.h')

# Arguments for the server: make run ARGS="--mtproto 127.0.0.1:0"
ARGS ?=
# Which modules to change: make mutation MODULE=domain/polls.py
MODULE ?=

.PHONY: help install run test test-all check bench methods-audit mutation test-setup

help:
	@echo "make install    set up .venv with the server (.venv/bin/heliograph)"
	@echo "make run        start a server on 127.0.0.1 (data in heliograph-data/)"
	@echo "make test       the tests, within 20 minutes on two cores"
	@echo "make test-all   all tests, with both codecs; takes hours"
	@echo "make check      style, types, layers, documentation tables"
	@echo "make bench      CPU per message and per key exchange, fsyncs, start-up time"
	@echo "make methods-audit  which API methods are real: by tests that miss them, and clients; takes hours"
	@echo "make mutation   which small changes to the core no test notices; MODULE=domain/polls.py for one"

install: $(VENV)/.installed

run: install
	@exec $(VENV)/bin/heliograph serve $(ARGS)

test: test-setup
	@scripts/run_tests.sh quick

test-all: test-setup
	@scripts/prerequisites.sh test-all
	@scripts/run_tests.sh all

check: $(VENV)/.dev-installed
	@scripts/run_checks.sh

bench: $(VENV)/.dev-installed
	@$(PY) bench/run.py

# First what clients call in the plays, then which test misses each method.
methods-audit: test-setup
	@rm -f .venvs/traffic.tsv
	@TRAFFIC_FILE=$$PWD/.venvs/traffic.tsv $(PY) -m pytest tests/plays
	@$(PY) scripts/methods_audit.py find --traffic .venvs/traffic.tsv

# What it found it keeps in .cache/mutation, and goes on there.
mutation: $(VENV)/.dev-installed
	@$(PY) scripts/mutation_tests.py $(MODULE) $(ARGS)

# Set-up talks on stderr: the standard output of `make run` is the server's alone.
$(VENV)/.installed: $(BUILD_INPUTS)
	@scripts/prerequisites.sh run
	@# A set-up that was interrupted leaves a Python without pip: it is made anew.
	@python=$$(scripts/prerequisites.sh python) && { $(PY) -m pip --version >/dev/null 2>&1 || \
		"$$python" -m venv --clear $(VENV); }
	@echo "Installing the server into $(VENV) …" >&2
	@$(PIP) -e . >&2
	@touch $@

$(VENV)/.dev-installed: $(VENV)/.installed
	@echo "Installing the development tools into $(VENV) …" >&2
	@$(PIP) -e '.[dev]' >&2
	@touch $@

test-setup: .venvs/.tools-checked $(VENV)/.dev-installed .venvs/.clients $(NODE)/node_modules/.installed

.venvs/.tools-checked:
	@scripts/prerequisites.sh test
	@mkdir -p $(@D) && touch $@

.venvs/.clients: scripts/client_venvs.py $(VENV)/.dev-installed
	@echo "Installing the client libraries into .venvs …" >&2
	@$(PY) scripts/client_venvs.py >&2
	@touch $@

$(NODE)/node_modules/.installed: $(NODE)/package.json $(NODE)/package-lock.json
	@echo "Installing the JavaScript clients …" >&2
	@cd $(NODE) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
	@touch $@
