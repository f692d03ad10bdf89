/// Versions of the code behind each kind of run; part of every run's key.
///
/// Raise a number when a change alters what runs of that kind compute or write, in the same commit.
/// All records of that kind are then stale and the runs repeat; records of other kinds stay fresh.
public enum CodeVersion {
  /// Networks: kernels, layers, losses, optimizers, the training loop, initialization.
  public static let training = 2
  /// The convex problems: objectives, descent variants, random data.
  public static let convex = 2

  /// The version of `kind`; kinds without a constant of their own are at version 1.
  public static func of(kind: String) -> Int {
    switch kind {
    case "training": training
    case "convex": convex
    default: 1
    }
  }
}
