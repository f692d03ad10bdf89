// Tests of the module Lasso.
