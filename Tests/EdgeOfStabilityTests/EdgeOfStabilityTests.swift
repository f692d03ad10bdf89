// Tests of the module EdgeOfStability.
