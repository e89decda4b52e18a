"""Tables of the part on variational autoencoders."""
