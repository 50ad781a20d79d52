"""The site of the documents: its pages, their links, and what their security policy allows."""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package docs/site_builder, with its parts."""
    monkeypatch.syspath_prepend(str(DOCS))
    for part in ("inline_parts", "links", "pages"):
        import_module(f"site_builder.{part}")
    yield sys.modules["site_builder"]
    for name in [name for name in sys.modules if name.startswith("site_builder")]:
        del sys.modules[name]


def test_the_sidebar_lists_every_document() -> None:
    """Sphinx would warn of a page without a place, after half a minute."""
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = [
        line.strip()
        for block in re.findall(r"```\{toctree\}\n(.*?)```", index, re.DOTALL)
        for line in block.split("\n")
    ]
    folders = {line.removesuffix("/*") for line in listed if line.endswith("/*")}
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")} - {"index"}
    assert {page for page in pages if page.rpartition("/")[0] not in folders and page not in listed} == set()


def test_documents_beside_the_folder_become_pages(builder: ModuleType, tmp_path: Path) -> None:
    """The README's links to documents lead to their pages; the README itself stays as it is."""
    builder.pages.copy_documents(ROOT, tmp_path)
    readme = (tmp_path / "develop/beside/readme.md").read_text(encoding="utf-8")
    assert "(docs/" not in readme
    assert list((tmp_path / "models/cards").glob("*.md"))
    for target in re.findall(r"\]\(([^):#\s]+\.(?:md|svg|png))", readme):
        assert (tmp_path / "develop/beside" / target).is_file(), target


def test_a_document_that_is_gone_loses_its_page(builder: ModuleType, tmp_path: Path) -> None:
    """Sphinx would still build it, with its old links."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "gone.md").write_text("# Gone\n", encoding="utf-8")
    builder.pages.copy_documents(ROOT, tmp_path)
    assert not (tmp_path / "shop" / "gone.md").exists()


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("[a](../docs/shop/a.md#b)", "[a](../shop/a.md#b)"),
        ("[code](net.py)", "code"),
        ("[`code`](../edge/)", "`code`"),
        ("[out](https://example.org/a.md)", "[out](https://example.org/a.md)"),
        ("[here](#b)", "[here](#b)"),
        ("![plot](../docs/shop/a.svg)", "![plot](../shop/a.svg)"),
        ("```\n[a](../docs/shop/a.md)\n```\n", "```\n[a](../docs/shop/a.md)\n```\n"),
        (
            '<picture><source media="(prefers-color-scheme: dark)" srcset="../docs/d.png">\n'
            '<img alt="An ad" src="../docs/l.png"></picture>',
            "![An ad](../l.png){.only-light}\n![An ad](../d.png){.only-dark}",
        ),
    ],
)
def test_links_lead_from_page_to_page(builder: ModuleType, text: str, page: str) -> None:
    """A link to a file that is no page becomes its words."""
    pages = {"models/README.md": "models/training.md", "docs/shop/a.md": "shop/a.md"}
    assert builder.links.rewrite_links(text, "models/README.md", pages) == page


def test_inline_scripts_and_styles_become_files(builder: ModuleType, tmp_path: Path) -> None:
    """The kiosk and the central server forbid them in a page."""
    (tmp_path / "_static").mkdir()
    (tmp_path / "shop").mkdir()
    page = tmp_path / "shop" / "a.html"
    page.write_text('<style>p{}</style><svg style="display: none;"></svg><script>let a</script>', encoding="utf-8")
    builder.inline_parts.move_inline_parts(tmp_path)
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<style|<script>| style=", text)
    moved = [(page.parent / path).read_text(encoding="utf-8") for path in re.findall(r'(?:href|src)="([^"]+)"', text)]
    assert moved == ["p{}", "let a"]


@pytest.mark.parametrize("part", ['<p style="color: red">', '<p onclick="a()">', '<a href="javascript:a()">'])
def test_an_inline_part_that_is_left_stops_the_build(builder: ModuleType, tmp_path: Path, part: str) -> None:
    """The page would look or work differently from a server."""
    (tmp_path / "_static").mkdir()
    (tmp_path / "a.html").write_text(part, encoding="utf-8")
    with pytest.raises(builder.inline_parts.InlinePartError, match=r"a\.html has the inline part"):
        builder.inline_parts.move_inline_parts(tmp_path)
