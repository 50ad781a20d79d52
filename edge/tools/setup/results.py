"""Results of a setup step's tests, in the language of the page. The details stay in English."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from edge.console.texts import result_texts
from edge.console.values import Finding

ANY = "any"
"""Sentences for checked parts that have no sentence of their own."""


def localize_findings(findings: Sequence[Finding], language: str) -> list[Finding]:
    """Findings with a sentence in this language, and the English text as `detail`. In English they are unchanged."""
    texts = result_texts(language)
    return [_localized(finding, texts) for finding in findings] if texts else list(findings)


def _localized(finding: Finding, texts: Mapping[str, Mapping[str, str]]) -> Finding:
    own = texts.get(finding.part, {})
    detail = " ".join(filter(None, [finding.text, finding.cure]))
    text = own.get(finding.level) or texts[ANY][finding.level]
    return replace(finding, part=own.get("name", finding.part), text=text, cure="", detail=detail)


def media_findings(folder: Path) -> Iterator[Finding]:
    """Finding with the number of videos and images in the player's folder."""
    from edge.screen.player.folder import player_items_in_folder  # loads numpy

    items = player_items_in_folder(folder)
    videos = sum(item.kind == "video" for item in items)
    if items:
        images = len(items) - videos
        yield Finding("videos", "ok", f"found {_count(videos, 'video')} and {_count(images, 'image')} in {folder}.")
    else:
        cure = "Copy mp4, webm, png, jpeg, webp or avif files into it, then test again."
        yield Finding("videos", "warning", f"found no videos or images in {folder}.", cure)


def _count(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
