"""Measured tables carry the commit that was measured, and the list shows which are older than their code."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence import __main__ as command
from tests.evidence import parts
from tests.evidence.history import Age, find_ages, find_commit, is_changed, why_no_history
from tests.evidence.tables import (
    ROOT,
    Origin,
    Table,
    find_command,
    load_tables,
    load_unmeasured,
    part_of,
    read_origin,
)
from tests.git_changes import git

TABLE = Table("docs/page.md", "speed", "make speed", ("code", "measure.py"))
CARD = Table("zoo/net.md", "", "make train", ("code",), "zoo/net.json")
LINE = "Measured at commit `{}`, {}, by `make speed`.\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small repository: code, the program that measures it, a page and a model."""
    for name, text in {
        "code/a.py": "a = 1\n",
        "measure.py": "",
        "docs/page.md": "# Page\n\n<!-- speed -->\n| 1 |\n<!-- /speed -->\n",
        "zoo/net.json": '{"metrics": {"right": 0.5}, "note": ""}',
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def commit(folder: Path) -> str:
    """Commits everything in the folder. Returns the commit as a page shows it."""
    git(folder, "add", "--all")
    names = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    git(folder, *names, "commit", "--quiet", "--allow-empty", "--message", "Change")
    found = find_commit(folder)
    assert found
    return found


def change(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return commit(folder)


def page_with(origin: Origin) -> str:
    return f"# Page\n\n<!-- speed: of `make speed` -->\n| 1 |\n\n{origin.line('make speed')}<!-- /speed -->\n"


def test_a_page_names_the_commit_day_and_command_of_its_table() -> None:
    origin = Origin("0123abcd", "2026-11-28")
    assert LINE.format("0123abcd", "2026-11-28") in page_with(origin)
    assert read_origin(page_with(origin), "speed") == origin
    assert read_origin(page_with(origin), "other") is None


def test_changes_that_are_not_committed_are_named() -> None:
    origin = Origin("0123abcd", "2026-11-28", is_changed=True)
    assert "`0123abcd` with uncommitted changes, 2026-11-28" in page_with(origin)
    assert read_origin(page_with(origin), "speed") == origin


def test_changed_code_is_a_change_and_a_changed_page_is_none(checkout: Path) -> None:
    """A run writes its first table before it measures the second."""
    (checkout / "docs/page.md").write_text("another")
    assert not is_changed(checkout)
    (checkout / "code/new.py").write_text("")
    assert is_changed(checkout)


def test_a_table_is_as_old_as_the_commits_to_its_sources_since(checkout: Path) -> None:
    measured = change(checkout, "docs/page.md", page_with(Origin(find_commit(checkout) or "", "2026-11-28")))
    assert [age.newer for age in find_ages(checkout, (TABLE,))] == [0]
    change(checkout, "code/a.py", "a = 2\n")
    change(checkout, "measure.py", "pass\n")
    change(checkout, "docs/page.md", (checkout / "docs/page.md").read_text() + "More.\n")
    (age,) = find_ages(checkout, (TABLE,))
    assert age.newer == 2
    assert age.origin
    assert age.origin.commit != measured


def test_figures_of_a_model_are_as_old_as_the_last_change_of_its_metrics(checkout: Path) -> None:
    """Another text in its file is no new measurement."""
    measured = change(checkout, "zoo/net.json", '{"metrics": {"right": 0.6}, "note": ""}')
    change(checkout, "zoo/net.json", '{"metrics": {"right": 0.6}, "note": "new"}')
    change(checkout, "code/a.py", "a = 2\n")
    (age,) = find_ages(checkout, (CARD,))
    assert age.origin
    assert (age.origin.commit, age.newer) == (measured, 1)


def test_the_list_shows_the_newest_first_and_marks_what_is_older_than_its_code() -> None:
    new, old = Age(TABLE, Origin("aaaa1111", "2026-11-30"), 0), Age(CARD, Origin("bbbb2222", "2026-11-28", True), 3)
    head, first, second = command.rows([new, old])
    assert head.split()[0] == "measured"
    assert re.split(" {2,}", first) == ["2026-11-30", "aaaa1111", "no", "page.md: speed", "make speed"]
    assert re.split(" {2,}", second) == ["2026-11-28", "bbbb2222*", "3 commits", "zoo/net.md", "make train"]
    last = command.conclusion([new, old], "")
    assert last.startswith("evidence: 1 of 2 tables are older than their code.")
    assert "* was measured with uncommitted changes" in last


def test_an_unpacked_archive_says_that_it_has_no_history(tmp_path: Path, checkout: Path) -> None:
    """Even inside another checkout, whose commits are not those of the archive."""
    archive = checkout / "archive"
    (archive / "docs").mkdir(parents=True)
    (archive / "docs/page.md").write_text(page_with(Origin("0123abcd", "2026-11-28")))
    assert find_commit(archive) is None
    (age,) = find_ages(archive, (TABLE,))
    assert age.origin == Origin("0123abcd", "2026-11-28")
    assert age.newer is None
    assert "not a Git checkout, so its history is missing" in command.conclusion([age], why_no_history(archive))
    assert "outside a Git checkout" in parts.origin_line("speed", archive, (TABLE,))


def test_a_commit_that_the_history_lacks_is_counted(checkout: Path) -> None:
    change(checkout, "docs/page.md", page_with(Origin("0123abcd", "2026-11-28")))
    (age,) = find_ages(checkout, (TABLE,))
    assert age.newer is None
    assert "the history lacks the commit of 1 table" in command.conclusion([age], "")


def test_a_new_table_gets_the_commit_that_is_checked_out(checkout: Path) -> None:
    (checkout / "measure.py").write_text("changed")
    line = parts.origin_line("speed", checkout, (TABLE,))
    assert line.startswith(f"Measured at commit `{find_commit(checkout)}` with uncommitted changes, 2")
    page = checkout / "docs/page.md"
    parts.fill_part(page, "speed", "| 2 |\n")
    assert page.read_text() == "# Page\n\n<!-- speed -->\n| 2 |\n<!-- /speed -->\n"


def test_a_table_that_a_command_prints_without_markdown_is_a_code_block() -> None:
    assert command.printed_part("| a |\n|---|\n") == "| a |\n|---|\n"
    assert command.printed_part(" a  1\n b  2\n\n") == "```\n a  1\n b  2\n```\n"


def test_a_table_that_is_not_in_the_list_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("| 1 |"))
    with pytest.raises(SystemExit, match="has no table 'unknown'"):
        command.main(["--write", "unknown"])
    with pytest.raises(LookupError, match="has no table 'unknown'"):
        find_command("unknown", load_tables())


def marked_parts() -> Iterator[tuple[str, str]]:
    """Page and name of each part of the documents that holds a table, except for the parts of docs/generate.py."""
    generator = (ROOT / "docs/generate.py").read_text(encoding="utf-8")
    for path in sorted((ROOT / "docs").rglob("*.md")):
        page, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        for name in re.findall(r"^<!-- /([\w -]+) -->$", text, re.MULTILINE):
            if f'"{name}": ' not in generator and f'["{name}"] = ' not in generator:
                yield page, name


def test_every_part_that_a_command_writes_is_in_the_list() -> None:
    """As a measured table, or with the reason why nothing was measured."""
    listed = {(table.page, table.name) for table in load_tables() if table.name} | set(load_unmeasured())
    assert set(marked_parts()) == listed


def test_no_two_tables_have_the_same_name_and_every_source_exists() -> None:
    tables = load_tables()
    assert len({table.key for table in tables}) == len(tables)
    for table in tables:
        assert [source for source in (*table.sources, table.page) if not (ROOT / source).exists()] == [], table.key


@pytest.mark.parametrize("table", load_tables(), ids=lambda table: table.key)
def test_every_measured_table_carries_its_command_and_a_commit(table: Table) -> None:
    """A model's card has its figures from a file whose history has the commit."""
    text = (ROOT / table.page).read_text(encoding="utf-8")
    assert part_of(text, table.name)
    if not table.figures:
        origin = read_origin(text, table.name)
        assert origin, f"{table.page}: no line below {table.name}"
        assert origin.line(table.command) in text


def test_the_history_has_the_commit_of_every_measured_table() -> None:
    if why := why_no_history(ROOT):
        pytest.skip(why)
    texts = {table: (ROOT / table.page).read_text(encoding="utf-8") for table in load_tables() if not table.figures}
    origins = {table.key: read_origin(text, table.name) for table, text in texts.items()}
    history = {line[:8] for line in git(ROOT, "rev-list", "HEAD").splitlines()}
    assert [key for key, origin in origins.items() if origin and origin.commit[:8] not in history] == []
