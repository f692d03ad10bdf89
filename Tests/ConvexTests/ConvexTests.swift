// Tests of the module Convex.
