// Tests of the module Preliminaries.
