"""Words, dates and money as the site writes them, per language."""
