"""The walk through an account's orders with a browser of our own: politely, and into the store."""
