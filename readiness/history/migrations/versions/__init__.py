"""One file per change of the store's shape, in order."""
