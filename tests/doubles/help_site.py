"""A small built site of the documents, with a secret beside it and links that lead out of it."""

from pathlib import Path

import pytest

from edge import documents

SECRET = "secret of the machine"
ATTACKS = (
    "/help/../secret.html",
    "/help/%2e%2e/secret.html",
    "/help/..%2fsecret.html",
    "/help/%252e%252e/secret.html",
    "/help/..%5csecret.html",
    "/help//etc/hostname",
    "/help/%2fetc%2fhostname",
    "/help/shop/../../secret.html",
    "/help/link.html",
    "/help/out/secret.html",
    "/help/index.html%00",
    "/help/index.html%00.css",
    "/help/index.html/",
    "/help/%ff%fe",
    "/help/.buildinfo",
    "/help/notes.py",
    "/help/" + "a/" * 2000,
)
"""Paths that must not be found. The site has a link to a file and one to a folder outside."""


def plant_site(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """A site of two pages in a checkout in `folder`, which the program takes for its own."""
    site = folder / "build" / "site"
    (site / "shop").mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").touch()
    for name, text in (
        ("index.html", "<h1>Vitrina</h1>"),
        ("shop/install.html", "<h1>Install</h1>"),
        ("site.css", "p {}"),
        (".buildinfo", SECRET),
        ("notes.py", SECRET),
    ):
        (site / name).write_text(text, encoding="utf-8")
    (folder / "secret.html").write_text(SECRET, encoding="utf-8")
    (site.parent / "secret.html").write_text(SECRET, encoding="utf-8")
    (site / "link.html").symlink_to(folder / "secret.html")
    (site / "out").symlink_to(folder)
    patch.setattr(documents, "CHECKOUT", folder)
    return site
