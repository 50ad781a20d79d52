"""Studies: sessions of consented participants, stored encrypted on this computer. Studies send no data anywhere."""
