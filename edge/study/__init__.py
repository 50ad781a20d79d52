"""Studies: sessions of consented participants, kept encrypted on this machine. Nothing here sends anything."""
