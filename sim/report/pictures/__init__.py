"""The figures: what each shows is computed first and drawn second."""
