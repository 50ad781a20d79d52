"""Falls back to software after the decoder of a network camera has failed twice."""

import logging
from collections.abc import Callable

from edge.alerts import Alert
from edge.sources.camera.decoders import DecoderChoice
from edge.sources.process.child import Message

log = logging.getLogger(__name__)

MOST_FAILURES = 2


class DecoderFallback:
    """Decoder of one camera, over all its capture processes. After the second failure, software decodes until the kiosk
    starts again.

    `name`: the camera's name in texts. `now` reads the kiosk's clock. Any thread may read `alerts`.
    """

    def __init__(self, name: str, choice: DecoderChoice | None, now: Callable[[], float]) -> None:
        self.choice = choice
        self.alerts: tuple[Alert, ...] = ()
        self._name, self._now, self._failures = name, now, 0

    def record(self, message: Message) -> None:
        """Record a message of the capture process about the decoder: that it failed, or does not fit the camera."""
        if self.choice is None:
            return
        element = self.choice.element
        if message.kind != "decoder failed":
            self._give_up(f"not {element}: {message.text}. Run vitrina doctor, then restart the kiosk.")
            return
        self._failures += 1
        if self._failures == MOST_FAILURES:
            self._give_up(
                f"because {element} failed twice. The last time, the video {message.text} Fix this, then restart "
                'the kiosk, or set [camera] decode = "software".'
            )

    def _give_up(self, reason: str) -> None:
        self.choice = None
        text = f"camera: software decodes the video of {self._name}, {reason}"
        self.alerts = (Alert("camera.decoder", "warning", text, self._now()),)
        log.warning("%s", text)
