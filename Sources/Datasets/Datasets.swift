// The module Datasets.
