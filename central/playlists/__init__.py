"""Playlists from headquarters: read from a file, combined with the videos in the store, and sent to the kiosks."""
