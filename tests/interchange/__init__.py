"""Exports loaded into the programs they are meant for, each in an environment of its own."""
