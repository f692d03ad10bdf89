// The module Neural.
