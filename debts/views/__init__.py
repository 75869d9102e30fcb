"""The pages, by what they are about: registers, the debtor grid, classes of debtors."""
