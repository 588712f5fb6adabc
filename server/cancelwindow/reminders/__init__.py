"""Reminders: what is due once, in which words, and who may tell it."""
