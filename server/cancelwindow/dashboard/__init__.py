"""The pages of the companion: a person's own orders, rendered here, readable without JavaScript."""
