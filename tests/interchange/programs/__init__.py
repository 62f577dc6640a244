"""Scripts that those programs run, by their own Python: a file in, what was read of it out."""
