/// The mean over a batch of -log softmax(logits)[label], in Double.
package enum CrossEntropy {
  /// - Parameters:
  ///   - logits: Batch rows of `stride` floats, the first `classes` of which count.
  ///   - labels: Below `classes`, or the call traps.
  ///   - gradient: (softmax - one-hot) / batch, laid out like the logits; nil to skip.
  ///   - pool: Shares the rows; their losses are added in order.
  /// - Returns: The mean loss and how many labels have the largest logit (the first of equals).
  package static func evaluate(
    logits: UnsafePointer<Float>, stride: Int, classes: Int, labels: UnsafePointer<UInt8>,
    batch: Int, gradient: UnsafeMutablePointer<Float>?, pool: WorkerPool
  ) -> (loss: Double, correct: Int) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * max(batch, 1)) { results in
      nonisolated(unsafe) let (losses, hits) = (results.baseAddress!, results.baseAddress! + batch)
      pool.forEachRange(of: batch) { rows in
        for n in rows {
          let label = Int(labels[n])
          precondition(
            label < classes, "Cross-entropy: label \(label), expected labels below \(classes).")
          let row = Row(
            logits: logits + n * stride, classes: classes, label: label,
            gradient: gradient.map { $0 + n * stride }, batch: Double(batch))
          (losses[n], hits[n]) = row.evaluate()
        }
      }
      var (total, correct) = (0.0, 0.0)
      for n in 0..<batch {
        total += losses[n]
        correct += hits[n]
      }
      return (total / Double(batch), Int(correct))
    }
  }

  private struct Row {
    let logits: UnsafePointer<Float>
    let classes: Int
    let label: Int
    let gradient: UnsafeMutablePointer<Float>?
    let batch: Double

    /// - Returns: The loss, and 1 where the label has the largest logit.
    @inline(never)
    func evaluate() -> (Double, Double) {
      withUnsafeTemporaryAllocation(of: Double.self, capacity: classes) { powers in
        var best = 0
        for k in 1..<classes where logits[k] > logits[best] { best = k }
        let top = Double(logits[best])
        var sum = 0.0
        var k = 0
        while k < classes {
          // Rows are padded to whole vectors of 8.
          let differences = SIMD4(
            Double(logits[k]), Double(logits[k + 1]), Double(logits[k + 2]), Double(logits[k + 3]))
          let power = expVector(differences - top)
          for lane in 0..<min(4, classes &- k) {
            powers[k &+ lane] = power[lane]
            sum += power[lane]
          }
          k &+= 4
        }
        let loss = Elementary.log(sum) - (Double(logits[label]) - top)
        if let gradient {
          let inverse = 1 / sum
          for k in 0..<classes {
            let difference = powers[k] * inverse - (k == label ? 1 : 0)
            gradient[k] = Float(difference / batch)
          }
        }
        return (loss, best == label ? 1 : 0)
      }
    }
  }
}
