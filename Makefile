# The README's two commands are `make demo` and `make test`; everything they need is set up on the way.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
RUN := $(VENV)/bin/
UV = $(shell command -v uv 2>/dev/null || echo .cache/uv/bin/uv)
DEMO ?= demo
# trust the certificates that this machine trusts (offices often have their own)
export UV_NATIVE_TLS := 1
export UV_SYSTEM_CERTS := 1

.PHONY: help demo test check fix docs bench clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 10

demo: $(VENV)/.ready  ## set up, then run the whole main job on a made-up practice and say where to look
	@$(RUN)counteroffer demo $(DEMO)

test: $(VENV)/.ready-tests  ## set up, then run every test
	@$(RUN)pytest -n 2 --dist loadfile

check: $(VENV)/.ready-tests  ## the one gate: format, lint, types, layers, tests, docs
	@$(RUN)ruff format --check .
	@$(RUN)ruff check .
	@$(RUN)mypy
	@$(RUN)lint-imports
	@$(RUN)python -m counteroffer.cli.reference --check docs/reference
	@$(RUN)pytest -n 2 --dist loadfile

fix: $(VENV)/.ready-tests  ## format, mend what lint can mend, and write the reference docs anew
	@$(RUN)ruff format .
	@$(RUN)ruff check --fix .
	@$(RUN)python -m counteroffer.cli.reference docs/reference

bench: $(VENV)/.ready-tests  ## run the benchmarks, peers beside us in the same run
	@$(UV) sync --locked --all-groups --extra spark --quiet
	@$(RUN)python benchmarks/x12_reading.py
	@$(RUN)python benchmarks/imports.py
	@$(RUN)python benchmarks/kill.py
	@$(RUN)python benchmarks/fuzz.py --minutes 10
	@$(RUN)python benchmarks/reprice.py
	@$(RUN)python benchmarks/engines.py

clean:  ## remove the environment and what the demo made
	rm -rf $(VENV) .cache $(DEMO)

.cache/uv/bin/uv:
	@.ci/bootstrap

$(VENV)/.ready: pyproject.toml uv.lock
	@.ci/bootstrap
	@$(UV) sync --locked --no-dev --quiet
	@touch $@

$(VENV)/.ready-tests: pyproject.toml uv.lock
	@.ci/bootstrap --tests
	@$(UV) sync --locked --extra spark --quiet
	@touch $@ $(VENV)/.ready
