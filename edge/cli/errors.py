"""Exit codes of the errors that commands expect. Modules are imported in functions: `vitrina --help` loads no cv2."""

from edge.exit_codes import BAD_USAGE, NO_MODEL, NO_SOURCE, REFUSED, UNEXPECTED

Errors = tuple[type[Exception], ...]


def exit_code(error: Exception) -> int | None:
    """Exit code of an expected error; None if the error is a bug, whose traceback is to be printed.

    An error has the code of its nearest class.
    """
    codes = {
        kind: code
        for code, kinds in (
            (BAD_USAGE, _usage_errors()),
            (NO_SOURCE, _source_errors()),
            (NO_MODEL, _model_errors()),
            (REFUSED, _refusals()),
            (UNEXPECTED, _failures()),
        )
        for kind in kinds
    }
    return next((codes[kind] for kind in type(error).__mro__ if kind in codes), None)


def _usage_errors() -> Errors:
    """Bad options, settings and files of the user."""
    from edge.messages.enrolment import CodeError
    from edge.screen.installed_feed import PlayFeedError
    from edge.screen.notice.errors import NoticeError
    from edge.screen.playlist_file import PlaylistFileError
    from edge.screen.plays_file import PlaysFileError
    from edge.settings.settings import SettingsError
    from edge.sources.kits.reader import KitSettingsError
    from edge.study.errors import StudyError
    from edge.study.questionnaires.questionnaire import QuestionnaireError
    from edge.tools.enrol.errors import EnrolError
    from edge.tools.identity.archive import IdentityError
    from edge.tools.output_files import OutputFileError
    from edge.uplink.mqtt.tls import BrokerSettingsError
    from edge.web.errors import PageError

    return (
        *(SettingsError, BrokerSettingsError, KitSettingsError, QuestionnaireError, NoticeError),
        *(OutputFileError, PlaysFileError, PlaylistFileError, PlayFeedError, PageError),
        *(CodeError, EnrolError, IdentityError, StudyError),
    )


def _source_errors() -> Errors:
    """Files, devices and servers that cannot be opened or read."""
    from edge.kiosk.status_socket import KioskNotRunningError
    from edge.sources.camera.camera import CameraError
    from edge.sources.recordings import RecordingError
    from edge.sources.text.reviews import ReviewFileError
    from edge.tools.enrol.errors import EnrolServerError
    from edge.tools.screen.browser import BrowserError
    from edge.tools.study.sync.devices import SilentDeviceError
    from models.serving.fetch import FetchError

    return (
        *(CameraError, RecordingError, ReviewFileError, SilentDeviceError, BrowserError),
        *(FetchError, EnrolServerError, KioskNotRunningError),
    )


def _model_errors() -> Errors:
    from models.serving.spec import ModelFileError

    return (ModelFileError,)


def _refusals() -> Errors:
    """Servers that answer and refuse."""
    from edge.tools.demo.broker import BrokerUnavailableError
    from edge.tools.enrol.errors import EnrolRefusedError

    return (BrokerUnavailableError, EnrolRefusedError)


def _failures() -> Errors:
    """Faults of this machine, its disk and its clock."""
    from edge.consent.record import ConsentError
    from edge.kiosk.lock import KioskAlreadyRunningError
    from edge.study.errors import StudyStorageError
    from edge.tools.enrol.errors import EnrolClockError
    from edge.tools.forget import ForgetError
    from edge.uplink.outbox.outbox import OutboxError

    return (OutboxError, KioskAlreadyRunningError, ForgetError, ConsentError, StudyStorageError, EnrolClockError)
