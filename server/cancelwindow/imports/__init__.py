"""Files that a person brings: read, checked, and put into the store."""
