// Tests of the module Datasets.
