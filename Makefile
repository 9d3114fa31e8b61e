# Every job in one word. What has to be installed is installed first, into .venv, and only when it changed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow lint format types gallery docs lock clean
export PYTHON

bin := .venv/bin

help: ## Show these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv ready (PYTHON=... chooses the interpreter of a new one)
	@scripts/regain-setup

demo: setup ## Compare one long leg day with two half ones
	@$(bin)/regain compare split_vs_single_leg_day

test: setup ## Run the quick tests
	@$(bin)/python -m pytest -q

test-slow: setup ## Run the slow tests
	@$(bin)/python -m pytest -q -m slow

lint: setup ## Check style and format
	@$(bin)/ruff check --quiet .
	@$(bin)/ruff format --quiet --check .

format: setup ## Mend what can be mended
	@$(bin)/ruff check --quiet --fix .
	@$(bin)/ruff format --quiet .

types: setup ## Check types
	@$(bin)/mypy

gallery: setup ## Draw a small picture of every shipped scenario
	@$(bin)/regain gallery

docs: setup ## Write the numbers of docs/python.md anew
	@$(bin)/python -m tests.pages docs/python.md

lock: ## Write requirements.lock anew (needs uv)
	@uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --fork-strategy fewest \
		--upgrade --generate-hashes --no-header --no-emit-index-url --quiet --output-file requirements.lock

clean: ## Remove .venv, caches and builds; results stay
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist ./*.egg-info
	@find sim models tests -name __pycache__ -type d -prune -exec rm -rf {} +
