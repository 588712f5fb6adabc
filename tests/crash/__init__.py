"""Killing a companion while it writes."""
