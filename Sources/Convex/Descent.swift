import Kernels

/// A constant-step method: a rule and its learning rate alpha.
public struct Descent: Sendable, Hashable, Codable {
  public var method: DescentMethod
  /// a.
  public var learningRate: Double

  public init(_ method: DescentMethod = .vanilla, learningRate: Double) {
    (self.method, self.learningRate) = (method, learningRate)
  }

  /// Runs `iterations` steps from beta_0 and keeps the iterates that `record` names.
  ///
  /// - Parameters:
  ///   - b0: P coordinates, P = `objective.dimension`.
  /// - Complexity: one gradient and one pass over P numbers per step.
  public func descend(
    _ objective: some Objective, from b0: [Double], iterations: Int, record: RecordingSchedule
  ) -> Trajectory<[Double]> {
    descend(objective, from: b0, iterations: iterations, record: record) { _, b in b }
  }

  /// Runs `iterations` steps from beta_0 and keeps what `probe` makes of the iterates named by `record`.
  ///
  /// - Parameters:
  ///   - probe: Receives n and beta_n.
  /// - Complexity: one gradient and one pass over P numbers per step.
  public func descend<Observation: Sendable>(
    _ objective: some Objective, from b0: [Double], iterations: Int, record: RecordingSchedule,
    probe: (Int, [Double]) throws -> Observation
  ) rethrows -> Trajectory<Observation> {
    precondition(
      b0.count == objective.dimension,
      "The start 'b0': \(b0.count) coordinates, expected \(objective.dimension).")
    precondition(iterations >= 0, "The count 'iterations': \(iterations), expected 0 or more.")
    var state = DescentState(start: b0)
    var trajectory = Trajectory<Observation>(final: b0)
    for n in 0...iterations {
      if n > 0 { state.step(objective, method: method, learningRate: learningRate, number: n) }
      guard record.includes(n, of: iterations) else { continue }
      trajectory.iterations.append(n)
      trajectory.observations.append(try probe(n, state.iterate))
    }
    trajectory.final = state.iterate
    return trajectory
  }
}

/// The iterate and the running averages of a method.
public struct DescentState: Sendable {
  public private(set) var iterate: [Double]
  private var gradient: [Double]
  /// Momentum's previous iterate, Adam's first moment.
  private var first: [Double]
  /// RMSProp's and Adam's second moment.
  private var second: [Double]

  /// The state before the first step: beta_{-1} = beta_0 and all averages zero.
  public init(start b0: [Double]) {
    iterate = b0
    gradient = Array(repeating: 0, count: b0.count)
    first = []
    second = []
  }

  /// One step of `method`; `number` is n + 1, from 1.
  public mutating func step(
    _ objective: some Objective, method: DescentMethod, learningRate a: Double, number: Int
  ) {
    objective.gradient(at: iterate, into: &gradient)
    let count = iterate.count
    switch method {
    case .vanilla:
      for i in 0..<count { iterate[i] -= a * gradient[i] }
    case .momentum(let h):
      if first.isEmpty { first = iterate }
      for i in 0..<count {
        let current = iterate[i]
        iterate[i] = current - a * (1 - h) * gradient[i] + h * (current - first[i])
        first[i] = current
      }
    case .rmsProp(let decay, let epsilon, let form):
      if second.isEmpty { second = Array(repeating: 0, count: count) }
      for i in 0..<count {
        second[i] = DescentMethod.meanSquare(second[i], gradient[i], weight: decay)
        let root = form.root(second[i], epsilon)
        if gradient[i] != 0 { iterate[i] -= a * gradient[i] / root }
      }
    case .adam(let beta1, let beta2, let epsilon):
      if second.isEmpty {
        first = Array(repeating: 0, count: count)
        second = first
      }
      let firstCorrection = 1 - Elementary.power(beta1, number)
      let secondCorrection = 1 - Elementary.power(beta2, number)
      for i in 0..<count {
        first[i] = beta1 * first[i] + (1 - beta1) * gradient[i]
        second[i] = DescentMethod.meanSquare(second[i], gradient[i], weight: beta2)
        let root = (second[i] / secondCorrection).squareRoot() + epsilon
        iterate[i] -= a * (first[i] / firstCorrection) / root
      }
    }
  }
}
