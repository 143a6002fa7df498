"""Facts to read and compare, no code: each file says where it is from and when it was read."""
