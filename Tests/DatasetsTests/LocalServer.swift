import Foundation
import Testing

/// A web server in Python that serves a folder on this machine, with `Range`.
///
/// Paths below `/plain/` ignore `Range`; the first answer below `/broken/` stops half-way. Each request
/// is a line `path range` in `requests`.
final class LocalServer {
  private static let script = """
    import http.server, os, re, sys
    folder = sys.argv[1]
    broken = set()
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments): pass
        def do_GET(self):
            asked = self.headers.get('Range', '-')
            with open(os.path.join(folder, 'requests'), 'a') as log:
                log.write(self.path + ' ' + asked + '\\n')
            name = os.path.join(folder, os.path.basename(self.path))
            if not os.path.exists(name):
                self.send_error(404)
                return
            data = open(name, 'rb').read()
            match = re.match(r'bytes=(\\d+)-', asked)
            start = int(match.group(1)) if match and not self.path.startswith('/plain/') else 0
            if start >= len(data) and start > 0:
                self.send_response(416)
                self.send_header('Content-Range', 'bytes */%d' % len(data))
                self.send_header('Content-Length', '0')
                self.end_headers()
                return
            self.send_response(206 if start else 200)
            if start:
                self.send_header('Content-Range', 'bytes %d-%d/%d' % (start, len(data)-1, len(data)))
            self.send_header('Content-Length', str(len(data) - start))
            self.end_headers()
            body = data[start:]
            if self.path.startswith('/broken/') and self.path not in broken:
                broken.add(self.path)
                body = body[:len(body) // 2]
            self.wfile.write(body)
            self.wfile.flush()
            self.close_connection = True
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    with open(os.path.join(folder, 'port.new'), 'w') as file:
        file.write(str(server.server_address[1]))
    os.rename(os.path.join(folder, 'port.new'), os.path.join(folder, 'port'))
    server.serve_forever()
    """

  static let isAvailable: Bool =
    (try? run(["python3", "-c", "import http.server"], in: FileManager.default.temporaryDirectory))
    == 0

  let folder: ScratchFolder
  let address: URL
  private let process = Process()

  init() throws {
    folder = try ScratchFolder()
    let script = try folder.write("server.py", Array(Self.script.utf8))
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path, folder.url.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let portFile = folder.url.appendingPathComponent("port")
    var port: String?
    for _ in 0..<400 where port == nil {
      port = try? String(contentsOf: portFile, encoding: .utf8)
      if port == nil { Thread.sleep(forTimeInterval: 0.05) }
    }
    address = URL(string: "http://127.0.0.1:\(try #require(port, "the server did not start"))/")!
  }

  deinit {
    // The child inherits the blocked signals of the thread that started it, so only SIGKILL arrives.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  var requests: [String] {
    let text = try? String(
      contentsOf: folder.url.appendingPathComponent("requests"), encoding: .utf8)
    return text?.split(separator: "\n").map(String.init) ?? []
  }
}
