"""What was seen: append-only observations and the clients who sent them."""
