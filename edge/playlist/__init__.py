"""Playlist of the kiosk's own player: its values, the order of its plays, and its plan."""
