"""Search for network cameras on the setup page. The addresses of the streams contain the password, and stay here."""

import threading
from collections.abc import Mapping

from edge.console.hooks import SettingsRefusedError
from edge.console.setup import CameraOffer, CameraOffers
from edge.console.texts import CODES, camera_texts
from edge.onvif.errors import CameraSearchError, SearchNotAllowedError
from edge.onvif.reasons import SENTENCES
from edge.onvif.soap import Login
from edge.tools.camera.search import SearchResult, search_cameras


class CameraChoice:
    """Runs one search at a time, and keeps its streams in memory until the next search. Any thread may call it."""

    def __init__(self) -> None:
        self._running = threading.Lock()
        self._addresses: dict[str, str] = {}  # of streams, with user and password, by IP address

    def find(self, user: str, password: str, language: str = CODES[0]) -> CameraOffers:
        """Cameras of the local networks, with reasons in this language. Raises SettingsRefusedError."""
        sentences = camera_texts(language) or SENTENCES
        if not user:
            raise SettingsRefusedError("camera: the search needs a user of the cameras. Type their user and password.")
        if not self._running.acquire(blocking=False):
            raise SettingsRefusedError("camera: a search is running. Wait 15 seconds, and try again.")
        try:
            found = search_cameras(Login(user, password))
        except SearchNotAllowedError as error:
            return CameraOffers(notes=(error.reason.text(sentences),), is_allowed=False)
        except CameraSearchError as error:
            raise SettingsRefusedError(f"camera: {error}") from None
        finally:
            self._running.release()
        self._addresses = {one.camera.address: one.stream.address for one in found.results if one.stream is not None}
        cameras = tuple(_offer(result, sentences) for result in found.results)
        return CameraOffers(cameras, tuple(note.text(sentences) for note in found.notes))

    def stream_address(self, camera: str) -> str:
        """Address of a camera's stream, with user and password. Raises SettingsRefusedError."""
        try:
            return self._addresses[camera]
        except KeyError:
            raise SettingsRefusedError("camera: the last search did not find this camera. Search again.") from None

    def forget(self) -> None:
        """Forget the streams."""
        self._addresses = {}


def _offer(result: SearchResult, sentences: Mapping[str, str]) -> CameraOffer:
    camera = result.camera
    if result.stream is None:
        problem = "" if result.problem is None else result.problem.text(sentences)
        return CameraOffer(camera.address, camera.name, problem=problem)
    profile = result.stream.profile
    return CameraOffer(
        camera.address, camera.name, profile.encoding, profile.width_px, profile.height_px, profile.rate_hz
    )
