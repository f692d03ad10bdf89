import Foundation

/// Whether `make stress` runs the tests: those that take long, or much of the machine, are for it alone.
public enum Stress {
  public static let isOn = ProcessInfo.processInfo.environment["NONSMOOTH_STRESS"] != nil
}
