// Tests of the module Neural.
