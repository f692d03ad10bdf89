import Reports
import Testing

@Suite struct WordsTests {
  /// The parts of `words`, with marks around what is set in another style.
  private func marked(_ parts: [Words.Part]) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .variable(let letter): "<\(letter)>"
      case .code(let code): "`\(code)`"
      case .lowered(let parts): "_{\(marked(parts))}"
      case .raised(let parts): "^{\(marked(parts))}"
      }
    }.joined()
  }

  @Test(arguments: [
    ("", ""), ("plain words", "plain words"),
    ("x^2 and x^{k+1}, x_k", "<x>^{2} and <x>^{<k>+1}, <x>_{<k>}"),
    ("b_{t+1}, b0", "<b>_{<t>+1}, <b>_{0}"),
    ("l1 l_2 eps lambda_max lambda_maximum", "<λ>_{1} <λ>_{2} ε <λ>_{max} lambda_maximum"),
    (
      "alpha l1, ||beta_k||, (1 - eta) gamma^n delta, alphabet",
      "<α> <λ>_{1}, ‖<β>_{<k>}‖, (1 − <η>) <γ>^{<n>} <δ>, alphabet"
    ),
    ("sqrt(x), sqrt(eps), sqrt(x + 1)", "√<x>, √ε, √(<x> + 1)"),
    ("a <= b, x -> y +- 1, ||v||", "<a>\u{A0}≤\u{A0}<b>, <x> → <y> ± 1, ‖<v>‖"),
    ("1e-06 1.143e+04 2.5e2 1e400", "10^{−6} 11,430 250 10^{400}"),
    ("19600 1,834 53/5000 20 x 500 3 x y", "19,600 1,834 53/5000 20\u{A0}×\u{A0}500 3 <x> <y>"),
    ("30 July 2025 has 2025 parts", "30 July 2025 has 2,025 parts"),
    ("lambda0.0001 05630e8b", "lambda0.0001 05630e8b"),
    ("x - 1, -1, 18-21, (-x, a-priori", "<x> − 1, −1, 18–21, (−<x>, a-priori"),
    ("a line, a and b, A 3, s, 10 s, (s)", "a line, <a> and <b>, A 3, <s>, 10 s, (s)"),
    ("q'(h) and don't 'so' \"it\"", "<q>′(<h>) and don’t ‘so’ “it”"),
    ("95 %, [0, infinity), -infinity", "95\u{202F}%, [0, ∞), −∞"),
    ("inf, -inf, nan, information", "∞, −∞, undefined, information"),
    ("`a_1 - x` x_ ^ _{ `", "`a_1 - x` <x>_ ^ _{ `")
  ]) func partsOfATextAsTheyShouldLook(words: String, wanted: String) {
    #expect(marked(Words(words).parts) == wanted)
  }
}
