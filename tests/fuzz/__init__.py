"""Damaged pages and answers against the reader and the rules."""
