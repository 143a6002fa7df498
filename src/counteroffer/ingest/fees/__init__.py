"""Fee schedules as they are published or sent, read into tables."""
