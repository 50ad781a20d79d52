"""The door sign that the setup page offers as a file."""

from collections.abc import Sequence

from edge.console.hooks import SettingsRefusedError
from edge.screen.notice.errors import NoticeError
from edge.screen.notice.facts import Language
from edge.settings.settings import Settings, SettingsError
from edge.tools.notice import make_door_sign_pdf
from models.serving.spec import ModelFileError


def make_sign_pdf(settings: Settings, languages: Sequence[Language]) -> bytes:
    """The door sign as a PDF, as `vitrina notice --pdf` writes it.

    Raises SettingsRefusedError, which names the missing parts.
    """
    try:
        return make_door_sign_pdf(settings, languages)
    except (SettingsError, NoticeError, ModelFileError) as error:
        raise SettingsRefusedError(str(error)) from None
