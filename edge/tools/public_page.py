"""`vitrina notice --html`: writes the page behind the QR code from the settings in force."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from edge import __version__
from edge.clock import Clock
from edge.exit_codes import DONE
from edge.files import PUBLIC
from edge.kiosk import networks
from edge.kiosk.screen.notice import notice_facts
from edge.screen.notice.facts import Language
from edge.screen.notice.message_kinds import published_kinds
from edge.screen.notice.public_page import ScreenFacts, public_page_html
from edge.settings.loading import LoadedSettings
from edge.settings.settings import Settings
from edge.tools import output_files
from edge.tools.notice import require_complete
from edge.tools.program_hash import program_sha256


def write_public_page(loaded: LoadedSettings, languages: Sequence[Language] | None, path: Path) -> int:
    """Write the page to a file. Raises SettingsError, ModelFileError or OutputFileError."""
    output_files.check({"--html": path}, [])
    require_complete(loaded)
    settings = loaded.settings
    html = public_page_html(languages or settings.notice.languages, notice_facts(settings), screen_facts(settings))
    with output_files.open_output(path) as file:
        file.write(html)
    if path.is_file():  # no device
        path.chmod(PUBLIC)  # under sudo it is root's, and a web server reads it
    address = settings.notice.address
    where = f"Publish it at {address}" if address else "Publish it on your website, and set [notice] address to its URL"
    print(f"notice: wrote {path}. {where}. Write it again when you change a setting or update.", file=sys.stderr)
    return DONE


def screen_facts(settings: Settings) -> ScreenFacts:
    """Facts on the page besides the notice. Each value is named here, so that no other setting reaches the page.

    Raises ModelFileError.
    """
    reader, staff, use = networks.choose_expression_reader(settings), settings.staff, settings.models.use
    return ScreenFacts(
        day=datetime.fromtimestamp(Clock().now(), ZoneInfo(settings.site.timezone)).date(),
        version=__version__,
        files_sha256=program_sha256(),
        model=reader.spec.label if reader.spec else None,
        window_s=settings.audience.window_s,
        noise=settings.reaction.noise,
        creatives=settings.reaction.creatives,
        staff="undeclared" if staff.in_view is None or staff.missing_declaration_keys() else staff.in_view,
        describes_itself=settings.home_assistant is not None,
        kinds=published_kinds(use, takes_comments=settings.comments.page),
    )
