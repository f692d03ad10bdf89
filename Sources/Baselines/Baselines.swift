// The module Baselines.
