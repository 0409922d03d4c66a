"""Studios, characters, terms, decisions, split sheets: who may do what with whom, and who is owed."""
