"""Mutation testing of what decides: rules, deadlines, money. `run` makes and tests the mutants."""
