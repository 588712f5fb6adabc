"""What the companion remembers: clients, pairing codes, and append-only observations."""
