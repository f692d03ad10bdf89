import Kernels

/// What a training run costs, counted from its specification without building the network.
public struct TrainingCost: Sendable, Equatable {
  /// Trainable parameters.
  public let parameters: Int
  /// Multiply-adds of one image's forward pass through convolutions and linear layers, in their direct
  /// form; padding counts as pixels.
  public let multiplyAddsPerImage: Int
  /// Floating-point operations of one image's share of a step: two for each multiply-add of the forward pass
  /// and of the gradients with respect to weights and inputs (none with respect to the images).
  public let operationsPerImage: Double
  /// Of the penalty and the update: `operationsPerParameter` for each parameter.
  public let operationsPerUpdate: Double
  /// The batches that the run takes.
  private let batches: BatchPlan
  /// Bytes of weights, gradients, averages, activations and their gradients, and scratch space.
  public let memoryBytes: Int
  /// The part of it that activations, their gradients and masks take.
  package let activationBytes: Int
  /// Bytes of weights.safetensors and optimizer.safetensors, headers not counted.
  public let fileBytes: Int

  /// Additions, multiplications, divisions and roots of the updates in `VectorKernels` for one parameter.
  static func operationsPerParameter(_ optimizer: OptimizerSpecification) -> Int {
    switch optimizer.name {
    case .sgd: optimizer.momentum > 0 ? 8 : 6
    case .rmsprop: 12
    case .adam: 16
    }
  }

  /// Floating-point operations of a step with a whole batch.
  public var operationsPerStep: Double {
    Double(batches.largestBatch) * operationsPerImage + operationsPerUpdate
  }

  /// Floating-point operations of the first `steps` steps.
  public func operations(ofSteps steps: Int) -> Double {
    Double(batches.imageCount(of: 0..<steps)) * operationsPerImage
      + Double(steps) * operationsPerUpdate
  }

  /// - Parameter threads: Workers, each of which has scratch space of its own.
  public init(_ specification: TrainingSpecification, threads: Int) {
    batches = specification.batches()
    var walk = Walk(
      batch: batches.largestBatch, threads: threads,
      numerics: specification.numerics ?? .portable)
    walk.run(specification.network)
    let optimizer = specification.optimizer
    let averages =
      switch optimizer.name {
      case .sgd: optimizer.momentum > 0 ? 1 : 0
      case .rmsprop: 1
      case .adam: 2
      }
    parameters = walk.parameters
    multiplyAddsPerImage = walk.multiplyAdds
    operationsPerImage = 2 * (3 * Double(walk.multiplyAdds) - Double(walk.firstMultiplyAdds))
    operationsPerUpdate =
      Double(Self.operationsPerParameter(optimizer)) * Double(walk.parameters)
    memoryBytes =
      4
      * ((1 + averages) * walk.storedParameters + walk.gradients + walk.activations
        + walk.sharedScratch
        + threads * walk.workerScratch)
    activationBytes = 4 * walk.activations
    fileBytes = 4 * (1 + averages) * walk.parameters
  }

  /// Goes through the layers of `NetworkSpecification.plan`.
  private struct Walk {
    let batch: Int
    let threads: Int
    let numerics: Numerics
    var (parameters, storedParameters, gradients, activations) = (0, 0, 0, 0)
    var (multiplyAdds, firstMultiplyAdds) = (0, 0)
    var (sharedScratch, workerScratch) = (0, 0)

    init(batch: Int, threads: Int, numerics: Numerics) {
      (self.batch, self.threads, self.numerics) = (batch, threads, numerics)
    }

    mutating func add(weights layout: WeightLayout, repeats: Int = 1) {
      parameters += layout.outputs * layout.rows + layout.outputs
      storedParameters += layout.count + layout.paddedOutputs
      // Of equal inputs, one column's gradient and the sum of the columns.
      gradients += layout.count / repeats * (repeats > 1 ? 2 : 1) + layout.paddedOutputs
    }

    mutating func add(map size: Int, channels: Int, halo: Int, copies: Int) {
      let pixels = batch * (size + 2 * halo) * (size + 2 * halo)
      activations += copies * pixels * ((channels + 7) / 8 * 8)
    }

    mutating func run(_ network: NetworkSpecification) {
      let derivative = network.activation == .gelu ? 1 : 0
      activations += 2 * batch * 34 * 34 * 3
      for layer in network.plan {
        switch layer {
        case .convolution(_, let inputs, let outputs, let size):
          convolve(size, inputs, outputs)
          add(
            map: size, channels: outputs, halo: 1, copies: network.batchNorm ? 2 : 2 + derivative)
        case .batchNorm(_, let channels, let size):
          // Its gradients take the place of the convolution's.
          add(map: size, channels: channels, halo: 1, copies: 1 + derivative)
          parameters += 2 * channels
          storedParameters += 2 * ((channels + 7) / 8 * 8)
          gradients += 2 * ((channels + 7) / 8 * 8)
        case .pool(_, let channels, let size):
          add(map: size, channels: channels, halo: 1, copies: 2)
        case .average(let channels, let windows):
          add(map: 1, channels: channels * windows * windows, halo: 0, copies: 2)
        case .linear(_, let inputs, let outputs, let repeats, let isLast):
          add(weights: WeightLayout(taps: 1, inputs: inputs, outputs: outputs), repeats: repeats)
          multiplyAdds += inputs * outputs
          workerScratch = max(workerScratch, LinearKernel.inputGradientScratch)
          add(map: 1, channels: outputs, halo: 0, copies: isLast ? 2 : 2 + derivative)
        case .dropout(_, let channels):
          // Its output and its mask.
          add(map: 1, channels: channels, halo: 0, copies: 2)
        }
      }
    }

    mutating func convolve(_ size: Int, _ inputs: Int, _ outputs: Int) {
      let layout = WeightLayout(taps: 9, inputs: inputs, outputs: outputs)
      add(weights: layout)
      let count = 9 * inputs * outputs * size * size
      let isFirst = multiplyAdds == 0
      if isFirst { firstMultiplyAdds = count }
      multiplyAdds += count
      let grid = PixelGrid(
        images: batch, height: size, width: size, halo: 1, listsPositions: false)
      let kernel = ConvolutionKernel(
        grid: grid, weights: layout, inputStride: (inputs + 7) / 8 * 8,
        needsInputGradient: !isFirst, numerics: numerics)
      switch kernel {
      case .small:
        sharedScratch = max(sharedScratch, layout.transposed.count)
      case .direct(let forward, let backward):
        sharedScratch = max(
          sharedScratch, forward.gradientSums, backward == nil ? 0 : layout.transposed.count)
      case .winograd(let forward, let backward):
        let width = forward.gradientWidth(workers: threads)
        sharedScratch = max(
          sharedScratch, forward.filterCount, backward.filterCount, forward.gradientSums)
        workerScratch = max(
          workerScratch, forward.shares(workers: threads).scratch,
          backward.shares(workers: threads).scratch, Winograd.turnScratch,
          forward.gradientScratch(width: width))
      }
    }
  }
}
