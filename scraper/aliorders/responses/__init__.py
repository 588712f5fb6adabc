"""The site's own JSON: unwrap, then parse by component tag."""
