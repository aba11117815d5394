# `make demo` and `make test` do all of their own set-up. `make help` lists the rest.

SWIFT ?= swift
# Tests are optimised, since field arithmetic is hundreds of times slower without, but keep every assert,
# and the bounds that the C kernels state.
TEST_FLAGS = -c release -Xswiftc -assert-config -Xswiftc Debug -Xcc -DVC_CHECK_BOUNDS --scratch-path .build/test
# Programs carry Swift's library in them: they run where there is no Swift, and start faster.
BUILD_FLAGS = -c release --static-swift-stdlib
BIN = .build/release

.PHONY: help setup build demo market test embed lint bench load-tool load soak clean

help:
	@echo "make demo    installs what is missing, builds, and runs one real task from posting to opening"
	@echo "make market  installs what is missing, builds, and runs a market with two workers that earn"
	@echo "make test    installs what is missing, builds, and passes every test"
	@echo "make build   builds the programs into $(BIN)"
	@echo "make embed   builds and runs an outside package that depends on this one by version"
	@echo "make bench   measures the pieces and prints one table; JSON=FILE writes it too (Benchmarks/README.md has more)"
	@echo "make load    makes 1,000 tasks and proofs, once, and submits them all to a real market"
	@echo "make soak    loads a real market for MINUTES=10 and watches its memory"
	@echo "make lint    checks the formatting"

setup:
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.3 or later is needed: see https://www.swift.org/install/linux"; exit 3; }
	@command -v pkg-config >/dev/null && pkg-config --exists gmp libsodium sqlite3 || { \
	    sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	    echo "installing pkg-config, libgmp-dev, libsodium-dev and libsqlite3-dev"; \
	    $$sudo apt-get update -qq && $$sudo apt-get install -y -qq pkg-config libgmp-dev libsodium-dev libsqlite3-dev >/dev/null; }

build: setup
	$(SWIFT) build $(BUILD_FLAGS)

demo: build
	@sh Tests/Demo/demo.sh "$(CURDIR)/$(BIN)"

market: build
	@sh Tests/Demo/market.sh "$(CURDIR)/$(BIN)"

# SwiftPM leaves folders in the one for temporary files: they have one of their own.
TEMPORARY = $(CURDIR)/.build/tmp

test: setup
	@rm -rf "$(TEMPORARY)"/TemporaryDirectory.* && mkdir -p "$(TEMPORARY)"
	@TMPDIR="$(TEMPORARY)" sh Tests/run.sh $(SWIFT) test $(TEST_FLAGS)
	@TMPDIR="$(TEMPORARY)" $(MAKE) --no-print-directory embed
	@rm -rf "$(TEMPORARY)"/TemporaryDirectory.*

embed: setup
	@sh Tests/Embedding/run.sh "$(CURDIR)"

lint: setup
	$(SWIFT) format lint --strict --recursive Package.swift Sources Circuits Tests Benchmarks

bench: setup
	@SWIFT="$(SWIFT)" BUILD_FLAGS="$(BUILD_FLAGS)" FILTER="$(FILTER)" KERNELS="$(KERNELS)" LARGE="$(LARGE)" RAPIDSNARK="$(RAPIDSNARK)" \
	    sh Benchmarks/run.sh "$(JSON)"

# What the load is made of; made once, since each proof is a search and a proof of its own.
LOAD = .build/load
MINUTES ?= 10

load-tool: setup
	$(SWIFT) build $(BUILD_FLAGS) --product zkservice
	$(SWIFT) build $(BUILD_FLAGS) --product market-load
	$(BIN)/market-load make --folder $(LOAD)

load: load-tool
	$(BIN)/market-load burst --folder $(LOAD)
	$(BIN)/market-load burst --folder $(LOAD) --rate 200 --connections 64

soak: load-tool
	$(BIN)/market-load soak --folder $(LOAD) --minutes $(MINUTES)

clean:
	rm -rf .build Benchmarks/.build
