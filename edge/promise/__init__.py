"""What may be promised of the numbers that leave a kiosk: these words, and no stronger ones."""
