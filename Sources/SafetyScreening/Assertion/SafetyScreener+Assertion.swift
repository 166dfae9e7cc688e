internal import Foundation
internal import TextAnalysis

extension SafetyScreener {
    /// Whether a sentence denies a concept that is given as text, as in the NegEx kit.
    ///
    /// The concept is located in the sentence without regard to case; one that does not stand there counts as affirmed.
    /// Neither "if" nor who is asked.
    ///
    /// - Returns: `negated`, `resolved` ("… has gone", which the kit counts as negated too) or `asserted`, and the
    ///   words of the cue.
    /// - Complexity: O(*n*) in the sentence.
    public func assertion(of concept: String, in sentence: String) -> (assertion: Assertion, cue: String?) {
        guard let found = sentence.range(of: concept, options: .caseInsensitive) else { return (.asserted, nil) }
        let utf8 = sentence.utf8
        let lower = utf8.distance(from: utf8.startIndex, to: found.lowerBound)
        let upper = utf8.distance(from: utf8.startIndex, to: found.upperBound)
        let (scene, _, _) = scene(Utterance(sentence), nil)
        let tokens = scene.reading.utterance.tokens
        let places = scene.terms.indices.filter { place in
            let bytes = tokens[Int(scene.terms[place].token)].bytes
            return bytes.lowerBound < upper && lower < bytes.upperBound
        }
        guard let first = places.first, let last = places.last else { return (.asserted, nil) }
        let hit = Hit(
            rule: -1, start: Int32(first), end: Int32(last + 1),
            elements: last - first >= 63 ? .max : (1 << UInt64(last - first + 1)) - 1)
        let own = NegationScope(scene: scene).ownsNegation(hit)
        func quote(_ cue: Hit) -> String { scene.reading.utterance.quote(bytes: scene.reading.bytes(cue.range)) }
        if !own, let cue = NegationScope(scene: scene).cue(for: hit, emergency: false) {
            return (.negated, quote(cue))
        }
        if let cue = Temporality(scene: scene).resolved(hit, others: []) { return (.resolved, quote(cue)) }
        return (.asserted, nil)
    }
}
