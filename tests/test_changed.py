"""changed.py: the test files nearest to what changed come first, and what waits is left to `make test`."""

from pathlib import Path

import pytest

from tests import changed
from tests.changed import distances, is_about, is_mirror, select, shared

IMPORTERS = {
    "edge.events": ["edge.audience.places", "tests.edge.audience.test_noise", "tests.edge.screen.test_plays"],
    "edge.audience.places": ["edge.audience.people", "tests.edge.audience.test_places", "edge.kiosk.core"],
    "edge.audience.people": ["tests.edge.audience.test_people", "edge.audience.places"],
    "edge.kiosk.core": ["tests.edge.kiosk.test_core"],
    "tests.doubles.shops": ["tests.central.test_shops"],
}
TESTS = dict.fromkeys(
    (
        "tests/central/test_shops.py",
        "tests/docs/test_install.py",
        "tests/docs/test_docs.py",
        "tests/edge/audience/test_noise.py",
        "tests/edge/audience/test_people.py",
        "tests/edge/audience/test_places.py",
        "tests/edge/kiosk/test_core.py",
        "tests/edge/screen/test_plays.py",
    ),
    "",
)
PLACES, PEOPLE = "tests/edge/audience/test_places.py", "tests/edge/audience/test_people.py"
CORE = "tests/edge/kiosk/test_core.py"


def test_nearest_test_files_come_first() -> None:
    """The mirror, then direct importers, then those over other modules. One that waits is left out."""
    found = select(["edge/audience/places.py"], TESTS, IMPORTERS)
    assert (found.chosen, found.left_out) == ([PLACES, PEOPLE], [CORE])
    found = select(["edge/events.py"], TESTS, IMPORTERS)
    noise, plays = "tests/edge/audience/test_noise.py", "tests/edge/screen/test_plays.py"
    assert found.chosen == [noise, plays, PLACES, PEOPLE]


def test_a_bound_leaves_out_the_farthest() -> None:
    """Mirrors and changed test files are not counted."""
    found = select(["edge/events.py", "edge/audience/places.py"], TESTS, IMPORTERS, most=2)
    assert found.chosen[0] == PLACES
    assert len(found.chosen) == 3
    assert PEOPLE in found.left_out


def test_a_test_file_that_waits_runs_if_it_or_its_mirror_changed() -> None:
    assert select(["edge/kiosk/core.py"], TESTS, IMPORTERS).chosen == [CORE]
    assert select([CORE], TESTS, IMPORTERS).chosen == [CORE]


def test_a_changed_helper_of_tests_reaches_those_that_import_it() -> None:
    assert select(["tests/doubles/shops.py"], TESTS, IMPORTERS).chosen == ["tests/central/test_shops.py"]


def test_equally_near_files_are_in_the_order_of_the_path_that_they_share() -> None:
    tests = dict.fromkeys(("tests/a/test_x.py", "tests/edge/screen/test_x.py", "tests/edge/audience/test_x.py"), "")
    importers = {"edge.audience.noise": [changed.module_of(test) for test in tests]}
    assert select(["edge/audience/noise.py"], tests, importers).chosen == list(tests)[::-1]


def test_files_without_imports_concern_the_tests_that_name_them() -> None:
    """Documents those of tests/docs; data also the tests of their package; a conftest.py all below it."""
    named = "tests/docs/test_docs.py"
    assert is_about(named, "read('install.md')", "docs/shop/install.md")
    assert not is_about(named, "read('central.md')", "docs/shop/install.md")
    assert not is_about("tests/edge/test_a.py", "install.md", "docs/shop/install.md")
    assert is_about("tests/central/languages/test_words.py", "", "central/languages/de.ftl")
    assert not is_about("tests/central/languages/deep/test_a.py", "", "central/languages/de.ftl")
    assert is_about("tests/test_pins.py", "setup.py", "setup.py")
    assert not is_about("tests/test_pins.py", "", "setup.py")
    assert is_about("tests/central/web/test_a.py", "", "tests/central/conftest.py")
    assert not is_about("tests/edge/test_a.py", "", "tests/central/conftest.py")


def test_a_mirror_has_the_path_and_the_name_of_its_source() -> None:
    assert is_mirror("tests/edge/audience/test_places.py", "edge/audience/places.py")
    assert is_mirror("tests/test_changed.py", "tests/changed.py")
    assert not is_mirror("tests/edge/audience/test_places.py", "edge/kiosk/places.py")
    assert not is_mirror("tests/docs/test_docs.py", "docs/docs.md")


def test_distances_end_in_a_circle_of_imports() -> None:
    assert distances(["a"], {"a": ["b"], "b": ["a", "c"]}) == {"a": 0, "b": 1, "c": 2}
    assert (shared("tests/edge/a/test_b.py", "edge/a/c.py"), shared("tests/edge/test_b.py", "central/c.py")) == (2, 0)


def test_a_change_of_this_repository_has_its_tests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the real import graph. Each name is one line, of a file that is there."""
    monkeypatch.setattr(changed, "changed_files", lambda *_: ["edge/audience/places.py", "docs/shop/install.md"])
    assert changed.main(["HEAD"]) == 0
    out, err = capsys.readouterr()
    chosen = out.splitlines()
    assert chosen[0] == "tests/edge/audience/test_places.py"
    assert 2 < len(chosen) <= changed.FILES + 1
    assert all((changed.ROOT / Path(test)).is_file() for test in chosen)
    assert "make test runs the rest" in err


def test_without_a_repository_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unpacked release is no repository, and a bare machine has no git."""
    monkeypatch.setattr(changed, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert changed.main([]) == 2
    no_repository = capsys.readouterr()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert changed.main([]) == 2
    no_git = capsys.readouterr()
    assert no_repository.out == no_git.out == ""
    assert "is not a git repository" in no_repository.err
    assert "make test" in no_repository.err
    assert no_git.err.startswith("changed: git is not installed. Run apt-get install git")


def test_an_unknown_commit_to_compare_with_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert changed.main(["no-such-commit"]) == 2
    assert "no-such-commit" in capsys.readouterr().err
