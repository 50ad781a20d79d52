"""Links of a document, rewritten for its page of the site."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*\s*?$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?)\[((?:`[^`]*`|!\[[^]]*\]\([^)]*\)|[^][`]|\[[^]]*\])*)\]\(([^)\s#]*)(#[^)\s]*)?\)")
_PICTURE = re.compile(r'<picture>\s*<source[^>]*srcset="([^"]+)"[^>]*>\s*<img([^>]*)>\s*</picture>')
_IMAGE = re.compile(r"<img\s([^>]*)>")


def rewrite_links(text: str, source: str, pages: Mapping[str, str]) -> str:
    """Text of the document `source`, with links from its page to other pages.

    `pages`: the page of each document. A link to a file that is no page becomes its words. A `<picture>` with a dark
    and a light image becomes two images, of which the page shows one. Blocks of code stay as they are.
    """
    parts, end = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_rewrite(text[end : fence.start()], source, pages), fence[0]]
        end = fence.end()
    return "".join([*parts, _rewrite(text[end:], source, pages)])


def _rewrite(text: str, source: str, pages: Mapping[str, str]) -> str:
    text = _PICTURE.sub(lambda found: _two_images(found[1], found[2]), text)
    text = _IMAGE.sub(lambda found: _image(found[1]), text)
    return _LINK.sub(lambda link: _page_link(link, source, pages), text)


def _two_images(dark: str, attributes: str) -> str:
    light = _attribute(attributes, "src")
    words = _attribute(attributes, "alt")
    return f"![{words}]({light}){{.only-light}}\n![{words}]({dark}){{.only-dark}}"


def _image(attributes: str) -> str:
    return f"![{_attribute(attributes, 'alt')}]({_attribute(attributes, 'src')})"


def _attribute(attributes: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', attributes)
    return found[1] if found else ""


def _page_link(link: "re.Match[str]", source: str, pages: Mapping[str, str]) -> str:
    mark, words, target, anchor = link[1], link[2], link[3], link[4] or ""
    if "![" in words:
        words = _rewrite(words, source, pages)
    if not target or ":" in target:
        return f"{mark}[{words}]({target}{anchor})"
    found = os.path.normpath(Path(source).parent / target)
    is_image = bool(mark) or found.endswith((".svg", ".png", ".webp"))
    to = pages.get(found) or (os.path.relpath(found, "docs") if is_image and found.startswith("docs/") else None)
    if to is None:
        return words
    return f"{mark}[{words}]({os.path.relpath(to, Path(pages[source]).parent)}{anchor})"
