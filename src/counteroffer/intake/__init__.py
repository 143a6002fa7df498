"""Files into the lake: found, unpacked, recognised by content, read, and stored whole or not at all."""
