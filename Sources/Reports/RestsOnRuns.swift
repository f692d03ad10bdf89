import Experiments

/// A judgement that names the runs behind it.
public protocol RestsOnRuns {
  /// Names of the experiments whose outcomes were read for it, sorted; empty for what rests on a proof.
  var experiments: [String] { get set }
}

extension RestsOnRuns {
  /// What `make` returns, with the runs that it reads meanwhile.
  public static func traced(_ make: @autoclosure () -> Self) -> Self {
    traced { [make()] }[0]
  }

  /// Several that rest on the same runs: those that `make` reads.
  public static func traced(_ make: () -> [Self]) -> [Self] {
    let (made, runs) = RunReading.record(make)
    return made.map { one in
      var one = one
      one.experiments = runs.sorted()
      return one
    }
  }
}
