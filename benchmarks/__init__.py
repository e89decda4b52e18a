"""What the package costs beside a loop by hand, and what is on by default: `make bench`."""
