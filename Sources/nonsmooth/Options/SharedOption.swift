enum SharedOption {
  case profile, threads, numerics, vectors, json, dataset, dataPath, knownData, weights,
    checkpoints, root
}

/// Which of them the help of a command shows. The others mean nothing to it and are taken in silence, so that a script
/// can give every command the same ones.
protocol OptionChoice {
  static var shown: Set<SharedOption> { get }
}

enum Shows {
  /// Commands that make runs.
  enum Everything: OptionChoice {
    static let shown: Set<SharedOption> = [
      .profile, .threads, .numerics, .vectors, .json, .dataset, .dataPath, .knownData, .weights,
      .checkpoints, .root
    ]
  }

  enum Preview: OptionChoice { static let shown = Everything.shown.subtracting([.json]) }

  enum Plan: OptionChoice {
    static let shown = Everything.shown.subtracting([.checkpoints, .knownData])
  }

  enum Explain: OptionChoice { static let shown = Plan.shown.subtracting([.threads, .vectors]) }

  /// Commands that look at a profile's outputs.
  enum Outputs: OptionChoice { static let shown = Explain.shown.subtracting([.weights]) }

  /// Baselines are portable.
  enum Accept: OptionChoice { static let shown = Outputs.shown.subtracting([.numerics]) }

  /// One run, whose specification says the rest.
  enum Run: OptionChoice {
    static let shown: Set<SharedOption> = [.threads, .numerics, .vectors, .json, .checkpoints]
  }

  enum Bench: OptionChoice {
    static let shown: Set<SharedOption> = [.threads, .numerics, .vectors, .json, .root]
  }

  /// Commands to which the code's identity matters.
  enum Code: OptionChoice {
    static let shown: Set<SharedOption> = [.numerics, .vectors, .json, .root]
  }

  enum Data: OptionChoice { static let shown: Set<SharedOption> = [.json, .dataPath, .root] }

  enum List: OptionChoice { static let shown: Set<SharedOption> = [.json, .root] }
}
