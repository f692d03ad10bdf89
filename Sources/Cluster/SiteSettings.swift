import Experiments
import Foundation
import Support

/// What a site asks of jobs, from a small JSON file, `cluster.json` unless told otherwise.
///
/// Docs/Cluster.md explains each field; all have defaults, so that an empty object, or no file, is enough
/// where jobs need no account and share the repository's folder.
public struct SiteSettings: Sendable, Equatable {
  /// How records come home.
  public enum Transport: String, Sendable, Equatable, CaseIterable {
    /// Workers see the store of home.
    case shared
    /// Workers have a store of their own, and `deliver` and `fetch` carry archives.
    case carried
  }

  /// Options of sbatch by their long names, e.g. `["partition": "cpu", "exclusive": true]`.
  public var sbatch: [String: JSONValue] = [:]
  /// Environment modules to load before the worker starts.
  public var modules: [String] = []
  /// Lines of shell before the worker starts.
  public var setup: [String] = []
  /// The repository as workers see it; nil for the same path as at home.
  public var root: String?
  /// The worker's program, from `root`.
  public var command = ".build/release/nonsmooth"
  /// The folder of the data set as workers see it; nil for home's.
  public var dataPath: String?
  /// The file of ImageNet weights as workers see it; nil for home's.
  public var imagenetWeights: String?
  public var transport = Transport.shared
  /// Shell command on the worker that brings `{file}` to home's folder `{inbox}`.
  public var deliver: String?
  /// Shell command on the worker that takes `{name}` from home's folder `{inbox}` to `{file}`; needed for runs
  /// that start from other runs.
  public var fetch: String?
  /// Most cores that one run gets.
  public var cores = 4
  /// Elements of one array at most.
  public var arraySize = 1000
  /// Elements of one array that run at once at most; nil for as many as Slurm lets.
  public var atOnce: Int?
  /// How often a run is submitted again after preemption, a lost node, or a time or memory limit.
  public var resubmissions = 3
  /// Time limit over estimate.
  public var timeFactor = 2.0
  public var minimumMinutes = 10
  /// The longest time limit that the site allows; nil for none.
  public var maximumMinutes: Int?
  /// Memory beside what the run itself is counted to take.
  public var processMiB = 250
  /// Seconds between two looks at the queue.
  public var pollSeconds = 15.0
  /// Seconds that a record may take to appear after its job's end, e.g. for the caches of a network file
  /// system.
  public var settleSeconds = 60.0
  /// Seconds for which Slurm may not answer before following ends.
  public var patienceSeconds = 900.0

  /// The file that says so, named in errors.
  private var file = Self.fileName

  public init() {}

  public static let fileName = "cluster.json"

  /// - Throws: `setting` where a job starts from others' records and nothing would bring them to its worker.
  public func requireFetch(for jobs: [Job]) throws(ClusterError) {
    guard transport == .carried, fetch == nil,
      let job = jobs.first(where: { !$0.prerequisites.isEmpty })
    else { return }
    throw .setting(
      "fetch", file: file, found: "missing",
      expected: "a shell command, since store is carried and run \(job.name) starts from another",
      next: "Add one, e.g. \"scp -q home:{inbox}/{name} {file}\".")
  }
}

extension SiteSettings {
  /// The settings in `file`.
  ///
  /// - Throws: `settings` or `setting`.
  public init(contentsOf file: URL) throws(ClusterError) {
    do {
      try self.init(json: RegularFile.contents(of: file, limit: 1 << 20), file: file.path)
    } catch {
      throw error as? ClusterError
        ?? .settings(file.path, reason: SystemReason.words(for: error))
    }
  }

  /// - Parameter file: Named in errors.
  public init(json: Data, file: String) throws(ClusterError) {
    self.init()
    self.file = file
    guard case .object(let members)? = try? CanonicalJSON.decode(JSONValue.self, from: json) else {
      throw .settings(file, reason: "it is no JSON object")
    }
    var fields = Fields(members: members, file: file)
    sbatch = try fields.options("sbatch")
    modules = try fields.texts("modules")
    setup = try fields.texts("setup")
    root = try fields.text("root")
    command = try fields.text("command") ?? command
    dataPath = try fields.text("dataPath")
    imagenetWeights = try fields.text("imagenetWeights")
    if let name = try fields.text("store") {
      guard let known = Transport(rawValue: name) else {
        throw fields.wrong("store", expected: "shared or carried")
      }
      transport = known
    }
    deliver = try fields.text("deliver")
    fetch = try fields.text("fetch")
    cores = try fields.whole("cores", in: 1...1024) ?? cores
    arraySize = try fields.whole("arraySize", in: 1...1_000_000) ?? arraySize
    atOnce = try fields.whole("atOnce", in: 1...1_000_000)
    resubmissions = try fields.whole("resubmissions", in: 0...1000) ?? resubmissions
    timeFactor = try fields.number("timeFactor", in: 1...1000) ?? timeFactor
    minimumMinutes = try fields.whole("minimumMinutes", in: 1...1_000_000) ?? minimumMinutes
    maximumMinutes = try fields.whole("maximumMinutes", in: 1...1_000_000)
    processMiB = try fields.whole("processMiB", in: 1...1_000_000) ?? processMiB
    pollSeconds = try fields.number("pollSeconds", in: 0.1...3600) ?? pollSeconds
    settleSeconds = try fields.number("settleSeconds", in: 0...3600) ?? settleSeconds
    patienceSeconds = try fields.number("patienceSeconds", in: 0...86_400) ?? patienceSeconds
    try fields.requireAllRead()
    if transport == .carried, deliver == nil {
      throw .setting(
        "deliver", file: file, found: "missing",
        expected: "a shell command, since store is carried",
        next: "Add one, e.g. \"scp -q {file} home:{inbox}/\".")
    }
  }

  /// Whether nothing in `text` ends a line, or is a control character otherwise.
  static func isOneLine(_ text: String) -> Bool {
    !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// Members that are read by name, so that what nobody has read is found.
  private struct Fields {
    let members: [String: JSONValue]
    let file: String
    private var asked: Set<String> = []

    init(members: [String: JSONValue], file: String) {
      (self.members, self.file) = (members, file)
    }

    func wrong(_ name: String, expected: String) -> ClusterError {
      let data = members[name].flatMap { try? CanonicalJSON.encode($0) } ?? Data()
      return .setting(
        name, file: file, found: Wording.printable(String(decoding: data, as: UTF8.self)),
        expected: expected, next: "Correct it, see Docs/Cluster.md.")
    }

    /// What `read` makes of a member; nil where it is not given.
    private mutating func member<Value>(
      _ name: String, _ expected: String, _ read: (JSONValue) -> Value?
    ) throws(ClusterError) -> Value? {
      asked.insert(name)
      guard let json = members[name], json != .null else { return nil }
      guard let value = read(json) else { throw wrong(name, expected: expected) }
      return value
    }

    mutating func text(_ name: String) throws(ClusterError) -> String? {
      try member(name, "a line of text") {
        if case .string(let text) = $0, !text.isEmpty, SiteSettings.isOneLine(text) {
          text
        } else {
          nil
        }
      }
    }

    mutating func texts(_ name: String) throws(ClusterError) -> [String] {
      try member(name, "a list of texts") {
        guard case .array(let elements) = $0 else { return nil }
        let texts = elements.compactMap { element -> String? in
          if case .string(let text) = element, !text.isEmpty { text } else { nil }
        }
        return texts.count == elements.count ? texts : nil
      } ?? []
    }

    mutating func number(
      _ name: String, in range: ClosedRange<Double>
    ) throws(ClusterError) -> Double? {
      let bounds = String(format: "from %g to %g", range.lowerBound, range.upperBound)
      return try member(name, "a number \(bounds)") {
        switch $0 {
        case .number(let number) where range.contains(number): number
        case .integer(let number) where range.contains(Double(number)): Double(number)
        default: nil
        }
      }
    }

    mutating func whole(_ name: String, in range: ClosedRange<Int>) throws(ClusterError) -> Int? {
      try member(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
        if case .integer(let number) = $0, range.contains(number) { number } else { nil }
      }
    }

    /// Options of sbatch: texts, numbers, or true for one without a value.
    mutating func options(_ name: String) throws(ClusterError) -> [String: JSONValue] {
      let options = try member(name, "an object of sbatch's long options") {
        if case .object(let options) = $0 { options } else { nil }
      }
      for (option, value) in options ?? [:] {
        guard option.wholeMatch(of: /[a-z][a-z0-9-]+/) != nil else {
          throw wrong(name, expected: "sbatch's long options without dashes, not '\(option)'")
        }
        switch value {
        case .string(let text) where SiteSettings.isOneLine(text): break
        case .integer, .bool: break
        default:
          throw wrong(name, expected: "a line of text, a whole number or true for '\(option)'")
        }
        if let own = SlurmScript.ownOptions[option] {
          throw .setting(
            "sbatch.\(option)", file: file, found: "an option that nonsmooth sets itself",
            expected: "none of those", next: own)
        }
      }
      return options ?? [:]
    }

    func requireAllRead() throws(ClusterError) {
      guard let unknown = members.keys.sorted().first(where: { !asked.contains($0) }) else {
        return
      }
      throw .setting(
        unknown, file: file, found: "unknown",
        expected: "one of \(asked.sorted().joined(separator: ", "))",
        next: "Options of sbatch belong into \"sbatch\".")
    }
  }
}
