"""Other people's media files, read in limited children: what they are, their sound, stills of them."""
