"""Documents in, index out: read, restore the structure, cut, embed, switch."""
