// Tests of the module Experiments.
