"""What the site weighs, how many words were typed, and how wide its drawings are."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package docs/site_builder, with its parts."""
    monkeypatch.syspath_prepend(str(DOCS))
    for part in ("drawings", "measures", "weights", "words"):
        import_module(f"site_builder.{part}")
    yield sys.modules["site_builder"]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("site_builder", "made")]:
        del sys.modules[name]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two pages, of which one loads a style, a script and an image."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "index.html").write_text("<p>10 letters", encoding="utf-8")
    page = '<link rel="stylesheet" href="../s.css?v=1"><script src="../s.js"></script><img src="a.png" alt="a">'
    (tmp_path / "shop" / "page.html").write_text(page, encoding="utf-8")
    for name in ("s.css", "s.js", "shop/a.png", "unused.js"):
        (tmp_path / name).write_bytes(bytes(1000))
    return tmp_path


def test_a_page_weighs_what_it_loads(builder: ModuleType, site: Path) -> None:
    weight = builder.weights.weigh_site(site)
    own = (site / "shop" / "page.html").stat().st_size
    assert weight.pages == [("shop/page.html", 3000 + own), ("index.html", 13)]
    assert weight.total == 4000 + own + 13


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Read [this page](shop/install.md) – at once.", 5),
        ("Before\n\n```sh\nvitrina run\n```\n\nafter", 2),
        ("Before\n\n| a | b |\n|---|---|\n| c | d |\n\nafter", 2),
        ("Before\n\n<!-- kits: made by docs/generate.py -->\n- a kit\n<!-- /kits -->\nafter", 2),
        ("<!-- made by docs/generate.py; do not edit by hand -->\n# All\n\nof it\n<!-- end -->\n", 0),
        ("By hand\n\n<!-- made by a command -->\nall of it\n<!-- end of what is made -->\nafter", 3),
        ("<picture><img alt='x' src='a.png'></picture> one", 1),
    ],
)
def test_words_by_hand_are_counted_without_what_commands_write(builder: ModuleType, text: str, words: int) -> None:
    assert builder.words.count_words(text) == words


def test_words_are_counted_by_folder(builder: ModuleType) -> None:
    documents = {"README.md": "one", "docs/index.md": "one two", "docs/shop/a.md": "one", "docs/shop/b.md": "one"}
    assert builder.words.count_by_folder(documents) == {".": 2, "beside docs": 1, "shop": 2}


def test_the_tables_are_written_between_their_markers(builder: ModuleType, site: Path, tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    (root / "docs" / "shop").mkdir(parents=True)
    document = root / "docs" / "shop" / "site.md"
    document.write_text(
        "three words here\n\n<!-- weights: x -->\n<!-- /weights -->\n\n<!-- words: x -->\n<!-- /words -->\n",
        encoding="utf-8",
    )
    builder.measures.write_tables(document, root, site)
    text = document.read_text(encoding="utf-8")
    assert "| all 2 pages and their files | 0.0 MB |\n| `shop/page.html` | 3 kB |" in text
    assert "| `shop` | 3 |\n| all | 3 |" in text


def test_a_drawing_is_as_wide_as_its_letters_need(builder: ModuleType, tmp_path: Path) -> None:
    """12 pixels; the logo beside the pages and a plot without letters keep another width."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 40">{}</svg>'
    (tmp_path / "small.svg").write_text(svg.format('<text font-size="11"/><text font-size="15"/>'), encoding="utf-8")
    (tmp_path / "plot.svg").write_text(svg.format("<path/>"), encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(
        '<img class="sidebar-logo" src="small.svg" alt="Logo"/><img alt="a" src="small.svg" /><img src="plot.svg">',
        encoding="utf-8",
    )
    builder.drawings.size_drawings(tmp_path)
    assert page.read_text(encoding="utf-8") == (
        '<img class="sidebar-logo" src="small.svg" alt="Logo"/>'
        '<img alt="a" src="small.svg" width="1048" /><img src="plot.svg" width="640">'
    )
