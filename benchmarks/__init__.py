"""What produces every figure of performance that the docs state: one `bench_*.py` for each."""
