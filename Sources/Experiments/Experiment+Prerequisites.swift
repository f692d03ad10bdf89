extension Sequence<Experiment> {
  /// Those called `names`, and all that they wait for, in the order that they have here.
  public func needed(for names: some Sequence<String>) -> [Experiment] {
    let byName = Dictionary(map { ($0.name, $0) }) { first, _ in first }
    var (found, open): (Set<String>, [String]) = ([], Array(names))
    while let next = open.popLast() {
      if found.insert(next).inserted { open += byName[next]?.prerequisites ?? [] }
    }
    return filter { found.contains($0.name) }
  }
}
