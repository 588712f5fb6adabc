"""Cancellation policy: cited parameters, pure rules, and the verdict they lead to."""
