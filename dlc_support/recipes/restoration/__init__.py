"""Recipes of the part on restoration."""
