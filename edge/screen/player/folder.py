"""Ads in a folder of files, as a player without a playlist shows them."""

from pathlib import Path

from edge.messages.wire import creative_name
from edge.screen.player.items import PlayerItem

IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".avif")
VIDEOS = (".mp4", ".webm")
IMAGE_S = 10.0


def player_items_in_folder(folder: Path) -> list[PlayerItem]:
    """All ads in a folder, sorted by file name. Each ad's id is made from its file name."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [_item(path) for path in paths if path.suffix.lower() in IMAGES + VIDEOS]


def _item(path: Path) -> PlayerItem:
    is_image = path.suffix.lower() in IMAGES
    return PlayerItem(
        creative=creative_name(path.stem),
        file=path,
        kind="image" if is_image else "video",
        duration_s=IMAGE_S if is_image else None,
    )
