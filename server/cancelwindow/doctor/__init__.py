"""What works and what does not, layer by layer, without changing anything."""
