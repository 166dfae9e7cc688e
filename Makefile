# Aftercare: the commands of README.md. `make` alone lists them.

PREFIX ?= /usr/local
SWIFT ?= swift
BUILD = $(SWIFT) build -c release
BIN = .build/release
# Root needs no sudo; a fresh machine may not even have it.
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: help chat serve web test test-doors opinion bench soak fuzz sanitize install uninstall setup setup-tests setup-doors format lint

help:
	@echo 'make chat                 ask questions in the terminal'
	@echo 'make serve                answer on a Unix socket'
	@echo 'make web                  open the chat page on http://127.0.0.1:8080/'
	@echo 'make test                 run all tests'
	@echo 'make test-doors           test the HTTP API, the page and MCP with the programs of others'
	@echo 'make bench                measure speed'
	@echo 'make opinion              train the second opinion again'
	@echo 'make soak                 load the daemon for ten minutes and check every reply'
	@echo 'make fuzz                 send the daemon'"'"'s protocol what a fuzzer thinks of, for twenty minutes'
	@echo 'make sanitize             run all tests under ThreadSanitizer and AddressSanitizer'
	@echo 'make install PREFIX=DIR   install into DIR (now $(PREFIX))'
	@echo 'make uninstall PREFIX=DIR remove it again'

# Chat needs the headers of GNU readline and nothing else beside the Swift toolchain.
setup:
	@command -v $(SWIFT) >/dev/null || { echo 'There is no Swift toolchain on the PATH. Install Swift 6.3: https://www.swift.org/install/'; exit 1; }
	@[ -e /usr/include/readline/readline.h ] || { \
	  echo 'Installing libreadline-dev (GNU readline), which the chat needs:'; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libreadline-dev; }

# The tests also talk to the socket with the tools that the README names.
setup-tests: setup
	@{ command -v socat && command -v nc && nc -h 2>&1 | grep -q OpenBSD; } >/dev/null || { \
	  echo 'Installing netcat-openbsd and socat, with which the tests talk to the socket:'; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq netcat-openbsd socat; }

chat: setup
	@$(BUILD) --product aftercare
	@$(BIN)/aftercare chat

serve: setup
	@$(BUILD) --product aftercared
	@$(BIN)/aftercared

# OPTIONS=--openai for what `aftercare-gateway --help` lists.
web: setup
	@$(BUILD) --product aftercare-gateway
	@$(BIN)/aftercare-gateway --embedded $(OPTIONS)

test: setup-tests
	$(BUILD) --build-tests
	$(SWIFT) test -c release --skip-build

# The programs of others with which the front doors are tested: nginx, Chromium, and from PyPI what Tests/Doors/requirements.txt names.
setup-doors: setup
	@{ command -v curl && { command -v nginx || [ -x /usr/sbin/nginx ]; }; } >/dev/null || { \
	  echo 'Installing curl and nginx, with which the HTTP API is tested:'; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq curl nginx-light; }
	@command -v chromium >/dev/null || { \
	  echo 'Installing Chromium and a font, with which the chat page is tested:'; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-liberation; }
	@[ -x .build-doors/venv/bin/python ] || python3 -m venv .build-doors/venv
	@[ .build-doors/venv/installed -nt Tests/Doors/requirements.txt ] || { \
	  .build-doors/venv/bin/pip install -q -r Tests/Doors/requirements.txt && touch .build-doors/venv/installed; }

test-doors: setup-doors
	$(BUILD) --product aftercare
	$(BUILD) --product aftercared
	$(BUILD) --product aftercare-gateway
	.build-doors/venv/bin/python -m pytest -q Tests/Doors

# After an edit of Intents/safety/en/examples.
opinion: setup
	$(BUILD) --product aftercare
	$(BIN)/aftercare model opinion --output Sources/SafetyScreening/Resources/second-opinion.safetensors

bench: setup
	@[ -x /usr/bin/redis-server ] || { \
	  echo 'Installing redis-server, beside which the daemon is measured:'; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server; }
	$(BUILD) --product aftercare
	$(BUILD) --product aftercared
	$(BUILD) --product aftercare-bench
	$(BUILD) --product aftercare-load
	$(BIN)/aftercare-bench
	$(BIN)/aftercare-load bench
	@command -v wrk >/dev/null || { \
	  echo 'Installing wrk, which puts load on the gateway:'; \
	  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq wrk; }
	$(BUILD) --product aftercare-gateway
	$(BUILD) --product gateway-bench
	$(BIN)/gateway-bench

# SECONDS=60 for a short one.
SECONDS ?= 600
soak: setup
	$(BUILD) --product aftercared
	$(BUILD) --product aftercare-load
	$(BIN)/aftercare-load soak --seconds $(SECONDS)

# Coverage-guided, with AddressSanitizer. The last option is for Swift's compiler, for which two such options are one: the second.
# What it finds beside the seeds stays in .build-fuzz. FUZZ_SECONDS=60 for a short one.
FUZZ_SECONDS ?= 1200
fuzz: setup
	AFTERCARE_FUZZ=1 $(BUILD) --scratch-path .build-fuzz --product protocol-fuzzer --sanitize=fuzzer --sanitize=address \
	  -Xswiftc -sanitize=fuzzer,address
	mkdir -p .build-fuzz/corpus
	.build-fuzz/release/protocol-fuzzer -max_total_time=$(FUZZ_SECONDS) -max_len=1024 -timeout=20 \
	  -dict=Tests/ProtocolFuzzing/json.dict .build-fuzz/corpus Tests/ProtocolFuzzing/Corpus

# The tests under ThreadSanitizer, then under AddressSanitizer. What threads hold when a program exits is no leak.
sanitize: setup-tests
	$(BUILD) --build-tests --scratch-path .build-thread --sanitize=thread
	"$$(dirname "$$(readlink -f "$$(command -v $(SWIFT))")")/clang" -O1 -shared -fPIC -o .build-thread/mutex.so Tests/ThreadSanitizer/mutex.c
	LD_PRELOAD='$(CURDIR)/.build-thread/mutex.so' TSAN_OPTIONS='suppressions=$(CURDIR)/Tests/ThreadSanitizer/suppressions.txt' \
	  $(SWIFT) test -c release --skip-build --scratch-path .build-thread --sanitize=thread
	$(BUILD) --build-tests --scratch-path .build-address --sanitize=address
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test -c release --skip-build --scratch-path .build-address --sanitize=address

# Binaries that need no Swift toolchain at run time, and the data that they read.
install: setup
	$(BUILD) --scratch-path .build-install --static-swift-stdlib --product aftercare
	$(BUILD) --scratch-path .build-install --static-swift-stdlib --product aftercared
	$(BUILD) --scratch-path .build-install --static-swift-stdlib --product aftercare-gateway
	install -d '$(PREFIX)/bin' '$(PREFIX)/share/aftercare'
	for program in aftercare aftercared aftercare-gateway; do \
	  install -s -m 755 ".build-install/release/$$program" '$(PREFIX)/bin' || exit 1; done
	install -m 644 Sources/SentenceEncoding/Resources/all-MiniLM-L6-v2.safetensors \
	  Sources/SafetyScreening/Resources/second-opinion.safetensors '$(PREFIX)/share/aftercare'
	rm -rf '$(PREFIX)/share/aftercare/Intents'
	cp -R Intents '$(PREFIX)/share/aftercare/Intents'
	install -d '$(PREFIX)/share/aftercare/systemd'
	sed 's|@PREFIX@|$(PREFIX)|' Sources/AftercareDaemon/systemd/aftercared.service > '$(PREFIX)/share/aftercare/systemd/aftercared.service'
	install -m 644 Sources/AftercareDaemon/systemd/aftercared.socket '$(PREFIX)/share/aftercare/systemd'

uninstall:
	rm -f '$(PREFIX)/bin/aftercare' '$(PREFIX)/bin/aftercared' '$(PREFIX)/bin/aftercare-gateway'
	rm -rf '$(PREFIX)/share/aftercare'

format:
	$(SWIFT) format -i -r Sources Tests Package.swift

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift
