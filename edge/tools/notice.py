"""`vitrina notice`: prints the notice as text or JSON, and writes the door sign."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from edge.exit_codes import DONE
from edge.files import PUBLIC
from edge.kiosk.screen.notice import incomplete_notice_text, notice_facts
from edge.screen.notice.door_sign import Size, door_sign_pdf
from edge.screen.notice.facts import Language
from edge.screen.notice.page import NoticePage, page_texts
from edge.settings.loading import LoadedSettings
from edge.settings.settings import Settings, SettingsError
from edge.tools import output_files


def print_text(loaded: LoadedSettings, languages: Sequence[Language] | None, as_json: bool) -> int:
    """Print the notice. Raises SettingsError if the settings lack a part of the notice."""
    require_complete(loaded)
    pages = _pages(loaded.settings, languages)
    if as_json:
        print(json.dumps([asdict(page) for page in pages], ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(_notice_lines(page)) for page in pages))
    return DONE


def write_door_sign(loaded: LoadedSettings, languages: Sequence[Language] | None, path: Path, size: Size) -> int:
    """Write the door sign to a file. Raises SettingsError, NoticeError or OutputFileError."""
    output_files.check({"--pdf": path}, [])
    require_complete(loaded)
    pdf = make_door_sign_pdf(loaded.settings, languages, size)
    with output_files.open_output_bytes(path) as file:
        file.write(pdf)
    if path.is_file():  # no device
        path.chmod(PUBLIC)  # under sudo it is root's, and somebody else prints it
    confirm = (
        "enter in the setup who saw it there, and when" if loaded.is_draft else "set confirmed_on and confirmed_by"
    )
    print(f"notice: wrote {path}. Put it up by the screen, then {confirm}.", file=sys.stderr)
    return DONE


def make_door_sign_pdf(settings: Settings, languages: Sequence[Language] | None = None, size: Size = "A4") -> bytes:
    """Make the door sign as a PDF, by default in the languages of the settings.

    Raises SettingsError, which names each missing part of the notice, NoticeError, and ModelFileError.
    """
    return door_sign_pdf(_pages(settings, languages), size)


def require_complete(loaded: LoadedSettings) -> None:
    """Raise SettingsError if parts of the notice are missing. Its message also says where to enter them."""
    if missing := loaded.settings.missing_notice_text_keys():
        cure = f"Set them in {loaded.path}."
        if loaded.is_draft:
            cure = "Enter them under Notice in the setup: vitrina console prints a link to it. Or run vitrina setup"
        raise SettingsError(f"notice: {incomplete_notice_text(missing)}\n{cure}")


def _pages(settings: Settings, languages: Sequence[Language] | None) -> list[NoticePage]:
    facts = notice_facts(settings)
    return [page_texts(language, facts) for language in languages or settings.notice.languages]


def _notice_lines(page: NoticePage) -> Iterator[str]:
    yield page.title
    yield ""
    yield from (f"- {text}" for text in page.statements)
    yield ""
    yield from (f"{field.label}: {field.text}" for field in (*page.fields, page.promise))
    if page.address is not None:
        yield f"{page.more}: {page.address}"
    yield page.version
