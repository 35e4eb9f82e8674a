"""The only modules that name a vendor's library; each implements a seam of `rag.interfaces`."""
