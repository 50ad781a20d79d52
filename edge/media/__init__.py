"""Media files from other people, read in limited child processes: their format, sound and stills."""
