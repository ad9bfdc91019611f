"""The oracle: is each theft of a scenario there to be found by someone who knows where to look?"""
