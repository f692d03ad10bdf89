// Tests of the module Kernels.
