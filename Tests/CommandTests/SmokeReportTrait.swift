import TestSupport
import Testing

extension SmokeReport {
  /// The shared report, in suites with the trait `.smokeReport`.
  @TaskLocal static var current: SmokeReport?
}

/// Gives the shared report to tests that are not asynchronous.
struct SmokeReportTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let report = try await SmokeReport.shared()
    try await SmokeReport.$current.withValue(report) { try await function() }
  }
}

extension Trait where Self == SmokeReportTrait {
  /// `SmokeReport.shared` is there for the tests of this suite.
  static var smokeReport: Self { SmokeReportTrait() }
}
