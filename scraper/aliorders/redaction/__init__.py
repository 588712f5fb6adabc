"""The parts of redaction: what is kept, what replaces it, and what must not survive."""
