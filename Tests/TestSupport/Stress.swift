import Foundation

/// Whether this is `make stress`, which also runs what takes too long for `make test`.
public enum Stress {
  public static let isOn = ProcessInfo.processInfo.environment["NONSMOOTH_STRESS"] != nil
}
