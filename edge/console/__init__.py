"""The technician's page: what it shows and does. It knows values alone, and no part of the kiosk."""
