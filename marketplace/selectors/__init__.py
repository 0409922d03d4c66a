"""What pages read across the floors, where no one floor below can see it all."""
