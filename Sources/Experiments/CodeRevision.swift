/// The hand-raised part of a kind's code, for changes that no canary sees.
///
/// Canaries (`CodeFingerprint`) see whatever the kernels, training, the convex problems and the choice of
/// images compute. They do not see what a chapter makes of it inside a run: how it draws its problem, what
/// it measures, what its outcome holds. Raise a number, in the same commit, when such a change alters what
/// runs of that kind compute or write. All records of that kind are then stale and the runs repeat;
/// records of other kinds stay fresh.
public enum CodeRevision {
  public static let training = 2
  public static let convex = 2

  /// The revision of `kind`; kinds without a constant of their own are at 1.
  public static func of(kind: String) -> Int {
    switch kind {
    case "training": training
    case "convex": convex
    default: 1
    }
  }
}
