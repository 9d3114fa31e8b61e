"""One module an app: how its rows are found and what each of them says."""
