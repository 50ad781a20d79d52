"""The console, the technician's page: what it shows and does. It knows only values and no part of the kiosk."""
