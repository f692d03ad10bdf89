// Tests of the module Plots.
