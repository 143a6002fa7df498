"""One function for each kind of clause: what it costs in a year under any terms, by group."""
