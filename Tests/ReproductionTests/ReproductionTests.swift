// Tests of the module Reproduction.
