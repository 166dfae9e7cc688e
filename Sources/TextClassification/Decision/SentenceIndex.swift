import Dispatch
package import SentenceEncoding
import Synchronization

/// Texts by what the encoder gave of them, to find out how alike another sentence is to each.
///
/// Both layers that the encoder reads out are compared, each along its principal directions.
package struct SentenceIndex: Sendable {
    /// How many directions of the last layer and of the third one are compared; see ``PrincipalSubspace``.
    package static let dimensions = (last: 128, middle: 64)

    package let subspaces: (last: PrincipalSubspace, middle: PrincipalSubspace)
    package let last: VectorIndex
    package let middle: VectorIndex

    /// `nil` when the parts do not fit each other.
    package init?(
        subspaces: (last: PrincipalSubspace, middle: PrincipalSubspace), last: VectorIndex, middle: VectorIndex
    ) {
        guard last.count == middle.count, last.width == subspaces.last.dimension,
            middle.width == subspaces.middle.dimension, subspaces.last.width == SentenceEncoder.dimension,
            subspaces.middle.width == SentenceEncoder.dimension
        else { return nil }
        self.subspaces = subspaces
        self.last = last
        self.middle = middle
    }

    /// - Parameter features: One element a text, ``SentenceEncoder/featureCount`` numbers each; directions are fitted to them.
    package init(_ features: [[Float]]) {
        let layers = Mutex([Int: Layer]())
        DispatchQueue.concurrentPerform(iterations: 2) { place in
            let layer =
                place == 0
                ? Layer(features.map(Self.last), dimension: Self.dimensions.last)
                : Layer(features.map(Self.middle), dimension: Self.dimensions.middle)
            layers.withLock { $0[place] = layer }
        }
        guard let last = layers.withLock({ $0[0] }), let middle = layers.withLock({ $0[1] }) else {
            preconditionFailure("concurrentPerform returns when both are done")
        }
        subspaces = (last.subspace, middle.subspace)
        self.last = last.index
        self.middle = middle.index
    }

    private struct Layer {
        let subspace: PrincipalSubspace
        let index: VectorIndex

        init(_ vectors: [ArraySlice<Float>], dimension: Int) {
            subspace = PrincipalSubspace(fitting: vectors, width: SentenceEncoder.dimension, dimension: dimension)
            index = VectorIndex(vectors.map(subspace.project), width: dimension)
        }
    }

    /// The half of a sentence's features that the encoder's last layer gave.
    private static func last(_ features: [Float]) -> ArraySlice<Float> { features.prefix(SentenceEncoder.dimension) }

    /// The half that its third layer gave.
    private static func middle(_ features: [Float]) -> ArraySlice<Float> {
        features.dropFirst(SentenceEncoder.dimension)
    }

    package var count: Int { last.count }

    /// Every text's sentence as it is compared, one a row: the product of two rows is the sum of the cosines of both layers.
    package var rows: FloatRows {
        let rows = FloatRows(rows: count, columns: last.width + middle.width)
        for text in 0..<count { rows.write(last.elements(ofRow: text) + middle.elements(ofRow: text), toRow: text) }
        return rows
    }

    /// The cosine of the last layers, along the principal directions, to each text.
    package func cosines(_ sentence: [Float]) -> [Float] {
        last.cosines(to: subspaces.last.project(Self.last(sentence)))
    }

    /// How alike a sentence is to each text's, from 0 to about 1, as ``KernelRidge`` compares them, and the cosines of ``cosines(_:)`` if asked for.
    package func likenesses(
        _ sentence: [Float], gamma: Float, givesCosines: Bool
    ) -> (likenesses: [Float], cosines: [Float]) {
        VectorIndex.likenesses(
            of: (subspaces.last.project(Self.last(sentence)), subspaces.middle.project(Self.middle(sentence))),
            to: last, middle, gamma: gamma, givesCosines: givesCosines)
    }
}
