"""Hooks for a kiosk that runs a demonstration or measures its own speed: `vitrina demo` and `vitrina bench`."""

from collections.abc import Callable
from dataclasses import dataclass

from edge.kiosk.screen.player import settings_without_player, settings_without_screen_notice
from edge.screen.play_feed import PlayFeed
from edge.settings.settings import Settings
from edge.signals import Frame

FrameWatcher = Callable[[Frame], None]


def ignore_frame(_: Frame) -> None:
    """Ignores the frame. Every kiosk in a shop uses this hook."""


@dataclass(frozen=True, slots=True)
class DemoHooks:
    """Hooks of a demo kiosk. A demo kiosk needs no notice and no declaration about staff, because it only sees
    recordings or the people who started it.

    `on_frame` gets each analysed frame before its observation, to show the frame in a terminal on this kiosk.
    `wrap_player` adds plays to the plays of the player's page; without `wrap_player`, there is no player.
    """

    on_frame: FrameWatcher = ignore_frame
    wrap_player: Callable[[PlayFeed], PlayFeed] | None = None

    def demo_settings(self, settings: Settings) -> Settings:
        """The settings for a demo kiosk. It shows no notice."""
        return settings_without_screen_notice(settings) if self.wrap_player else settings_without_player(settings)

    def wrapped_player(self, player: PlayFeed | None) -> PlayFeed | None:
        """The player, including the plays that `wrap_player` adds."""
        return self.wrap_player(player) if player and self.wrap_player else player
