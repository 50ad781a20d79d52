"""The kits' side of the wire, one file a protocol, written from the makers' descriptions, apart from the decoders."""
