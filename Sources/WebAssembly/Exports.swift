import CImports
import ChapterKit
import Experiments
import Plots
import Reports

// What the page's worker calls (Sources/Reports/Typst/live-worker.js). Text goes in and out in UTF-8: it is written to
// where `nonsmooth_input` says, and read from where `nonsmooth_output` says.

nonisolated(unsafe) private var input: [UInt8] = []
nonisolated(unsafe) private var output: [UInt8] = []
nonisolated(unsafe) private var parts: [LivePart] = []

/// Room for a request of `count` bytes.
@_cdecl("nonsmooth_input")
public func makeInput(_ count: Int32) -> UnsafeMutablePointer<UInt8>? {
  input = [UInt8](repeating: 0, count: Int(count))
  return input.withUnsafeMutableBufferPointer { $0.baseAddress }
}

@_cdecl("nonsmooth_output")
public func outputStart() -> UnsafePointer<UInt8>? {
  output.withUnsafeBufferPointer { $0.baseAddress }
}

@_cdecl("nonsmooth_output_count")
public func outputCount() -> Int32 { Int32(output.count) }

/// Reads the request: a profile, a figure's id, and then one change of a specification on each line.
///
/// - Returns: How many parts there are to be computed; -1 where there are none, for the reason that is put out.
@_cdecl("nonsmooth_begin")
public func begin() -> Int32 {
  let lines = String(decoding: input, as: UTF8.self).split(separator: "\n")
  guard lines.count >= 2, let profile = Profile(rawValue: String(lines[0])),
    let figure = liveFigures(profile).first(where: { $0.id == lines[1] })
  else {
    put("This page's module does not know the figure.")
    return -1
  }
  do throws(SpecificationError) {
    parts = try figure.parts(LiveSettings(lines: lines[2...])) { nonsmooth_progress($0) }
    return Int32(parts.count)
  } catch {
    put(error.description)
    return -1
  }
}

/// Computes a part, and puts it out as JSON.
///
/// - Returns: 1 for a preview, 0 for what stays; -1 where the figure cannot be drawn, for the reason that is put out.
@_cdecl("nonsmooth_part")
public func compute(_ index: Int32) -> Int32 {
  let part = parts[Int(index)]
  do throws(PlotError) {
    put(try part.make().json())
    return part.isPreview ? 1 : 0
  } catch {
    put(error.description)
    return -1
  }
}

private func put(_ text: String) { output = Array(text.utf8) }
