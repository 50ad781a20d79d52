"""What a person sees when something foreseen goes wrong, and the exit code that a script sees."""

from edge.app.settings import SettingsError

DONE, UNEXPECTED, BAD_USAGE, NO_SOURCE, NO_MODEL, REFUSED = range(6)


def exit_code(error: Exception) -> int | None:
    """The exit code of a foreseen fault, or None where the fault is a bug and its traceback is wanted."""
    # imported here: `vitrina --help` and `schema` do without cv2
    from edge.app.consent.record import ConsentError
    from edge.app.demo.broker import NoBrokerError
    from edge.app.output import OutputError
    from edge.app.service.answer import AlreadyRunningError, NotRunningError
    from edge.app.service.forget import ForgetError
    from edge.screen.playlist import PlaysError
    from edge.sources.camera.camera import CameraError
    from edge.sources.kits.reader import KitSettingsError
    from edge.sources.recordings import RecordingError
    from edge.uplink.mqtt.tls import BrokerSettingsError
    from edge.uplink.outbox.outbox import OutboxError
    from models.serving.fetch import FetchError
    from models.serving.spec import ModelFileError

    codes: list[tuple[type[Exception], int]] = [
        (SettingsError, BAD_USAGE),
        (KitSettingsError, BAD_USAGE),
        (OutputError, BAD_USAGE),
        (PlaysError, BAD_USAGE),
        (RecordingError, NO_SOURCE),
        (BrokerSettingsError, BAD_USAGE),
        (CameraError, NO_SOURCE),
        (FetchError, NO_SOURCE),
        (ModelFileError, NO_MODEL),
        (NoBrokerError, REFUSED),
        (OutboxError, UNEXPECTED),
        (AlreadyRunningError, UNEXPECTED),
        (NotRunningError, UNEXPECTED),
        (ForgetError, UNEXPECTED),
        (ConsentError, UNEXPECTED),
    ]
    return next((code for kind, code in codes if isinstance(error, kind)), None)
