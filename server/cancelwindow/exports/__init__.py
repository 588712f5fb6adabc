"""Stored orders in the forms that other programs read."""
