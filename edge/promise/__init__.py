"""The promise about the numbers that leave a kiosk, in exactly these words."""
