"""Hooks of a kiosk that demonstrates or measures itself: `vitrina demo` and `vitrina bench`."""

from collections.abc import Callable
from dataclasses import dataclass

from edge.kiosk.screen.player import settings_without_player, settings_without_screen_notice
from edge.screen.play_feed import PlayFeed
from edge.settings.settings import Settings
from edge.signals import Frame

FrameWatcher = Callable[[Frame], None]


def ignore_frame(_: Frame) -> None:
    """Drops the picture, as every kiosk in a shop does."""


@dataclass(frozen=True, slots=True)
class DemoHooks:
    """A kiosk with these needs no notice and no declaration of staff: the people are recorded, or they are those who
    started it.

    `on_frame` gets each picture that was analysed, before its observation, for a terminal on this machine.
    `wrap_player` adds plays to those of the player's page; without it there is no player.
    """

    on_frame: FrameWatcher = ignore_frame
    wrap_player: Callable[[PlayFeed], PlayFeed] | None = None

    def demo_settings(self, settings: Settings) -> Settings:
        """The settings that such a kiosk runs with. It shows no notice."""
        return settings_without_screen_notice(settings) if self.wrap_player else settings_without_player(settings)

    def wrapped_player(self, player: PlayFeed | None) -> PlayFeed | None:
        """The player with what was added to it."""
        return self.wrap_player(player) if player and self.wrap_player else player
