"""Studies: sessions of consented participants, stored encrypted on this computer. Nothing here sends data."""
