"""The playlist from the central server: its files are fetched, and it is shown once they are all there."""
