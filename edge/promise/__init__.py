"""The exact words of the promise about the numbers that leave a kiosk."""
