import Dispatch
import SentenceEncoding
import Synchronization

/// What the encoder gave of a sentence along the principal directions of both layers that it reads out.
package struct SentenceSubspaces: Sendable {
    /// How many directions of the last layer and of the third one are kept; see ``PrincipalSubspace``.
    package static let dimensions = (last: 128, middle: 64)

    package let last: PrincipalSubspace
    package let middle: PrincipalSubspace

    /// `nil` when they are not of this encoder.
    package init?(last: PrincipalSubspace, middle: PrincipalSubspace) {
        guard last.width == SentenceEncoder.dimension, middle.width == SentenceEncoder.dimension else { return nil }
        self.last = last
        self.middle = middle
    }

    /// - Parameter features: One element a text, ``SentenceEncoder/featureCount`` numbers each; directions are fitted to them.
    package init(fitting features: [[Float]]) {
        let fitted = Mutex([PrincipalSubspace?](repeating: nil, count: 2))
        DispatchQueue.concurrentPerform(iterations: 2) { place in
            let subspace = PrincipalSubspace(
                fitting: features.map(place == 0 ? Self.last : Self.middle), width: SentenceEncoder.dimension,
                dimension: place == 0 ? Self.dimensions.last : Self.dimensions.middle)
            fitted.withLock { $0[place] = subspace }
        }
        guard let last = fitted.withLock({ $0[0] }), let middle = fitted.withLock({ $0[1] }) else {
            preconditionFailure("concurrentPerform returns when both are done")
        }
        self.last = last
        self.middle = middle
    }

    /// The half of a sentence's features that the encoder's last layer gave.
    static func last(_ features: [Float]) -> ArraySlice<Float> { features.prefix(SentenceEncoder.dimension) }

    /// The half that its third layer gave.
    static func middle(_ features: [Float]) -> ArraySlice<Float> { features.dropFirst(SentenceEncoder.dimension) }

    /// How many elements ``project(_:)`` gives.
    package var dimension: Int { last.dimension + middle.dimension }

    /// Both layers' directions, the last one's first, each part of length 1: the product of two such vectors is the sum of the cosines
    /// of both layers.
    package func project(_ features: [Float]) -> [Float] {
        last.project(Self.last(features)) + middle.project(Self.middle(features))
    }
}
