"""Face finder of the tests with real faces."""

from collections.abc import Iterator

import pytest

from edge.perception.vision.face_finder import FaceFinder


@pytest.fixture(scope="module")
def faces() -> Iterator[FaceFinder]:
    """A face finder with the kiosk's options."""
    faces = FaceFinder()
    yield faces
    faces.close()
