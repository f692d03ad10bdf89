import Kernels

/// SGD, RMSProp or Adam over all parameters of a store; the equations stand at `UpdateKernels`.
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
    let kernels = UpdateKernels(
      learningRate: Float(learningRate), weightDecay: Float(s.weightDecay), l1: Float(l1))
    let (w, g) = (store.values, store.gradients)
    switch s.name {
    case .sgd:
      let buffer = buffers.first?.buffer.pointer
      let isFirst = step == 1
      return store.sum(pool) {
        kernels.sgd(w, g, buffer: buffer, momentum: Float(s.momentum), isFirst: isFirst, $0)
      }
    case .rmsprop:
      let square = buffers[0].buffer.pointer
      return store.sum(pool) {
        kernels.rmsProp(w, g, square: square, decay: s.decay, epsilon: Float(s.epsilon), $0)
      }
    case .adam:
      let (mean, square) = (buffers[0].buffer.pointer, buffers[1].buffer.pointer)
      let constants = AdamConstants(
        learningRate: learningRate, beta1: s.beta1, beta2: s.beta2, epsilon: s.epsilon, step: step)
      return store.sum(pool) {
        kernels.adam(w, g, mean: mean, square: square, constants: constants, $0)
      }
    }
  }

  /// The averages as tensors `"optimizer.<parameter>.<average>"`.
  package var sources: [TensorSource] {
    buffers.flatMap { name, buffer in
      store.parameters.map { p in
        TensorSource("optimizer.\(p.name).\(name)", shape: p.shape) { p.unpack(buffer.pointer) }
      }
    }
  }

  /// The same in memory.
  package func state() -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0.tensor) })
  }

  /// Takes the averages from `tensors`, and the number of steps taken so far, as PyTorch's optimizers
  /// do when one object serves several runs: Adam's bias correction goes on from `step`.
  ///
  /// - Throws: `NeuralError` for tensors that do not fit or hold values that are not finite.
  package func load(_ tensors: [String: Tensor], step: Int) throws {
    try TensorMismatch.check(
      tensors,
      against: buffers.flatMap { name, _ in
        store.parameters.map { ("optimizer.\($0.name).\(name)", $0.shape) }
      }, of: "optimizer state", ignoring: { !$0.hasPrefix("optimizer.") })
    for (name, buffer) in buffers {
      for p in store.parameters {
        let title = "optimizer.\(p.name).\(name)"
        p.pack(try p.checked(tensors[title], as: title), into: buffer.pointer)
      }
    }
    self.step = step
  }
}
