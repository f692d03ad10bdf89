// Tests of the module Convergence.
