# Each target stands in README.md with the plain commands that do the same without make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help book test labs lint sync bench links clean

help:
	@echo "make book   build the book and print the file to open"
	@echo "make test   everything that CI runs"
	@echo "make labs   prove the masters of the labs, and the grader with hostile submissions"
	@echo "make lint   ruff: rules and format, notebooks included"
	@echo "make sync   write what other files repeat of pyproject.toml"
	@echo "make bench  the benchmarks"
	@echo "make links  ask every link that leads outside whether it answers"
	@echo "make clean  remove the built book"

$(VENV): $(READY)

$(READY): requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed and this is {v}: try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.txt -c constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

book: $(READY)
	$(BIN)/python -m tools.book

test: $(READY)
	$(BIN)/python -m tools.check

labs: $(READY)
	$(BIN)/python -m tools.check labs

lint: $(READY)
	$(BIN)/python -m tools.check lint

sync: $(READY)
	$(BIN)/python -m tools.sync

bench: $(READY)
	$(BIN)/python -m benchmarks

links: $(READY)
	$(BIN)/python -m tools.book --links

clean:
	rm -rf _build
