"""Settings with which every shipped network runs, for tests that need one that a shop may not use."""

from edge.kiosk import build
from edge.perception.audio.sound_reader import SoundReader
from edge.settings.models import ModelsSettings
from edge.settings.settings import Settings

RESEARCH = Settings(models=ModelsSettings(use="research"))
TOML = '[models]\nuse = "research"\n'


def laughter_detector() -> SoundReader:
    """The shipped voice network."""
    return build.build_sound_reader(RESEARCH)
