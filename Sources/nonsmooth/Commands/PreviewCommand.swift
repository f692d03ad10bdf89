import ArgumentParser
import Foundation
import Pipeline
import Preview
import Support

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Serves the report on this machine and reloads it when its sources change.",
    discussion: """
      Prints the address to open. What went wrong is shown over the last good page. At this machine's own address a \
      page can have figures run again with other settings. Ctrl-C ends it. See Docs/Preview.md.
      """)

  @Option(help: "The port; 0 for any that is free.")
  var port: UInt16 = 8024

  @Option(help: "The name or address of this machine to listen at.")
  var host = "127.0.0.1"

  @Flag(help: "Open the report in the browser.")
  var open = false

  @OptionGroup var options: SharedOptions<Shows.Preview>

  func run() throws {
    let workspace = try options.workspace()
    let flag = CancellationFlag.onInterrupt(
      grace: 5,
      lastWords: "Preview: a program that it started does not end, expected it to. End it by hand.")
    let server = try PreviewServer(folder: workspace.output, host: host, port: port)
    defer { server.stop() }
    let isOurs = ["127.0.0.1", "::1", "localhost"].contains(host)
    if !isOurs { Console.note("Host '\(host)': whoever reaches it can read the report.") }
    try PreviewSession(workspace: workspace, server: server, flag: flag).run {
      print(server.address)
      fflush(nil)
      Console.note("serving \(isOurs ? "on this machine only" : "at \(host)"); Ctrl-C ends it")
      if open { Self.show(server.address) }
    }
  }

  /// Opens `address` in the user's browser, where the system knows one.
  private static func show(_ address: String) {
    #if os(macOS)
      let name = "open"
    #else
      let name = "xdg-open"
    #endif
    // Not waited for: some browsers stay until they are closed.
    Thread.detachNewThread {
      if (try? Tool([name, address]).run())?.succeeded != true {
        Console.note("Browser: none found, expected one for --open. Open the address by hand.")
      }
    }
  }
}
