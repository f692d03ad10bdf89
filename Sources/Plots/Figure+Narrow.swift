extension Figure {
  /// The figure for a phone: panels one below the other, in the type's own size on a screen of 390
  /// pixels.
  public var narrow: Figure {
    var narrow = self
    narrow.columns = 1
    narrow.width = 268
    narrow.height = narrowHeight ?? (panels.count > 1 ? 190 : 210) * Double(panels.count)
    return narrow
  }
}
