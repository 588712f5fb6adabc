"""A bug report that a person can send: what helps, and nothing of them or of their orders."""
