/// The iterations at which a trajectory is kept.
public enum RecordingSchedule: Sendable, Hashable, Codable {
  /// 0, k, 2k, …; the last iteration is always kept too.
  case every(Int)
  /// The listed iterations.
  case at(Set<Int>)
  /// The `count` last iterations, the final one included.
  case last(Int)

  /// Whether iterate beta_n of a run of `iterations` steps is kept; n = 0 is the start.
  public func includes(_ n: Int, of iterations: Int) -> Bool {
    switch self {
    case .every(let k): n == iterations || n % max(1, k) == 0
    case .at(let chosen): chosen.contains(n)
    case .last(let count): n > iterations - count
    }
  }
}
