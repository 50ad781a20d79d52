"""TOML that no reader can hold: numbers beyond what Python reads or prints, and brackets beyond its stack."""

UNREADABLE = {
    "a number of 5,000 digits": "x = " + "9" * 5000 + "\n",
    "a hexadecimal number of 5,000 digits": "x = 0x" + "f" * 5000 + "\n",
    "20,000 nested brackets": "x = " + "[" * 20_000 + "\n",
}
