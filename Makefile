# `make demo` and `make test` do all of their own set-up. `make help` lists the rest.

SWIFT ?= swift
# Tests are optimised, since field arithmetic is hundreds of times slower without, but keep every assert,
# and the bounds that the C kernels state.
TEST_FLAGS = -c release -Xswiftc -assert-config -Xswiftc Debug -Xcc -DVC_CHECK_BOUNDS --scratch-path .build/test
BIN = .build/release

.PHONY: help setup build demo market test embed lint bench clean

help:
	@echo "make demo    installs what is missing, builds, and runs one real task from posting to opening"
	@echo "make market  installs what is missing, builds, and runs a market with two workers that earn"
	@echo "make test    installs what is missing, builds, and passes every test"
	@echo "make build   builds the programs into $(BIN)"
	@echo "make embed   builds and runs an outside package that depends on this one by version"
	@echo "make bench   measures the pieces and prints one table; JSON=FILE writes it too (Benchmarks/README.md has more)"
	@echo "make lint    checks the formatting"

setup:
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.3 or later is needed: see https://www.swift.org/install/linux"; exit 3; }
	@command -v pkg-config >/dev/null && pkg-config --exists gmp libsodium sqlite3 || { \
	    sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	    echo "installing pkg-config, libgmp-dev, libsodium-dev and libsqlite3-dev"; \
	    $$sudo apt-get update -qq && $$sudo apt-get install -y -qq pkg-config libgmp-dev libsodium-dev libsqlite3-dev >/dev/null; }

build: setup
	$(SWIFT) build -c release

demo: build
	@sh Tests/Demo/demo.sh "$(CURDIR)/$(BIN)"

market: build
	@sh Tests/Demo/market.sh "$(CURDIR)/$(BIN)"

test: setup
	$(SWIFT) test $(TEST_FLAGS)
	@$(MAKE) --no-print-directory embed

embed: setup
	@sh Tests/Embedding/run.sh "$(CURDIR)"

lint: setup
	$(SWIFT) format lint --strict --recursive Package.swift Sources Circuits Tests Benchmarks

bench: setup
	@SWIFT="$(SWIFT)" FILTER="$(FILTER)" KERNELS="$(KERNELS)" LARGE="$(LARGE)" RAPIDSNARK="$(RAPIDSNARK)" \
	    sh Benchmarks/run.sh "$(JSON)"

clean:
	rm -rf .build Benchmarks/.build
