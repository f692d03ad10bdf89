extension Dictionary where Key == String {
  /// What the experiment called `name` ran with, of a chapter's own; traps for a name that the chapter does not declare.
  public func declared(_ name: String) -> Value {
    guard let found = self[name] else {
      preconditionFailure("Run '\(name)': not declared, expected one of the chapter's.")
    }
    return found
  }
}
