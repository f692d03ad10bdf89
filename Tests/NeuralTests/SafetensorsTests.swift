import Foundation
import Neural
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  let file = Safetensors(
    tensors: [
      "b": Tensor(shape: [2, 2], values: [1, -2, 3.5, .leastNonzeroMagnitude]),
      "a": Tensor(shape: [0], values: []), "c": Tensor(shape: [], values: [7])
    ], metadata: ["step": "3"])

  @Test func readsWhatItWrites() throws {
    let data = try file.encoded()
    #expect(try Safetensors(data: data, name: "x") == file)
    #expect(try Safetensors(data: data, name: "x").encoded() == data)
    #expect(data[8..<8 + Int(data[0])].count % 8 == 0)
  }

  @Test(arguments: [0, 5, 20, -1])
  func refusesTruncatedFiles(length: Int) throws {
    let data = try file.encoded()
    let cut = data.prefix(length < 0 ? data.count - 1 : length)
    #expect(throws: NeuralError.self) { try Safetensors(data: Data(cut), name: "x") }
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#,
    #"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, "[]", "nonsense"
  ])
  func refusesInconsistentHeaders(header: String) {
    var data = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    data.append(Data(header.utf8))
    data.append(Data(count: 4))
    #expect(throws: NeuralError.self) { try Safetensors(data: data, name: "x") }
  }

  @Test func missingFileIsNamed() {
    let error = #expect(throws: NeuralError.self) {
      try Safetensors(contentsOf: URL(filePath: "/nowhere/w.safetensors"))
    }
    #expect(
      error?.description == "file 'w.safetensors': no readable file at /nowhere/w.safetensors "
        + "(it does not exist), expected a safetensors file. Check the path.")
  }

  /// Never waited for, never read without end.
  @Test func whatIsNoFileIsRefused() throws {
    let folder = try TemporaryDirectory()
    let pipe = folder.url.appending(path: "pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    for (file, kind) in [
      (pipe, "a pipe"), (URL(filePath: "/dev/zero"), "a device"), (folder.url, "a folder")
    ] {
      let error = #expect(throws: NeuralError.self) { try Safetensors(contentsOf: file) }
      #expect(error?.description.contains("(it is \(kind) and not a regular file)") == true)
    }
  }
}
