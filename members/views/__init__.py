"""The pages, by what they are about: funds, undoing, one's own settings."""
