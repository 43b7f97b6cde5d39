"""The shipped model, its predictions and reported numbers, and the statistics on them."""
