"""`vitrina docs`: opens a page of the documents, or prints it."""

import os
import sys
import webbrowser
from pathlib import Path

from edge import documents
from edge.exit_codes import DONE

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
"""Environment variables of a session in which a browser can open a page."""


class DocumentsError(Exception):
    """A page cannot be shown. The message states why, and what to do."""


def open_page(topic: str | None) -> int:
    """Print the address of a page, and open it in a browser if this session has a screen. Raises DocumentsError."""
    folder = documents.site_folder()
    if folder is None:
        raise DocumentsError(
            "docs: this installation has no site. Run make site in a checkout, or add --print to read the page in the "
            "terminal."
        )
    path = folder / f"{_page(topic)}{documents.PAGE_SUFFIX}"
    print(path.as_uri())
    if any(name in os.environ for name in DISPLAYS):
        webbrowser.open(path.as_uri())
    return DONE


def print_page(topic: str | None) -> int:
    """Print a page: laid out for a terminal, or as Markdown into a file or pipe. Raises DocumentsError."""
    path = documents.markdown_files()[_page(topic)]
    text = path.read_text(encoding="utf-8")
    if sys.stdout.isatty():
        _print_for_terminal(text)
    else:
        sys.stdout.write(text)
    return DONE


def list_topics() -> int:
    """Print the name and the title of each page. Raises DocumentsError."""
    pages = _pages()
    width = max(map(len, pages))
    for name, path in pages.items():
        print(f"{name:{width}}  {_title(path)}")
    return DONE


def _page(topic: str | None) -> str:
    pages = _pages()
    name = documents.INDEX if topic is None else documents.find_page(topic, pages)
    if name is None:
        similar = documents.similar_topics(str(topic), pages)
        choices = f" Did you mean: {', '.join(similar)}?" if similar else ""
        raise DocumentsError(f"docs: there is no page {topic!r}.{choices} Choose one of: vitrina docs --list")
    return name


def _pages() -> dict[str, Path]:
    pages = documents.markdown_files()
    if not pages:
        raise DocumentsError(
            "docs: this installation has no documents. Install the Debian package or the wheel of a release, or run "
            "the command in a checkout."
        )
    return pages


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return next((line.removeprefix("# ").strip() for line in file if line.startswith("# ")), "")


def _print_for_terminal(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text, hyperlinks=False))
