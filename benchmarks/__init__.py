"""How fast the runner is beside others: ``python -m benchmarks`` (``make bench``)."""
