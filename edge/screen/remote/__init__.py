"""The playlist from the central server. The kiosk fetches its files, and shows it once it has all of them."""
