// Tests of the module Duality.
