"""Every change this app makes, one function each."""
