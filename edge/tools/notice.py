"""`vitrina notice`: the notice as text, as JSON, and as a door sign."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from edge.exit_codes import DONE
from edge.kiosk.notice import notice_facts
from edge.screen.notice.door_sign import Size, door_sign
from edge.screen.notice.facts import Language
from edge.screen.notice.page import NoticePage, page_texts
from edge.settings.settings import Settings
from edge.tools import output_files


def print_text(settings: Settings, languages: Sequence[Language], as_json: bool) -> int:
    """Prints the notice. Raises SettingsError if the settings do not say all of it."""
    pages = _pages(settings, languages)
    if as_json:
        print(json.dumps([asdict(page) for page in pages], ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(_lines(page)) for page in pages))
    return DONE


def write_sign(settings: Settings, languages: Sequence[Language], path: Path, size: Size) -> int:
    """Writes the door sign. Raises SettingsError, NoticeError and OutputFileError."""
    output_files.check({"--pdf": path}, [])
    pdf = door_sign(_pages(settings, languages), size)
    with output_files.open_output_bytes(path) as file:
        file.write(pdf)
    print(f"notice: wrote {path}. Hang it by the screen, then set confirmed_on and confirmed_by.", file=sys.stderr)
    return DONE


def _pages(settings: Settings, languages: Sequence[Language]) -> list[NoticePage]:
    facts = notice_facts(settings)
    return [page_texts(language, facts) for language in languages]


def _lines(page: NoticePage) -> Iterator[str]:
    yield page.title
    yield ""
    yield from (f"- {text}" for text in page.statements)
    yield ""
    yield from (f"{field.label}: {field.text}" for field in page.fields)
    if page.address is not None:
        yield f"{page.more}: {page.address}"
    yield page.version
