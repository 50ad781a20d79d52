"""CONTRIBUTING.md names files and folders that exist, and the tests beside each."""

import re

from tests.docs.texts import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FOLDERS = ("central", "docs", "edge", "firmware_bridge", "models", "tests")


def test_each_place_that_it_names_exists() -> None:
    named = [name for name in re.findall(r"`([a-z_]+/[\w./-]*)`", TEXT) if name.startswith(FOLDERS)]
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_each_frequent_change_has_its_place_and_its_tests() -> None:
    """An alert, an option, a field of health, a language, a kit, a question."""
    table = TEXT.split("<!-- places -->")[1].split("<!-- /places -->")[0]
    rows = [line.strip("|").split("|") for line in table.strip().splitlines()[2:]]
    subjects = " ".join(row[0] for row in rows)
    assert all(word in subjects for word in ("alert", "option", "`health`", "language", "kit", "question"))
    for subject, place, tests in rows:
        assert re.search(r"`[a-z_]+/[\w./]+`", place), subject
        assert re.search(r"`tests/[\w./]+`", tests), subject


def test_the_first_command_installs_what_the_others_need() -> None:
    """A bare Debian has neither make nor git, and `make check` asks git what changed."""
    first, *_ = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    install, then = first.splitlines()
    assert install.endswith("apt-get install --yes make git")
    assert then == "make test"


def test_it_has_a_heading_for_each_subject() -> None:
    headings = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert {"Set up", "Commits", "Tests", "Never accepted", "Where things go"} <= set(headings)
