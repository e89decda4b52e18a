"""Tables of the part on representations."""
