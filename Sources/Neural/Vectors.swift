import Kernels
import Kernels256
import Synchronization

#if arch(x86_64)
  import Kernels512
#endif

/// Which vectors the kernels use. Results do not depend on it, by a bit.
public enum VectorWidth: String, CaseIterable, Sendable {
  /// 512 bits where the processor has them and computes at least 1.3 times as fast with them.
  case automatic = "auto"
  case bits256 = "256"
  case bits512 = "512"
}

/// The kernels at the width in use, and the narrower ones for rows of channels that do not fill its vectors.
public struct Vectors: Sendable {
  package let narrow: any VectorKernels
  package let wide: (any VectorKernels)?

  /// Bits of the widest vectors in use, `"256"` or `"512"`.
  public var width: String { wide == nil ? "256" : "512" }

  /// The kernels for rows of these strides.
  package func kernels(_ strides: Int...) -> any VectorKernels {
    guard let wide, strides.allSatisfy({ $0 % wide.lanes == 0 }) else { return narrow }
    return wide
  }

  /// 256 bits throughout.
  public static let bits256 = Vectors(narrow: Kernels256.Loops(), wide: nil)

  /// 512 bits wherever they fit, or nil on a processor without them.
  public static let bits512: Vectors? = {
    #if arch(x86_64)
      guard CPUFeatures.hasWideVectors else { return nil }
      return Vectors(narrow: Kernels256.Loops(), wide: Kernels512.Loops())
    #else
      return nil
    #endif
  }()

  /// Both, where the processor has both; they leave the same bits.
  public static let all = [bits256] + (bits512.map { [$0] } ?? [])

  /// How many times as fast multiply-adds of 512 bits are; nil on a processor without them. Some
  /// processors take two cycles for one, or lower their clock for them.
  public static let gain: Double? = {
    guard let wide = bits512?.wide else { return nil }
    func peak(_ vectors: any VectorKernels) -> Double {
      MultiplyAddPeak.measure(vectors, threads: 1, repetitions: 9, rounds: 100_000)
    }
    return peak(wide) / peak(bits256.narrow)
  }()

  private static let choice = Mutex<Vectors?>(nil)

  /// Those that networks use unless told otherwise: the last that `use` was called with, or automatic ones.
  public static var current: Vectors { choice.withLock(\.self) ?? automatic }

  private static let automatic: Vectors =
    if let bits512, let gain, gain >= 1.3 { bits512 } else { bits256 }

  /// Sets `current` for the process.
  ///
  /// - Throws: `CPUFeatureError` for 512 bits on a processor without them.
  public static func use(_ width: VectorWidth) throws(CPUFeatureError) {
    let vectors: Vectors?
    switch width {
    case .automatic: vectors = nil
    case .bits256: vectors = bits256
    case .bits512:
      guard let bits512 else { throw CPUFeatureError.wideVectors }
      vectors = bits512
    }
    choice.withLock { $0 = vectors }
  }
}
