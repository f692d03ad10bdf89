import ChapterKit

/// What tells the code of a kind of run from an older or newer one whose numbers may differ.
///
/// Baselines are recorded with it and refused under another. It covers what runs compute; the code of
/// the chapters, which turns runs into figures and verdicts, is what a comparison is there to check.
func codeIdentity(ofKind kind: String) -> String { String(CodeVersion.of(kind: kind)) }
