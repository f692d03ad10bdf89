import ChapterKit

/// What is kept of one descent on F4's problem.
package struct HuberRun: Sendable, Codable {
  package var seed: UInt64
  /// As asked for: a, or a multiple of 2 / L.
  package var rate: Double
  /// a.
  package var learningRate: Double
  /// Of Z Z^T / N.
  package var smallestEigenvalue: Double
  /// L, of Z Z^T / N.
  package var largestEigenvalue: Double
  package var initialLoss: Double
  /// Over all iterations, the start included.
  package var maxLoss: Double
  package var finalLoss: Double
  /// Over the first half of the iterations.
  package var earlyMaximum: Double
  /// Over the second half of the iterations.
  package var lateMaximum: Double
  package var lateMinimum: Double
  /// Share of the steps of the second half that raise the loss, by more than 1e-12 of its start.
  package var risingShare: Double
  /// Turning points of the loss in the second half, as a share of the places where it could turn, under
  /// the same threshold: 1 when it goes up and down in strict alternation.
  package var turningShare: Double
  /// Mean share of residuals with |r| >= 1 in the second half.
  package var shareBeyondOne: Double
  /// f(beta_0), f(beta_1), …
  package var curve: [Double]

  /// - Parameters:
  ///   - losses: f(beta_0) to f(beta_n), n at least 2.
  ///   - sharesBeyondOne: One per loss.
  package init(
    seed: UInt64, rate: Double, learningRate: Double, smallestEigenvalue: Double,
    largestEigenvalue: Double, losses: [Double], sharesBeyondOne: [Double], curveLength: Int
  ) {
    precondition(
      losses.count >= 3 && losses.count == sharesBeyondOne.count,
      "The run: \(losses.count) losses and \(sharesBeyondOne.count) shares, expected three or more of each."
    )
    (self.seed, self.rate, self.learningRate) = (seed, rate, learningRate)
    (self.smallestEigenvalue, self.largestEigenvalue) = (smallestEigenvalue, largestEigenvalue)
    (initialLoss, finalLoss) = (losses[0], losses[losses.count - 1])
    let late = Array(losses[(losses.count / 2)...])
    let tolerance = 1e-12 * losses[0]
    var rises = 0
    var turns = 0
    var direction = 0
    for (before, after) in zip(late, late.dropFirst()) where abs(after - before) > tolerance {
      let next = after > before ? 1 : -1
      if next == 1 { rises += 1 }
      if direction != 0 && next != direction { turns += 1 }
      direction = next
    }
    maxLoss = losses.reduce(0, max)
    earlyMaximum = losses[..<(losses.count / 2)].reduce(0, max)
    lateMaximum = late.reduce(0, max)
    lateMinimum = late.reduce(.greatestFiniteMagnitude, min)
    risingShare = Double(rises) / Double(late.count - 1)
    turningShare = late.count > 2 ? Double(turns) / Double(late.count - 2) : 0
    let lateShares = sharesBeyondOne[(losses.count / 2)...]
    shareBeyondOne = lateShares.reduce(0, +) / Double(lateShares.count)
    curve = curveLength == 0 ? [] : Array(losses.prefix(curveLength + 1))
  }

  /// In the second half some step raises the loss, and its largest value is at
  /// least 1.01 of its smallest.
  package var oscillates: Bool { risingShare > 0 && lateMaximum >= 1.01 * lateMinimum }
  /// Claim F4.a's bound on the second half's largest loss, in terms of the first half's.
  static let boundedFactor = 2.0
  /// Part of claim F4.a's rule.
  package var staysBounded: Bool { lateMaximum <= Self.boundedFactor * earlyMaximum }

  /// 2 / L, the largest rate at which the minimum is stable.
  package var stabilityLimit: Double { 2 / largestEigenvalue }
}
