# Reelwright's commands. Each brings what it needs: git, make and Python 3.11 or 3.12 are enough.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint up clean

# make demo SOURCE=talk.mp4 STYLE=reelwright/bold@stable OUT=out/mine
SOURCE =
STYLE =
OUT = out/demo
# make test ARGS="tests/schemas -x"
ARGS =
export SOURCE STYLE OUT

help: ## Say what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.ready ## Install everything into .venv; done again only when the lock changes.
	@echo "Ready: .venv/bin/reelwright. Next: make demo"

.venv/.ready: requirements.lock pyproject.toml .ci/setup
	@.ci/setup

demo: .venv/.ready ## Make clips of a talk: the demo's own, or SOURCE=FILE; also STYLE=REF OUT=DIR.
	@set -- --out "$$OUT"; \
	if [ -n "$$STYLE" ]; then set -- --style "$$STYLE" "$$@"; fi; \
	if [ -n "$$SOURCE" ]; then set -- --source "$$SOURCE" "$$@"; fi; \
	exec .venv/bin/reelwright demo "$$@"

test: .venv/.ready ## Run the default tests; those that need a missing program say so and are skipped.
	@.venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/.ready ## Check style, types and the direction of imports.
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

up: .venv/.ready ## Serve Prefect, the style plane and the flows on this machine.
	@.venv/bin/reelwright up

clean: ## Remove .venv, .tools and all caches; finished clips in out/ stay.
	rm -rf .venv .tools dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
