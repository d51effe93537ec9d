"""What the Makefile calls, once scripts/setup.sh has made the ground."""
