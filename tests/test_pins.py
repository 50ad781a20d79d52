"""The lock files hold what they promise on every Python and processor, and there is one OpenCV only."""

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from central.serve.engines import PYSPARK
from tests.lock import (
    ALL,
    ANALYSIS,
    CENTRAL,
    CENTRAL_TARGETS,
    COMMENTS,
    DEMO,
    DEV,
    DOCS,
    FLEET,
    KIOSK,
    OIDC,
    PAPERS,
    PDF,
    PLAYER,
    STUDY,
    TARGETS,
    TOGETHER,
    Pin,
    Target,
    pins,
    targets_of,
)

BUILD = Requirement("setuptools>=77")
"""Packages with which `pip install --no-build-isolation` builds vitrina."""

TO_CENTRAL = [Requirement(name) for name in ("paho-mqtt", "tzdata")]
"""Packages of the kiosk that the central server needs."""


UNUSED = {"sympy", "mpmath", "coloredlogs", "humanfriendly"}
"""Packages that ONNX Runtime requires and the demo never loads."""
OF_A_REPOSITORY = {"cryptography", "securesystemslib", "tuf", "urllib3"}
"""Packages by which a central server signs programs and settings. A demo signs nothing."""
OF_MATPLOTLIB = {"matplotlib", "contourpy", "cycler", "fonttools", "kiwisolver", "pyparsing"}
"""Packages that MediaPipe requires. The kiosk replaces matplotlib for the one on x86-64."""


def name_of(target: Target) -> str:
    return f"{target.python}-{target.machine}"


IS_LONG = os.environ.get("VITRINA_LONG") == "1"
ASKED = {name_of(target) for target in TARGETS} if IS_LONG else {"3.10-aarch64"}
"""Targets for which pip is asked: JetPack; with VITRINA_LONG=1 every one."""
HERE = f"{sys.version_info.major}.{sys.version_info.minor}-{platform.machine()}"
"""This machine. `make setup` has installed all locks on it with their hashes, so pip need not be asked again."""


def looked_at(targets: Collection[Target], names: Collection[str]) -> list[Target]:
    return [target for target in targets if name_of(target) in names]


asked_target = pytest.mark.parametrize("target", looked_at(TARGETS, ASKED), ids=name_of)
every_target = pytest.mark.parametrize("target", looked_at(TARGETS, {*ASKED, HERE}), ids=name_of)
every_target_of_central = pytest.mark.parametrize("target", looked_at(CENTRAL_TARGETS, {*ASKED, HERE}), ids=name_of)


def pip(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """A dry run of `pip install`, that looks at the index and not at what is installed."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)


@cache
def has_index() -> bool:
    """True if a package index answers."""
    return pip("pip").returncode == 0


@pytest.fixture
def index(target: Target) -> None:
    """A package index that answers, where pip is asked; without one the test is skipped."""
    if name_of(target) in ASKED and not has_index():
        pytest.skip("no package index can be reached")


def locked(target: Target, *files: Path) -> dict[str, Pin]:
    """Pins of lock files that count on a target, by the name of the package."""
    found = [pin for file in files for pin in pins(file.read_text(encoding="utf-8")) if target.wants(pin.requirement)]
    by_name: dict[str, Pin] = {canonicalize_name(pin.requirement.name): pin for pin in found}
    assert len(by_name) == len(found), "a package is pinned twice"
    return by_name


@cache
def packages(target: Target) -> dict[str, dict[str, Any]]:
    """Pins of all lock files by name, as pip reports them: asked for a target, or as they are installed here."""
    return found_by_pip(target) if name_of(target) in ASKED else installed(target)


def installed(target: Target) -> dict[str, dict[str, Any]]:
    """Metadata of the pins that are installed on this machine, in the versions of the lock files."""
    found: dict[str, dict[str, Any]] = {}
    for name, pin in locked_by_each(target):
        try:
            version, requires = importlib.metadata.version(name), importlib.metadata.requires(name)
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"{name} is missing: make setup")
        assert pin.requirement.specifier.contains(version), f"{name} {version} is no pin: make setup"
        found[name] = {"metadata": {"version": version, "requires_dist": requires or []}}
    return found


def locked_by_each(target: Target) -> list[tuple[str, Pin]]:
    """Pins of the lock files of one environment on a target, with their names; several files may have the same one."""
    return [found for file in TOGETHER if target in targets_of(file) for found in locked(target, file).items()]


def found_by_pip(target: Target) -> dict[str, dict[str, Any]]:
    """Wheels that pip would install on a target.

    pip is given the pins without their hashes: with them it would download every file, gigabytes for all targets.
    """
    options = ["--only-binary=:all:", "--implementation=cp", f"--python-version={target.python}", "--target=unused"]
    options += [f"--platform={tag}" for tag in target.platforms]
    wanted = {f"{pin.requirement.name}{pin.requirement.specifier}" for _, pin in locked_by_each(target)}
    run = pip(*options, "--report=-", *sorted(wanted))
    assert run.returncode == 0, run.stderr
    return {canonicalize_name(found["metadata"]["name"]): found for found in json.loads(run.stdout)["install"]}


def asked(target: Target, extras: Collection[str]) -> list[Requirement]:
    """Requirements of vitrina itself for extras; "" is the kiosk."""
    told = importlib.metadata.requires("vitrina") or []
    return [requirement for requirement in map(Requirement, told) if target.wants(requirement, list(extras))]


def needed(target: Target, wanted: Collection[Requirement], *files: Path) -> set[str]:
    """Names of all that is needed on a target for what is wanted. Each is pinned, in a version that is wanted."""
    pinned, found = locked(target, *files), packages(target)
    waiting = list(wanted)
    names: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{requirement} is not pinned for {target}"
        assert requirement.specifier.contains(found[name]["metadata"]["version"]), f"{requirement} on {target}"
        assert not requirement.extras, f"{requirement}: this test does not follow extras of other packages"
        if name not in names:
            names.add(name)
            told = found[name]["metadata"].get("requires_dist", [])
            waiting += [r for r in map(Requirement, told) if target.wants(r)]
    return names


@asked_target
def test_pip_finds_a_wheel_of_every_pin_and_its_hash_is_locked(target: Target, index: None) -> None:
    """On each machine, `pip install --require-hashes` accepts the files that it finds."""
    for name, pin in locked_by_each(target):
        assert packages(target)[name]["download_info"]["archive_info"]["hashes"]["sha256"] in pin.hashes, pin.line


@every_target
def test_a_kiosk_gets_what_it_runs_and_no_test_tools(target: Target, index: None) -> None:
    """requirements.lock pins all that vitrina needs on a target, what builds it, and nothing else."""
    assert needed(target, [*asked(target, [""]), BUILD], KIOSK, DEV) == set(locked(target, KIOSK))


@pytest.mark.parametrize("target", TARGETS, ids=name_of)
def test_a_kiosk_takes_no_scipy(target: Target) -> None:
    """Studies, training and the central server do, each by a lock of its own."""
    assert "scipy" not in locked(target, KIOSK)
    assert "scipy" not in {requirement.name for requirement in asked(target, [""])}


@pytest.mark.parametrize("target", TARGETS, ids=name_of)
def test_a_kiosk_brings_what_prints_its_sign_and_its_badges(target: Target) -> None:
    """Whoever installs a kiosk can print both, without a further package."""
    assert {"reportlab", "segno"} <= set(locked(target, KIOSK))


@every_target
def test_the_tests_and_the_demo_get_what_they_run(target: Target, index: None) -> None:
    """requirements-dev.lock adds to it what the extras need, and the pip that these tests ask."""
    wanted = [*asked(target, ["", "dev", "demo"]), BUILD, Requirement("pip>=23.1")]
    assert needed(target, wanted, KIOSK, DEV) == set(locked(target, KIOSK, DEV))


@every_target_of_central
def test_the_central_server_gets_what_it_runs(target: Target, index: None) -> None:
    """requirements-central.lock pins all that it and the repository of its fleet need, what builds it, and nothing of
    a kiosk's senses."""
    central = [requirement for requirement in asked(target, ["central", "fleet"]) if "extra" in str(requirement.marker)]
    assert central
    assert needed(target, [*central, *TO_CENTRAL, BUILD], CENTRAL) == set(locked(target, CENTRAL))


@every_target
def test_the_player_gets_what_it_runs(target: Target, index: None) -> None:
    """requirements-player.lock adds to a kiosk's packages what the server of its page needs, and nothing else."""
    player = [requirement for requirement in asked(target, ["player"]) if "extra" in str(requirement.marker)]
    assert len(player) == 5
    kiosk = [*asked(target, [""]), BUILD]
    assert needed(target, [*kiosk, *player], KIOSK, PLAYER) == set(locked(target, KIOSK, PLAYER))


@pytest.mark.parametrize("target", TARGETS, ids=name_of)
def test_the_demo_has_the_pins_of_a_kiosk_and_its_report(target: Target) -> None:
    """requirements-demo.lock adds a broker, and omits packages that nothing of it loads. Versions and hashes agree."""
    report = locked(target, CENTRAL) if target in CENTRAL_TARGETS else {}
    whole = report | locked(target, KIOSK, PLAYER) | {"iotcore": locked(target, DEV)["iotcore"]}
    demo = locked(target, DEMO)
    unused = UNUSED | (OF_MATPLOTLIB if target.machine == "x86_64" else set())
    unused |= OF_A_REPOSITORY if target in CENTRAL_TARGETS else set()
    assert whole.keys() - demo.keys() == unused
    for name, pin in demo.items():
        assert pin.requirement.specifier == whole[name].requirement.specifier, name
        assert pin.hashes <= whole[name].hashes, name


@every_target
def test_reports_as_pdf_take_one_package(target: Target, index: None) -> None:
    """requirements-pdf.lock adds it to the central server's packages."""
    (wanted,) = [requirement for requirement in asked(target, ["pdf"]) if "extra" in str(requirement.marker)]
    assert needed(target, [wanted], PDF) == set(locked(target, PDF)) == {"typst"}


@every_target
def test_papers_take_three_packages_more(target: Target, index: None) -> None:
    """requirements-papers.lock adds to a kiosk's packages what writes Word files and PDF."""
    wanted = [requirement for requirement in asked(target, ["papers"]) if "extra" in str(requirement.marker)]
    assert needed(target, wanted, KIOSK, PAPERS) - set(locked(target, KIOSK)) == set(locked(target, PAPERS))
    assert set(locked(target, PAPERS)) == {"lxml", "python-docx", "typst"}


@every_target
def test_studies_take_two_packages_more(target: Target, index: None) -> None:
    """requirements-study.lock adds to a kiosk's packages what encrypts a study and what its reports compute with."""
    study = [requirement for requirement in asked(target, ["study"]) if "extra" in str(requirement.marker)]
    kiosk = [*asked(target, [""]), BUILD]
    assert needed(target, [*kiosk, *study], KIOSK, STUDY) == set(locked(target, KIOSK, STUDY))
    assert set(locked(target, STUDY)) == {"cryptography", "scipy"}


@every_target
def test_the_updater_takes_no_package_that_is_compiled(target: Target, index: None) -> None:
    """requirements-fleet.lock pins python-tuf with what it needs, and no cryptography: that checks nothing there. On
    Python 3.10 it also needs what reads TOML."""
    tuf = [requirement for requirement in asked(target, ["fleet"]) if requirement.name == "tuf"]
    toml = [Requirement("tomli")] if target.python == "3.10" else []
    assert needed(target, [*tuf, *toml], FLEET) == set(locked(target, FLEET))
    assert set(locked(target, FLEET)) - {"tomli"} == {"securesystemslib", "tuf", "urllib3"}


@every_target
def test_comments_take_one_package_more(target: Target, index: None) -> None:
    """requirements-comments.lock adds the tokenizer to the packages of a kiosk, and nothing else."""
    comments = [requirement for requirement in asked(target, ["comments"]) if "extra" in str(requirement.marker)]
    assert needed(target, comments, COMMENTS) == {"sentencepiece"}
    kiosk = locked(target, KIOSK)
    assert {name for name, pin in locked(target, COMMENTS).items() if kiosk.get(name) != pin} == {"sentencepiece"}


@every_target_of_central
def test_reviews_take_what_runs_the_network(target: Target, index: None) -> None:
    """requirements-comments.lock adds to the central server's packages what its import of reviews needs: no camera."""
    wanted = [r for r in asked(target, ["central", "fleet", "comments"]) if "extra" in str(r.marker)]
    wanted += [requirement for requirement in asked(target, [""]) if requirement.name == "onnxruntime"]
    assert needed(target, [*wanted, *TO_CENTRAL, BUILD], CENTRAL, COMMENTS) == set(locked(target, CENTRAL, COMMENTS))


@every_target_of_central
def test_single_sign_on_takes_one_package_more(target: Target, index: None) -> None:
    """requirements-oidc.lock adds to the central server's packages what checks signed tokens, and nothing else."""
    wanted = [r for r in asked(target, ["central", "fleet", "oidc"]) if "extra" in str(r.marker)]
    assert needed(target, [*wanted, *TO_CENTRAL, BUILD], CENTRAL, OIDC) == set(locked(target, CENTRAL, OIDC))
    assert set(locked(target, OIDC)) == {"joserfc"}


@every_target_of_central
def test_analysis_takes_what_it_runs(target: Target, index: None) -> None:
    """requirements-analysis.lock adds to the central server's packages what Parquet and DuckDB need: no pandas."""
    wanted = [r for r in asked(target, ["central", "fleet", "analysis"]) if "extra" in str(r.marker)]
    assert needed(target, [*wanted, *TO_CENTRAL, BUILD], CENTRAL, ANALYSIS) == set(locked(target, CENTRAL, ANALYSIS))


@every_target_of_central
def test_the_site_takes_what_builds_it(target: Target, index: None) -> None:
    """requirements-docs.lock pins Sphinx, MyST, Furo and pandas with all that they need."""
    wanted = [requirement for requirement in asked(target, ["docs"]) if "extra" in str(requirement.marker)]
    assert len(wanted) == 4
    assert needed(target, wanted, DOCS) == set(locked(target, DOCS))


def test_the_text_about_spark_names_the_versions_of_its_extra() -> None:
    """It is in no lock file; the Makefile installs it beside the environment."""
    extras = map(Requirement, importlib.metadata.requires("vitrina") or [])
    (spark,) = [one for one in extras if one.name == "pyspark"]
    assert Requirement(PYSPARK).specifier == spark.specifier
    assert PYSPARK in (CENTRAL.parent / "Makefile").read_text(encoding="utf-8")


def test_the_player_has_the_versions_of_the_tests() -> None:
    """The tests install both into one place."""
    for target in TARGETS:
        tests, player = locked(target, KIOSK, DEV), locked(target, PLAYER)
        for name in tests.keys() & player.keys():
            assert tests[name].requirement.specifier == player[name].requirement.specifier, name


def test_the_central_server_has_the_versions_of_the_kiosk() -> None:
    """The tests install both into one place."""
    for target in CENTRAL_TARGETS:
        kiosk, central = locked(target, KIOSK, DEV), locked(target, CENTRAL, COMMENTS) | locked(target, ANALYSIS)
        for name in kiosk.keys() & central.keys():
            assert kiosk[name].requirement.specifier == central[name].requirement.specifier, name


def test_a_lock_file_has_nothing_without_a_hash() -> None:
    """Every line is a comment, a pin with hashes, or the lock file that another one begins with."""
    for file in ALL:
        text = file.read_text(encoding="utf-8")
        assert text.count("--hash=") == sum(len(pin.hashes) for pin in pins(text)), "a hash belongs to no pin"
        lines = [line for line in text.splitlines() if not line.startswith(("#", "    --hash=sha256:"))]
        assert [line.removesuffix(" \\") for line in lines if line != "--requirement requirements.lock"] == [
            pin.line for pin in pins(text) if pin.hashes
        ]


def test_there_is_one_opencv() -> None:
    """Two of the four opencv packages write the same folder: the last one wins, in silence."""
    names = {d.metadata["Name"].lower() for d in importlib.metadata.distributions() if d.metadata["Name"]}
    assert {name for name in names if name.startswith("opencv")} == {"opencv-contrib-python"}


def test_no_licence_that_a_shop_could_not_live_with() -> None:
    """Nothing that is imported at run time is under a GPL."""
    wanted = {Requirement(line).name for line in importlib.metadata.requires("vitrina") or [] if "extra" not in line}
    for file in (CENTRAL, PLAYER, PDF, ANALYSIS, STUDY, COMMENTS, PAPERS, FLEET):
        wanted |= {pin.requirement.name for pin in pins(file.read_text(encoding="utf-8"))}
    for name in wanted:
        try:
            metadata = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # belongs to another Python or machine
        told = " ".join(metadata.get_all("License-Expression", []) + metadata.get_all("Classifier", []))
        assert "GPL" not in told.replace("LGPL", ""), f"{name}: {told}"
