"""What can be done in licensing: each function is one transaction with its audit line and its news."""
