"""What a project really does, told from its files: one verdict per signal with the places that show it."""
