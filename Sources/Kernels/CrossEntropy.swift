/// The mean over a batch of -log softmax(logits)[label], in Double.
package enum CrossEntropy {
  /// - Parameters:
  ///   - logits: Batch rows of `stride` floats, the first `classes` of which count.
  ///   - labels: Below `classes`, or the call traps.
  ///   - gradient: (softmax - one-hot) / batch, laid out like the logits; nil to skip.
  /// - Returns: The mean loss and how many labels have the largest logit (the first of equals).
  @inline(never)
  package static func evaluate(
    logits: UnsafePointer<Float>, stride: Int, classes: Int, labels: UnsafePointer<UInt8>,
    batch: Int, gradient: UnsafeMutablePointer<Float>?
  ) -> (loss: Double, correct: Int) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: classes) { powers in
      var (total, correct) = (0.0, 0)
      for n in 0..<batch {
        let row = logits + n * stride
        var best = 0
        for k in 1..<classes where row[k] > row[best] { best = k }
        let top = Double(row[best])
        var sum = 0.0
        var k = 0
        while k < classes {
          // Rows are padded to whole vectors.
          let differences = SIMD8<Double>(load8(row, k)) - top
          let (low, high) = (expVector(differences.lowHalf), expVector(differences.highHalf))
          for lane in 0..<min(8, classes &- k) {
            let power = lane < 4 ? low[lane] : high[lane &- 4]
            powers[k &+ lane] = power
            sum += power
          }
          k += 8
        }
        let label = Int(labels[n])
        precondition(
          label < classes, "Cross-entropy: label \(label), expected labels below \(classes).")
        total += Elementary.log(sum) - (Double(row[label]) - top)
        if best == label { correct += 1 }
        guard let gradient else { continue }
        let inverse = 1 / sum
        for k in 0..<classes {
          let difference = powers[k] * inverse - (k == label ? 1 : 0)
          gradient[n * stride + k] = Float(difference / Double(batch))
        }
      }
      return (total / Double(batch), correct)
    }
  }
}
