"""Documents that become pages of the site, and the copy of them that Sphinx reads."""

import shutil
from pathlib import Path

from site_builder.links import rewrite_links

BESIDE = {
    "README.md": "develop/beside/readme.md",
    "CONTRIBUTING.md": "develop/beside/contributing.md",
    "CHANGELOG.md": "develop/beside/changelog.md",
    "SECURITY.md": "develop/beside/security.md",
    "examples/README.md": "develop/beside/examples.md",
    "systemd/README.md": "develop/beside/units.md",
    "models/README.md": "develop/beside/models.md",
    "firmware_bridge/README.md": "develop/beside/firmware-bridge.md",
    "firmware_bridge/firmware/README.md": "develop/beside/firmware.md",
    "models/text/authors/README.md": "develop/beside/authors.md",
}
"""Documents outside the folder docs, with the page of the site that shows each. Model cards are added to them."""
IMAGES = frozenset({".svg", ".png", ".webp", ".gif", ".apng"})


def find_pages(root: Path) -> dict[str, str]:
    """Path of each document in the checkout `root`, with the path of its page in the site."""
    inside = [path.relative_to(root / "docs").as_posix() for path in sorted((root / "docs").rglob("*.md"))]
    cards = {f"models/zoo/{card.name}": f"models/cards/{card.name}" for card in sorted(root.glob("models/zoo/*.md"))}
    beside = {source: page for source, page in BESIDE.items() if (root / source).is_file()}
    return {f"docs/{page}": page for page in inside} | beside | cards


def copy_documents(root: Path, target: Path) -> None:
    """Copy the documents and images of a checkout into `target`, with links that lead from page to page.

    A file that did not change keeps its time, so that Sphinx reads only what changed. Files without a source are
    deleted.
    """
    pages = find_pages(root)
    wanted = {
        page: rewrite_links((root / source).read_text(encoding="utf-8"), source, pages)
        for source, page in pages.items()
    }
    images = [path for path in (root / "docs").rglob("*") if path.suffix in IMAGES]
    kept = {target / page for page in wanted} | {target / path.relative_to(root / "docs") for path in images}
    for page, text in wanted.items():
        write_if_changed(target / page, text)
    for path in images:
        copy = target / path.relative_to(root / "docs")
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            shutil.copyfile(path, copy)
    for path in target.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()


def write_if_changed(path: Path, text: str) -> None:
    """Write a text file and the folders above it, unless it has this text already."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
