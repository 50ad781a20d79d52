"""Reads media files from untrusted sources in limited child processes: their format, sound and stills."""
