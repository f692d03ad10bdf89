import Kernels

/// SGD, RMSProp or Adam over all parameters of a store; the equations stand at `VectorKernels`.
package final class Optimizer {
  package let specification: OptimizerSpecification
  /// Steps taken.
  package private(set) var step = 0
  private let store: ParameterStore
  private let buffers: [(name: String, buffer: AlignedBuffer)]

  package init(_ specification: OptimizerSpecification, store: ParameterStore) {
    (self.specification, self.store) = (specification, store)
    let names: [String] =
      switch specification.name {
      case .sgd: specification.momentum > 0 ? ["momentum_buffer"] : []
      case .rmsprop: ["square_avg"]
      case .adam: ["exp_avg", "exp_avg_sq"]
      }
    buffers = names.map { ($0, AlignedBuffer(count: store.count)) }
  }

  /// One step from the store's gradients, to which the penalty's l1 sign(w) is added.
  ///
  /// - Returns: sum |w| before the step.
  package func update(learningRate: Double, l1: Double, pool: WorkerPool) -> Double {
    step += 1
    let s = specification
    let kernels = store.kernels
    let rule = UpdateRule(
      learningRate: Float(learningRate), weightDecay: Float(s.weightDecay), l1: Float(l1))
    let w = store.values
    switch s.name {
    case .sgd:
      let buffer = buffers.first?.buffer.pointer
      let isFirst = step == 1
      return store.update(pool) { range, g in
        let at = range.lowerBound
        return kernels.sgd(
          rule, w + at, g, buffer: buffer.map { $0 + at }, momentum: Float(s.momentum),
          isFirst: isFirst, count: range.count)
      }
    case .rmsprop:
      let square = buffers[0].buffer.pointer
      return store.update(pool) { range, g in
        let at = range.lowerBound
        return kernels.rmsProp(
          rule, w + at, g, square: square + at, decay: s.decay, epsilon: Float(s.epsilon),
          count: range.count)
      }
    case .adam:
      let (mean, square) = (buffers[0].buffer.pointer, buffers[1].buffer.pointer)
      let constants = AdamConstants(
        learningRate: learningRate, beta1: s.beta1, beta2: s.beta2, epsilon: s.epsilon, step: step)
      return store.update(pool) { range, g in
        let at = range.lowerBound
        return kernels.adam(
          rule, w + at, g, mean: mean + at, square: square + at, constants: constants,
          count: range.count)
      }
    }
  }

  /// Whether all averages are finite: a sum of finite Floats in Double is.
  package func isFinite(_ pool: WorkerPool) -> Bool {
    buffers.allSatisfy { store.l1Norm(of: $0.buffer.pointer, pool).isFinite }
  }

  /// The averages as tensors `"optimizer.<parameter>.<average>"`.
  package var sources: [TensorSource] {
    var sources: [TensorSource] = []
    forEachAverage { p, title, buffer in
      sources.append(TensorSource(title, shape: p.shape) { p.unpack(buffer.pointer) })
    }
    return sources
  }

  /// The same in memory.
  package func state() -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0.tensor) })
  }

  /// Takes the averages from `tensors`, and the number of steps taken so far, as PyTorch's optimizers
  /// do when one object serves several runs: Adam's bias correction goes on from `step`.
  ///
  /// - Throws: As `check`, before anything has changed.
  package func load(_ tensors: [String: Tensor], step: Int) throws {
    try check(tensors)
    try forEachAverage { p, title, buffer in
      p.pack(try p.checked(tensors[title], as: title), into: buffer.pointer)
    }
    self.step = step
  }

  /// - Throws: `NeuralError` for tensors that do not fit or hold values that are not finite.
  package func check(_ tensors: [String: Tensor]) throws {
    var wanted: [(String, [Int])] = []
    forEachAverage { p, title, _ in wanted.append((title, p.shape)) }
    try TensorMismatch.check(
      tensors, against: wanted, of: "optimizer state",
      ignoring: { !$0.hasPrefix("optimizer.") })
    try forEachAverage { p, title, _ in _ = try p.checked(tensors[title], as: title) }
  }

  private func forEachAverage(
    _ body: (Parameter, _ title: String, AlignedBuffer) throws -> Void
  ) rethrows {
    for (name, buffer) in buffers {
      for p in store.parameters { try body(p, "optimizer.\(p.name).\(name)", buffer) }
    }
  }
}
