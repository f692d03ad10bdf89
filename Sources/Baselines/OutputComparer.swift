import Foundation
import Support

/// One output that a report has made.
public struct MadeOutput: Sendable {
  public var name: String
  public var kind: String
  /// What is held against baselines, below the output folder.
  public var files: [String]
  public var origin: BaselineOrigin

  public init(name: String, kind: String, files: [String], origin: BaselineOrigin) {
    (self.name, self.kind, self.files, self.origin) = (name, kind, files, origin)
  }
}

/// Compares the outputs of one chapter with its folder of baselines, each file by the rule of its type.
public struct OutputComparer {
  public let chapter: String
  private let tolerances: [StatedTolerance]
  private let decode: (Data) throws -> PixelImage
  private var drifts: [Int: (drift: Double, place: String)] = [:]

  /// - Parameters:
  ///   - tolerances: Those that apply to the profile and numerics at hand.
  ///   - decode: Turns the bytes of a PNG file into pixels.
  public init(
    chapter: String, tolerances: [StatedTolerance], decode: @escaping (Data) throws -> PixelImage
  ) {
    (self.chapter, self.tolerances, self.decode) = (chapter, tolerances, decode)
  }

  /// What has been seen of each tolerance so far.
  public var uses: [ToleranceUse] {
    tolerances.enumerated().map { index, tolerance in
      ToleranceUse(
        chapter: chapter, tolerance: tolerance, drift: drifts[index]?.drift,
        place: drifts[index]?.place ?? "")
    }
  }

  /// - Parameter folder: `Output/<profile>`.
  public mutating func compare(
    _ outputs: [MadeOutput], in folder: URL, with baselines: BaselineFolder
  ) throws -> [OutputComparison] {
    let record = try baselines.record()
    var comparisons: [OutputComparison] = []
    for output in outputs {
      comparisons.append(try compare(output, in: folder, with: baselines, record))
    }
    let made = Set(outputs.map(\.name))
    for (name, entry) in record.outputs.sorted(by: { $0.key < $1.key }) where !made.contains(name) {
      let kind = entry.files.keys.contains { $0.hasPrefix("figures/") } ? "figure" : "table"
      comparisons.append(
        OutputComparison(
          name: name, kind: name.hasSuffix("-values") ? "values" : kind, chapter: chapter,
          data: DataComparison(level: .missing),
          picture: kind == "figure" ? PictureComparison(level: .missing, limit: 0) : nil))
    }
    return comparisons
  }

  private mutating func compare(
    _ output: MadeOutput, in folder: URL, with baselines: BaselineFolder, _ record: BaselineRecord
  ) throws -> OutputComparison {
    let accepted = baselines.files(of: output.name, made: output.files, record)
    var judge = DataJudge(output: output.name, tolerances: tolerances)
    var levels: [Level] = []
    var picture: PictureComparison?
    for path in Set(output.files).union(accepted).sorted() {
      // A file that an earlier report left counts for nothing.
      let file = folder.appendingPathComponent(path)
      let now = output.files.contains(path) ? try RegularFile.contents(ifPresent: file) : nil
      // One that was taken away is refused below.
      let before = accepted.contains(path) ? try? baselines.data(of: path) : nil
      let isPicture = path.hasSuffix(".png")
      guard let now, let before else {
        let level: Level = now == nil ? .missing : .extra
        if isPicture {
          picture = PictureComparison(level: level, limit: 0)
        } else {
          levels.append(level)
        }
        continue
      }
      if isPicture {
        picture = try compare(output.name, picture: now, with: before)
      } else {
        try judge.hold(path: path, now: now, to: before)
      }
    }
    for (index, found) in judge.drifts { note(found.drift, found.place, index, output.name) }
    levels.append(judge.changes.isEmpty ? (judge.hasDrift ? .withinTolerance : .same) : .changed)
    let level =
      [.missing, .extra, .changed, .withinTolerance].first { levels.contains($0) } ?? .same
    let refusal =
      accepted.isEmpty
      ? nil : baselines.refusal(of: output.name, files: accepted, now: output.origin, record)
    return OutputComparison(
      name: output.name, kind: output.kind, chapter: chapter, refusal: refusal,
      libraries: record.outputs[output.name]?.origin.otherLibraries(output.origin),
      data: DataComparison(level: level, changes: judge.changes), picture: picture)
  }

  private mutating func compare(
    _ name: String, picture now: Data, with before: Data
  ) throws -> PictureComparison {
    let index = tolerances.firstIndex { $0.covers(output: name, column: nil) }
    let tolerance = index.map { tolerances[$0] } ?? .picture
    let found = try PictureComparer(limit: tolerance.limit)
      .compare(now, with: before, decode: decode)
    if let index { note(found.score, found.detail, index, "") }
    return found
  }

  private mutating func note(_ drift: Double, _ place: String, _ index: Int, _ name: String) {
    guard drift >= drifts[index]?.drift ?? 0 else { return }
    drifts[index] = (drift, name.isEmpty ? place : "\(name), \(place)")
  }
}

extension DataJudge {
  /// Compares two files by the rule of their type.
  ///
  /// - Throws: `BaselineFailure.unreadable` for a JSON file that is none.
  package mutating func hold(path: String, now: Data, to before: Data) throws(BaselineFailure) {
    // With tolerances also where the bytes agree, so that they are known to be used.
    if now == before, tolerances.isEmpty { return }
    switch path.split(separator: ".").last {
    case "csv":
      CSVComparer(file: path).compare(
        String(decoding: now, as: UTF8.self), with: String(decoding: before, as: UTF8.self),
        judge: &self)
    case "json": try JSONComparer(file: path).compare(now, with: before, judge: &self)
    default: if now != before { only("other bytes", "other bytes", place: path, file: path) }
    }
  }
}

extension DataComparison {
  /// Compares two files by the rule of their type, without tolerances.
  ///
  /// - Throws: `BaselineFailure.unreadable` for a JSON file that is none.
  public static func exact(
    path: String, now: Data, before: Data
  ) throws(BaselineFailure) -> DataComparison {
    var judge = DataJudge(output: path, tolerances: [])
    try judge.hold(path: path, now: now, to: before)
    return DataComparison(level: judge.changes.isEmpty ? .same : .changed, changes: judge.changes)
  }
}
