"""Recipes of the part on denoising."""
