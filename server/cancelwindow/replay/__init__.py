"""A replay site: serves the sample account the way the real site behaves."""
