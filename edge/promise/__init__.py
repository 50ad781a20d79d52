"""The promise about the numbers that leave a kiosk: these words, and no stronger ones."""
