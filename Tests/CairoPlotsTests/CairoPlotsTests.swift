// Tests of the module CairoPlots.
