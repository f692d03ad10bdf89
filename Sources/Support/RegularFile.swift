import Foundation

/// Reading of what a user or a machine named, which may be a pipe, a device, an endless or a far too large file:
/// only regular files are read, and never more than the reader can use.
public enum RegularFile {
  /// All of a file.
  ///
  /// - Parameter limit: The most bytes that make sense; a larger file is refused before it is read.
  public static func contents(of file: URL, limit: Int = 1 << 31) throws(FileError) -> Data {
    var data = Data()
    try read(file, limit: limit) { piece in data.append(contentsOf: piece) }
    return data
  }

  /// The same as text; a byte that is no UTF-8 becomes a replacement character.
  public static func text(of file: URL, limit: Int = 1 << 28) throws(FileError) -> String {
    String(decoding: try contents(of: file, limit: limit), as: UTF8.self)
  }

  /// All of a file, or nil where there is none; a file that is there and may not be read is an error.
  public static func contents(
    ifPresent file: URL, limit: Int = 1 << 31
  ) throws(FileError) -> Data? {
    isAbsent(file) ? nil : try contents(of: file, limit: limit)
  }

  /// Whether nothing has the name `file`. False also where that cannot be told for want of permission.
  public static func isAbsent(_ file: URL) -> Bool {
    var status = stat()
    return lstat(file.path, &status) != 0 && [ENOENT, ENOTDIR].contains(errno)
  }

  /// Whether something has the name `file` that can be told to be no regular file.
  public static func isOther(_ file: URL) -> Bool {
    var status = stat()
    return stat(file.path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  /// A file for a reader of its own, with its size.
  public static func handle(
    of file: URL
  ) throws(FileError) -> (input: FileHandle, size: Int) {
    let (descriptor, size) = try open(file)
    return (FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), size)
  }

  /// Hands a file's bytes over in pieces of 1 MB.
  public static func read(
    _ file: URL, limit: Int = .max, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(FileError) {
    let (descriptor, size) = try open(file)
    defer { close(descriptor) }
    func tooLarge(_ bytes: Int) -> FileError {
      .cannotRead(file.path, reason: "it has \(bytes) bytes, expected at most \(limit)")
    }
    guard size <= limit else { throw tooLarge(size) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var total = 0
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .reading(file) }
      guard count > 0 else { return }
      total += count
      // A file that grows while it is read, such as those of /proc, states no size.
      guard total <= limit else { throw tooLarge(total) }
      body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Requires that `file` is a regular one that may be read, for a reader of its own such as a memory map.
  public static func require(_ file: URL) throws(FileError) { close(try open(file).descriptor) }

  private static func open(_ file: URL) throws(FileError) -> (descriptor: Int32, size: Int) {
    // Without O_NONBLOCK a pipe that nobody writes to would hold the reader here.
    let descriptor = Foundation.open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .reading(file) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = FileError.reading(file)
      close(descriptor)
      throw error
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .cannotRead(
        file.path, reason: "it is \(kind(of: status.st_mode)) and not a regular file")
    }
    return (descriptor, Int(status.st_size))
  }

  private static func kind(of mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "something else"
    }
  }
}
