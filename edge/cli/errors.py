"""Exit codes of the errors that commands expect."""

from edge.exit_codes import BAD_USAGE, NO_MODEL, NO_SOURCE, REFUSED, UNEXPECTED
from edge.settings.settings import SettingsError


def exit_code(error: Exception) -> int | None:
    """Exit code of an expected error; None if the error is a bug, whose traceback is to be printed."""
    # imported here, so that `vitrina --help` and `schema` do not load cv2
    from edge.consent.record import ConsentError
    from edge.kiosk.lock import KioskAlreadyRunningError
    from edge.kiosk.status_socket import KioskNotRunningError
    from edge.messages.enrolment import CodeError
    from edge.screen.installed_feed import PlayFeedError
    from edge.screen.notice.errors import NoticeError
    from edge.screen.playlist_file import PlaylistFileError
    from edge.screen.plays_file import PlaysFileError
    from edge.sources.camera.camera import CameraError
    from edge.sources.kits.reader import KitSettingsError
    from edge.sources.recordings import RecordingError
    from edge.sources.text.reviews import ReviewFileError
    from edge.study.errors import StudyError, StudyStorageError
    from edge.study.questionnaires.questionnaire import QuestionnaireError
    from edge.tools.demo.broker import BrokerUnavailableError
    from edge.tools.enrol.errors import EnrolClockError, EnrolError, EnrolRefusedError, EnrolServerError
    from edge.tools.forget import ForgetError
    from edge.tools.identity.archive import IdentityError
    from edge.tools.output_files import OutputFileError
    from edge.tools.screen.browser import BrowserError
    from edge.tools.study.sync.devices import SilentDeviceError
    from edge.uplink.mqtt.tls import BrokerSettingsError
    from edge.uplink.outbox.outbox import OutboxError
    from edge.web.errors import PageError
    from models.serving.fetch import FetchError
    from models.serving.spec import ModelFileError

    codes: list[tuple[type[Exception], int]] = [
        (SettingsError, BAD_USAGE),
        (KitSettingsError, BAD_USAGE),
        (OutputFileError, BAD_USAGE),
        (PlaysFileError, BAD_USAGE),
        (PlaylistFileError, BAD_USAGE),
        (QuestionnaireError, BAD_USAGE),
        (NoticeError, BAD_USAGE),
        (PlayFeedError, BAD_USAGE),
        (PageError, BAD_USAGE),
        (CodeError, BAD_USAGE),
        (EnrolClockError, UNEXPECTED),
        (EnrolRefusedError, REFUSED),
        (EnrolServerError, NO_SOURCE),
        (EnrolError, BAD_USAGE),
        (IdentityError, BAD_USAGE),
        (BrowserError, NO_SOURCE),
        (SilentDeviceError, NO_SOURCE),
        (RecordingError, NO_SOURCE),
        (ReviewFileError, NO_SOURCE),
        (BrokerSettingsError, BAD_USAGE),
        (CameraError, NO_SOURCE),
        (FetchError, NO_SOURCE),
        (ModelFileError, NO_MODEL),
        (BrokerUnavailableError, REFUSED),
        (OutboxError, UNEXPECTED),
        (KioskAlreadyRunningError, UNEXPECTED),
        (KioskNotRunningError, NO_SOURCE),
        (ForgetError, UNEXPECTED),
        (ConsentError, UNEXPECTED),
        (StudyStorageError, UNEXPECTED),
        (StudyError, BAD_USAGE),
    ]
    return next((code for kind, code in codes if isinstance(error, kind)), None)
