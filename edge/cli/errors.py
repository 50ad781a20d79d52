"""Exit codes of expected errors.

The classes are listed by name, so that printing one error line does not import OpenCV and the models. The module of an
error that occurred is always loaded.
"""

import re

from edge.exit_codes import BAD_USAGE, NO_MODEL, NO_SOURCE, REFUSED, UNEXPECTED

_USAGE_ERRORS = (
    "edge.law.table.LawTableError",
    "edge.messages.enrolment.CodeError",
    "edge.screen.installed_feed.PlayFeedError",
    "edge.screen.notice.errors.NoticeError",
    "edge.screen.playlist_file.PlaylistFileError",
    "edge.screen.plays_file.PlaysFileError",
    "edge.settings.errors.SettingsError",
    "edge.sources.kits.reader.KitSettingsError",
    "edge.study.errors.StudyError",
    "edge.study.questionnaires.questionnaire.QuestionnaireError",
    "edge.tools.docs.DocumentsError",
    "edge.tools.enrol.errors.EnrolError",
    "edge.tools.identity.archive.IdentityError",
    "edge.tools.output_files.OutputFileError",
    "edge.papers.mark.PapersRecordError",
    "edge.tools.papers.command.PapersError",
    "edge.uplink.mqtt.tls.BrokerSettingsError",
    "edge.web.errors.PageError",
)
"""Errors that mean a mistake in the user's options, settings or files."""
_SOURCE_ERRORS = (
    "edge.kiosk.process.status_socket.KioskNotRunningError",
    "edge.sources.camera.camera.CameraError",
    "edge.sources.recordings.RecordingError",
    "edge.sources.text.reviews.ReviewFileError",
    "edge.tools.enrol.errors.EnrolServerError",
    "edge.chromium.BrowserError",
    "edge.study_sessions.sync.devices.SilentDeviceError",
    "models.serving.fetch.FetchError",
)
"""Errors that mean that a file, device or server cannot be opened or read."""
_MODEL_ERRORS = ("models.serving.spec.ModelFileError",)
_REFUSALS = ("edge.tools.demo.broker.BrokerUnavailableError", "edge.tools.enrol.errors.EnrolRefusedError")
"""Errors that mean that a server refused a request."""
_FAILURES = (
    "edge.cli.errors.MissingLibraryError",
    "edge.consent.record.ConsentError",
    "edge.kiosk.process.lock.KioskAlreadyRunningError",
    "edge.study.errors.StudyStorageError",
    "edge.tools.enrol.errors.EnrolClockError",
    "edge.tools.forget.ForgetError",
    "edge.tools.update.UpdaterMissingError",
    "edge.uplink.outbox.outbox.OutboxError",
)
"""Errors that mean a fault of the machine, its disk or its clock."""

CODES = {
    name: code
    for code, names in (
        (BAD_USAGE, _USAGE_ERRORS),
        (NO_SOURCE, _SOURCE_ERRORS),
        (NO_MODEL, _MODEL_ERRORS),
        (REFUSED, _REFUSALS),
        (UNEXPECTED, _FAILURES),
    )
    for name in names
}
"""Exit code by the full name of the error class, in the module that defines it."""


def exit_code(error: Exception) -> int | None:
    """Return the exit code of an expected error. None means that the error is a bug: print its traceback.

    A class that is not listed gets the code of its nearest listed base class.
    """
    names = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next((CODES[name] for name in names if name in CODES), None)


class MissingLibraryError(Exception):
    """A system library is missing, so a Python package cannot be loaded. The message names what to install."""


def explain_import_error(error: Exception) -> Exception:
    """Return a MissingLibraryError for an ImportError about a missing system library, or else the same error."""
    found = re.search(r"(lib\S+\.so[.\d]*): cannot open shared object file", str(error))
    if found is None or not isinstance(error, ImportError):
        return error
    return MissingLibraryError(
        f"vitrina: the system library {found[1]} is missing. Install the system packages: vitrina docs install has the "
        'line, under "The program".'
    )
