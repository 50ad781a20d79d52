"""Ads in a folder of files."""

from pathlib import Path

from edge.screen.player.folder import player_items_in_folder


def test_a_file_of_any_name_has_an_id_that_a_message_can_carry(tmp_path: Path) -> None:
    """Spaces and brackets had ended the part that stores plays, at the first play."""
    for name in ("My Ad (1).mp4", "Frühling.png", "spring_a.mp4"):
        (tmp_path / name).touch()
    assert [item.creative for item in player_items_in_folder(tmp_path)] == ["fruhling", "my-ad-1", "spring_a"]
