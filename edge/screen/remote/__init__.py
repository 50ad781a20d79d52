"""The playlist from the central server. The kiosk fetches the playlist's files, and shows the playlist once it has
all of them.
"""
