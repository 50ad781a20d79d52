"""The sign that the page of the setup offers as a file."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.console.hooks import SettingsRefusedError
from edge.screen.notice.door_sign import Size
from edge.screen.notice.errors import NoticeError
from edge.screen.notice.facts import Language
from edge.settings.settings import Settings, SettingsError
from edge.tools.notice import write_sign
from edge.tools.output_files import OutputFileError
from models.serving.spec import ModelFileError

SIZE: Size = "A4"


def make_sign(settings: Settings, languages: Sequence[Language]) -> bytes:
    """The sign as a PDF, as `vitrina notice --pdf` writes it. Raises SettingsRefusedError, which says what is
    missing."""
    with TemporaryDirectory(prefix="vitrina-sign-") as folder:
        file = Path(folder) / "sign.pdf"
        try:
            write_sign(settings, languages, file, SIZE)
        except (SettingsError, NoticeError, OutputFileError, ModelFileError) as error:
            raise SettingsRefusedError(str(error)) from None
        return file.read_bytes()
