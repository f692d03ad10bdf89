import Support

/// How far a request is, as all pages in view are told.
struct RequestedWork: Encodable, Equatable {
  enum Phase: String, Encodable {
    /// What the runs take is asked for, and known.
    case estimating, estimated
    /// The runs are to begin, and are being made.
    case waiting, running
    case done, cancelled, failed
  }
  var figure: String
  var settings: [String: String]
  var phase: Phase
  /// How many runs have no record, once that is known.
  var runs: Int?
  /// What they should take, or what is left, or took, in words.
  var time: String?
  /// Of the runs, from 0 to 1.
  var share: Double?
  var finished: Int?
  /// The run that was last heard of.
  var run: String?
  /// Why it does not go on, or how it failed.
  var message: String?

  init(_ request: RunRequest, _ phase: Phase) {
    (figure, settings, self.phase) = (request.figure, request.settings, phase)
  }

  var request: RunRequest { RunRequest(figure: figure, settings: settings) }
  /// Whether runs are being made, beside which there may be no others.
  var isMakingRuns: Bool { phase == .waiting || phase == .running }

  /// For `/state`.
  static func json(of works: [RequestedWork]) -> JSONValue? {
    (try? CanonicalJSON.encode(works)).flatMap {
      try? CanonicalJSON.decode(JSONValue.self, from: $0)
    }
  }
}
