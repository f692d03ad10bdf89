// The module CairoPlots.
