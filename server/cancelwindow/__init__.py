"""Can I still cancel? The rules over what `aliorders` reads, and the local companion."""
