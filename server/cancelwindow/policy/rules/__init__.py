"""Pure rules: evidence in, finding out."""
