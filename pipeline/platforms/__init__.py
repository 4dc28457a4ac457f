"""Reading what survey platforms export; so far the plain form."""
