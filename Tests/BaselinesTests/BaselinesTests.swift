// Tests of the module Baselines.
