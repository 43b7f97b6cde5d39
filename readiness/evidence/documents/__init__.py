"""What people wrote, told apart by what it says."""
