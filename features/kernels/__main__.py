"""`python -m features.kernels`: compile the kernels into Numba's cache, ahead of their use."""

from features.kernels.compilation import compile_kernels

if __name__ == "__main__":
    compile_kernels()
