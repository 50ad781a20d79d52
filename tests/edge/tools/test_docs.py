"""`vitrina docs`: which page a topic means, and what the command does without a site."""

import site
import sys
import webbrowser
from pathlib import Path

import pytest

from edge import documents
from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, DONE


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with three pages, whose site is not built."""
    for page in ("index", "shop/install", "central/install", "shop/notice"):
        path = tmp_path / "docs" / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Page {page}\n", encoding="utf-8")
    monkeypatch.setattr(documents, "CHECKOUT", tmp_path)
    return tmp_path


def build_site(checkout: Path) -> None:
    for page in documents.markdown_files():
        path = checkout / "build" / "site" / f"{page}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_a_topic_opens_its_page_in_a_browser(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is a screen. The address is printed in any case."""
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    build_site(checkout)
    address = (checkout / "build/site/shop/notice.html").as_uri()
    assert main(["docs", "notice"]) == DONE
    assert capsys.readouterr().out == f"{address}\n"
    assert opened == []
    monkeypatch.setenv("DISPLAY", ":0")
    assert main(["docs", "shop/notice"]) == DONE
    assert opened == [address]


def test_without_a_site_the_command_says_how_to_get_one(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a checkout can print its pages without it."""
    assert main(["docs"]) == BAD_USAGE
    assert "make site" in capsys.readouterr().err
    assert main(["docs", "--print", "docs/shop/notice.md"]) == DONE
    assert capsys.readouterr().out == "# Page shop/notice\n"


def test_an_unknown_topic_names_the_nearest_ones(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So does one that several pages share."""
    assert main(["docs", "--print", "notise"]) == BAD_USAGE
    assert "Did you mean: shop/notice?" in capsys.readouterr().err
    assert main(["docs", "--print", "install"]) == DONE  # a topic of its own
    capsys.readouterr()
    (checkout / "docs/shop/install.md").unlink()
    (checkout / "docs/shop/install").mkdir()
    assert main(["docs", "--print", "../../secret"]) == BAD_USAGE


def test_an_unknown_topic_names_pages_with_such_a_heading(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pages with the word in the title first, guides before references, also for a word that is mistyped."""
    for page, text in (
        ("reference/settings", "# Settings\n## masks\n"),
        ("shop/console", "# Console\n## Masks\n"),
        ("shop/view", "# Camera and masks\n"),
    ):
        (checkout / "docs" / page).parent.mkdir(exist_ok=True)
        (checkout / "docs" / f"{page}.md").write_text(text, encoding="utf-8")
    for topic in ("masks", "maks"):
        assert main(["docs", "--print", topic]) == BAD_USAGE
        assert "Did you mean: shop/view, shop/console, reference/settings?" in capsys.readouterr().err
    assert main(["docs", "--print", "xyzzy"]) == BAD_USAGE
    assert "Did you mean" not in capsys.readouterr().err


def test_a_list_has_every_page_with_its_title(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docs", "--list"]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=1) for line in lines] == [
        [page, f"Page {page}"] for page in ("central/install", "index", "shop/install", "shop/notice")
    ]


def test_an_installation_without_documents_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(documents, "CHECKOUT", tmp_path)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(site, "getuserbase", lambda: str(tmp_path))
    assert main(["docs", "--list"]) == BAD_USAGE
    assert "has no documents. Install" in capsys.readouterr().err


@pytest.mark.parametrize("share", ["share/vitrina/site", "share/site"])
def test_a_wheel_and_a_package_have_the_documents_in_their_data(
    share: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Markdown of the pages lies beside them."""
    monkeypatch.setattr(documents, "CHECKOUT", tmp_path / "lib")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / share / "_sources/shop").mkdir(parents=True)
    (tmp_path / share / "index.html").touch()
    (tmp_path / share / "_sources/shop/notice.md.txt").write_text("# Notice\n", encoding="utf-8")
    assert main(["docs", "notice", "--print"]) == DONE
    assert capsys.readouterr().out == "# Notice\n"


def test_every_topic_has_its_page() -> None:
    """Texts of the program name them."""
    pages = documents.markdown_files()
    assert {topic: page for topic, page in documents.TOPICS.items() if page not in pages} == {}
