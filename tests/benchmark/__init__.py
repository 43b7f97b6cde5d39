"""Benchmarks of the product and its peers on the same data in the same session; run by `make benchmark`."""
