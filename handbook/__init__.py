"""The handbook: pages and catalogues that are written from the code, so that they stay true.

`python -m handbook` writes all of them anew; tests fail where one is stale.
"""
