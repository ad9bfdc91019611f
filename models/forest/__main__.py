"""`python -m models.forest`: compile the forest's kernels into Numba's cache, ahead of use."""

from models.forest.rehearsal import compile_forest

if __name__ == "__main__":
    compile_forest()
