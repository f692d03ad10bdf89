import Foundation
import Plots
import Testing

/// The palette under simulated color blindness (Machado, Oliveira and Fernandes 2009, severity 1).
@Suite struct PaletteTests {
  static let vision: [[[Double]]] = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998]
    ],
    [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
      [-0.011820, 0.042940, 0.968881]
    ],
    [
      [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.303900]
    ]
  ]

  @Test(arguments: vision.indices)
  func huesStayApart(kind: Int) {
    let matrix = Self.vision[kind]
    let optimizers = [ColorRole.rmsprop, .adam, .sgd].map(Palette.color)
    for colors in [Palette.hues, optimizers] {
      for (index, first) in colors.enumerated() {
        for second in colors[(index + 1)...] {
          let (a, b) = (lab(first, matrix), lab(second, matrix))
          let distance = sqrt(zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +))
          #expect(distance >= 16, "\(first) and \(second)")
        }
      }
    }
  }

  /// figures.css gives each tone its color of `Palette` on a light page and another on a dark one, where the
  /// hues are as far apart as on paper, and marks and letters stand out from the page.
  @Test func thePageHasAllTonesAndTheyKeepApartInTheDark() throws {
    let css = try String(
      contentsOf: Self.repository.appending(path: "Sources/Reports/Typst/figures.css"),
      encoding: .utf8)
    var dark: [String: RGB] = [:]
    let rule =
      /\.drawing\) \.(?<name>[a-z0-9-]+) \{ --tone: .*?light-dark\(#(?<light>[0-9a-f]{6}), #(?<dark>[0-9a-f]{6})\)/
    var light: [String: RGB] = [:]
    for match in css.matches(of: rule) {
      let name = String(match.name)
      light[name] = RGB(try #require(UInt32(match.light, radix: 16)))
      dark[name] = RGB(try #require(UInt32(match.dark, radix: 16)))
    }
    let hues = (0..<8).map { Tone.role(.hue($0)) }
    let optimizers = [ColorRole.rmsprop, .adam, .sgd].map { Tone.role($0) }
    let others: [Tone] = [.background, .grid, .axis, .text, .role(.neutral)]
    for tone in hues + optimizers + others {
      #expect(light[tone.name] == Palette.color(of: tone), "\(tone.name)")
    }
    #expect(light.count == 16)
    let page = luminance(try #require(dark["background"]))
    for tone in hues + optimizers + [.axis, .text, .role(.neutral)] {
      let color = try #require(dark[tone.name])
      #expect((luminance(color) + 0.05) / (page + 0.05) >= 3.5, "\(tone.name)")
    }
    for matrix in Self.vision {
      for tones in [hues, optimizers] {
        let places = tones.compactMap { dark[$0.name] }.map { lab($0, matrix) }
        for (index, a) in places.enumerated() {
          for b in places[(index + 1)...] {
            #expect(sqrt(zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)) >= 16)
          }
        }
      }
    }
  }

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func luminance(_ color: RGB) -> Double {
    let shares = zip([color.red, color.green, color.blue], [0.2126, 0.7152, 0.0722])
    return shares.map { $1 * linear($0) }.reduce(0, +)
  }

  private func linear(_ channel: UInt8) -> Double {
    let value = Double(channel) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  @Test func rolesWrapAround() {
    #expect(Palette.hues.count == 8)
    #expect(Palette.color(for: .hue(8)) == Palette.color(for: .hue(0)))
    #expect(Palette.color(for: .hue(-1)) == Palette.color(for: .hue(7)))
  }

  private func lab(_ color: RGB, _ matrix: [[Double]]) -> [Double] {
    let linear = [color.red, color.green, color.blue].map(linear)
    let seen = matrix.map { row in min(1, max(0, zip(row, linear).map(*).reduce(0, +))) }
    func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116 }
    let x = f((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505)
    let y = f(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2])
    let z = f((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
  }
}
