import Experiments
import Foundation
import Support

/// An array as it was submitted, kept in a file of its own so that nothing is submitted twice.
public struct SubmittedArray: Sendable, Codable, Equatable {
  public struct Element: Sendable, Codable, Equatable {
    public var name: String
    /// `"<kind>/<hash>"`.
    public var key: String
    /// How often the run had been submitted before and had to be submitted again.
    public var attempt: Int
    /// Doublings of its time and memory limits so far.
    public var moreTime: Int
    public var moreMemory: Int
    /// Why it was given up, or that it was submitted again; nil while home waits for it.
    public var closed: String?

    public init(name: String, key: String, attempt: Int = 0, moreTime: Int = 0, moreMemory: Int = 0)
    {
      (self.name, self.key, self.attempt) = (name, key, attempt)
      (self.moreTime, self.moreMemory) = (moreTime, moreMemory)
    }
  }

  /// The place in the order of submissions.
  public var sequence: Int
  /// The array's name in the queue.
  public var name: String
  /// Slurm's number; nil as long as sbatch has not answered.
  public var job: String?
  /// Slurm's words when it refused.
  public var refusal: String?
  /// ISO 8601, UTC.
  public var submitted: String
  public var resources: JobResources
  public var elements: [Element]

  public init(
    sequence: Int, name: String, job: String? = nil, refusal: String? = nil, submitted: String,
    resources: JobResources, elements: [Element]
  ) {
    (self.sequence, self.name, self.job, self.refusal) = (sequence, name, job, refusal)
    (self.submitted, self.resources, self.elements) = (submitted, resources, elements)
  }
}

/// The submissions of one profile, in the folder `Output/cluster/<profile>`.
///
/// `arrays/<name>.json` is there before sbatch is asked, so that an array of which this process never learned
/// is found again by its name.
public struct Ledger: Sendable {
  public let folder: URL
  /// In the order of submission.
  public private(set) var arrays: [SubmittedArray] = []

  private var arraysFolder: URL { folder.appendingPathComponent("arrays") }

  /// - Throws: `damagedLedger`.
  public init(folder: URL) throws(ClusterError) {
    self.folder = folder
    var item = arraysFolder
    do {
      for name in try Folder.names(in: arraysFolder)
      where name.hasSuffix(".json") && !name.hasPrefix(".") {
        item = arraysFolder.appendingPathComponent(name)
        do {
          let data = try RegularFile.contents(of: item)
          arrays.append(try CanonicalJSON.decode(SubmittedArray.self, from: data))
        } catch is FileError where RegularFile.isAbsent(item) {
          // Another process has just forgotten it.
        }
      }
    } catch {
      let reason =
        error is DecodingError ? "it is no submitted array" : SystemReason.words(for: error)
      throw .damagedLedger(item.path, reason: reason)
    }
    arrays.sort { ($0.sequence, $0.name) < ($1.sequence, $1.name) }
  }

  /// Whether anything was ever submitted.
  public var isEmpty: Bool { arrays.isEmpty }

  /// Where in the ledger the last submission of each run is, by its key.
  public var latest: [String: (array: Int, element: Int)] {
    var places: [String: (array: Int, element: Int)] = [:]
    for (index, array) in arrays.enumerated() {
      for (number, element) in array.elements.enumerated() {
        places[element.key] = (index, number)
      }
    }
    return places
  }

  /// Adds an array, or replaces the one of its name, on the disk first.
  ///
  /// - Throws: `FileError.cannotWrite`.
  public mutating func keep(_ array: SubmittedArray) throws {
    try WholeFile.update(
      CanonicalJSON.encode(array), at: arraysFolder.appendingPathComponent("\(array.name).json"))
    if let index = arrays.firstIndex(where: { $0.name == array.name }) {
      arrays[index] = array
    } else {
      arrays.append(array)
    }
  }

  /// Forgets arrays of which every run has its record or was submitted again later, with their scripts, logs
  /// and notices. A run of the same name with other code, data or settings counts too, once the array has ended.
  ///
  /// - Parameter active: Places of arrays in which something is pending or running.
  mutating func prune(finished: (String) -> Bool, active: Set<Int>) {
    var last: [String: Int] = [:]
    for (index, array) in arrays.enumerated() {
      for element in array.elements { (last[element.key], last[element.name]) = (index, index) }
    }
    let done = arrays.indices.filter { index in
      arrays[index].elements.allSatisfy { element in
        last[element.key]! > index || finished(element.key)
          || (last[element.name]! > index && !active.contains(index))
      }
    }
    guard !done.isEmpty else { return }
    let files = FileManager.default
    let numbers = Set(done.compactMap { arrays[$0].job })
    for name in [SlurmScript.logsName, SlurmScript.noticesName, SlurmScript.inboxName] {
      let place = folder.appendingPathComponent(name)
      for file in (try? files.contentsOfDirectory(atPath: place.path)) ?? []
      where numbers.contains(String(file.prefix { $0 != "_" })) {
        try? files.removeItem(at: place.appendingPathComponent(file))
      }
    }
    // The array's own file last: as long as it is there, all of this is done again.
    for index in done.reversed() {
      for ending in ["sh", "json"] {
        try? files.removeItem(
          at: arraysFolder.appendingPathComponent("\(arrays[index].name).\(ending)"))
      }
      arrays.remove(at: index)
    }
  }

  /// Waits no longer for the last submissions of runs, by their keys, so that they are submitted anew.
  public mutating func close(_ keys: Set<String>, because reason: String) throws {
    var changed: [Int: SubmittedArray] = [:]
    for (key, place) in latest where keys.contains(key) {
      changed[place.array, default: arrays[place.array]].elements[place.element].closed = reason
    }
    for array in changed.values { try keep(array) }
  }

  /// Keeps the text of an array's script beside it, for people.
  public func keep(script: String, of name: String) throws {
    try WholeFile.update(script, at: arraysFolder.appendingPathComponent("\(name).sh"))
  }
}
