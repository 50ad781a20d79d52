"""Playlists from headquarters: read from a file, joined with the films of the store, sent to the kiosks."""
