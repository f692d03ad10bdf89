import ChapterKit
import Experiments
import Foundation
import Lasso
import Reports
import Testing

/// F3's claims on outcomes that are made up: each verdict comes out with a reason that fits it.
@Suite struct FineTuningClaimsTests {
  /// Ends of runs by "optimizer.l1": the norm and the share below 1e-5 after the five lengths.
  struct MadeUp: Results {
    var norms: [String: [Double]]
    var shares: [String: [Double]]
    /// Share of SGD's initial weights within reach at l1 = 0.002.
    var reachable: Double
    /// How much larger the norm before the last update is than the last one.
    var before = 0.0

    func outcome<Outcome: Decodable>(_ type: Outcome.Type, of name: String) throws -> Outcome {
      let parts = name.split(separator: ".", maxSplits: 1)[1]
        .replacingOccurrences(of: "lambda", with: "")
        .replacingOccurrences(of: ".seed42", with: "")
      let steps = [2_450, 4_900, 9_800, 14_700, 19_600]
      let isPretraining = parts == "pretraining.seed42" || norms[parts] == nil
      let lengths: [[String: Any]] =
        isPretraining
        ? []
        : steps.indices.map {
          [
            "steps": steps[$0], "norm": norms[parts]![$0], "belowThreshold": shares[parts]![$0]
          ]
        }
      var json: [String: Any] = [
        "iterations": [0, 19_600], "norms": [1_000, norms[parts]?.last ?? 1_000],
        "parameterCount": 100_000, "lengths": lengths, "zeroShare": 0, "belowThousandth": 0.1,
        "reachable": parts == "sgd.0.002" ? reachable : 1,
        "lastCrossEntropy": parts.hasSuffix(".2") ? 6.9 : 0.5, "accuracy": 0.5
      ]
      if parts.hasPrefix("sgd") {
        json["penaltyAlone"] = ["finalNorm": 500, "stepsToLargest": 40_000]
      }
      return try JSONDecoder().decode(
        type, from: JSONSerialization.data(withJSONObject: json))
    }

    var specifications = Specifications(
      (try? Lasso().experiments(for: FineTuningClaimsTests.setting)) ?? [])

    /// Holds the metrics of a last step that leaves the norm as it is.
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    func directory(of name: String) throws -> URL {
      let parts = name.split(separator: ".", maxSplits: 1)[1]
        .replacingOccurrences(of: "lambda", with: "")
        .replacingOccurrences(of: ".seed42", with: "")
      guard let norm = norms[parts]?.last else { throw CocoaError(.fileNoSuchFile) }
      let directory = folder.appending(path: name)
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      let line =
        #"{"step":19600,"epoch":1,"loss":1,"crossEntropy":1,"l1Norm":\#(norm + before),"correct":1}"#
      try Data((line + "\n").utf8).write(to: directory.appending(path: "metrics.jsonl"))
      return directory
    }
  }

  static let setting = Setting(
    profile: .quick, dataset: DatasetReference(name: "embedded", path: nil, sha256: ""))

  static func claims(_ results: MadeUp) throws -> [String: Claim] {
    defer { try? FileManager.default.removeItem(at: results.folder) }
    let claims = try Lasso().fineTuningClaims(FineTuning(results, setting))
    return Dictionary(uniqueKeysWithValues: claims.map { ($0.id, $0) })
  }

  static func constant(_ values: [String: Double]) -> [String: [Double]] {
    values.mapValues { Array(repeating: $0, count: 5) }
  }

  @Test func thePapersOrderIsReproduced() throws {
    let claims = try Self.claims(
      MadeUp(
        norms: Self.constant([
          "sgd.0.002": 10, "sgd.2": 300, "rmsprop.0.002": 100, "rmsprop.2": 140, "adam.0.002": 40,
          "adam.2": 60
        ]),
        shares: Self.constant([
          "sgd.0.002": 0.99, "sgd.2": 0.002, "rmsprop.0.002": 0.001, "rmsprop.2": 0.01,
          "adam.0.002": 0.03, "adam.2": 0.02
        ]), reachable: 0.999))
    for id in ["4.4", "4.5.adam", "4.6"] {
      let claim = try #require(claims[id])
      #expect(claim.verdict == .reproduced, "\(id)")
      #expect(
        claim.reason.hasSuffix("The rule gives the same after 1/8, 1/4, 1/2 and 3/4 of the steps."))
    }
    // At this width the penalty alone leaves the smaller l1 with the larger norm.
    let sgd = try #require(claims["4.5.sgd"])
    #expect(sgd.verdict == .undecided && sgd.wouldDecide?.hasPrefix("A wider network") == true)
    #expect(sgd.reason.contains("SGD to end lower than at l1 = 2"))
    #expect(claims["4.5.adam"]?.reason.contains("it ends higher at l1 = 2") == true)
    #expect(claims["4.6"]?.reason.contains("falls for SGD and Adam and rises for RMSProp") == true)
  }

  @Test func theOppositeIsNot() throws {
    let claims = try Self.claims(
      MadeUp(
        norms: Self.constant([
          "sgd.0.002": 310, "sgd.2": 300, "rmsprop.0.002": 250, "rmsprop.2": 240,
          "adam.0.002": 230, "adam.2": 200
        ]),
        shares: Self.constant([
          "sgd.0.002": 0.1, "sgd.2": 0.2, "rmsprop.0.002": 0.1, "rmsprop.2": 0.2,
          "adam.0.002": 0.1, "adam.2": 0.2
        ]), reachable: 0.4))
    for id in ["4.4", "4.5.adam", "4.6"] {
      #expect(claims[id]?.verdict == .notReproduced, "\(id)")
    }
    #expect(claims["4.5.sgd"]?.reason.contains("SGD ends higher than at l1 = 2") == true)
    #expect(claims["4.5.sgd"]?.reason.contains("within which 40 % of the initial") == true)
    #expect(claims["4.5.sgd"]?.reason.contains("would need 40,000 steps") == true)
    #expect(claims["4.5.adam"]?.reason.contains("it ends lower at l1 = 2") == true)
    #expect(claims["4.6"]?.reason.contains("falls for none of the three") == true)
  }

  /// 4.4 judges the mean over the last cycle, and says its range.
  @Test func aNormAtTheEndIsTheMeanOverTheLastCycle() throws {
    func claim(before: Double) throws -> Claim {
      let norms = Self.constant([
        "sgd.0.002": 100, "sgd.2": 100, "rmsprop.0.002": 210, "rmsprop.2": 210, "adam.0.002": 150,
        "adam.2": 150
      ])
      return try #require(
        Self.claims(
          MadeUp(
            norms: norms, shares: norms.mapValues { $0.map { _ in 0.1 } }, reachable: 0.9,
            before: before))["4.4"])
    }
    #expect(try claim(before: 0).verdict == .reproduced)
    let wide = try claim(before: 40)
    #expect(wide.verdict == .notReproduced, "230 is less than twice 120")
    #expect(wide.evidence["sgd.lambda2.lastCycle.low"] == 100)
    #expect(wide.evidence["sgd.lambda2.lastCycle.mean"] == 120)
    #expect(wide.evidence["sgd.lambda2.lastCycle.high"] == 140)
  }

  /// A run that is half as long would have been judged the other way, and the reason says so; a norm that still
  /// moves gives no verdict.
  @Test func theReasonNamesLengthsThatDisagree() throws {
    func claim(_ adam: [Double]) throws -> Claim {
      var norms = Self.constant([
        "sgd.0.002": 10, "sgd.2": 300, "rmsprop.0.002": 100, "rmsprop.2": 140, "adam.2": 60
      ])
      norms["adam.0.002"] = adam
      let shares = Self.constant([
        "sgd.0.002": 0.99, "sgd.2": 0.002, "rmsprop.0.002": 0.001, "rmsprop.2": 0.01,
        "adam.0.002": 0.03, "adam.2": 0.02
      ])
      return try #require(
        Self.claims(MadeUp(norms: norms, shares: shares, reachable: 0.9))["4.5.adam"])
    }
    let rested = try claim([5_000, 3_000, 900, 40.1, 40])
    #expect(rested.verdict == .reproduced)
    #expect(rested.reason.contains("the opposite after 1/8, 1/4 and 1/2 of the steps"))
    let moving = try claim([5_000, 3_000, 900, 200, 40])
    #expect(moving.verdict == .undecided && moving.wouldDecide?.hasPrefix("A longer run") == true)
    #expect(moving.reason.hasPrefix("The last quarter of the run still changes a norm by 400 %"))
  }
}
