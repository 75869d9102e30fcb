"""The pages, by what they are about: the day's work, households, the merge, contracts."""
