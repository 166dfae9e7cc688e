import Dispatch
package import SentenceEncoding
import Synchronization

/// Texts by what the encoder gave of them, to find out how alike another sentence is to each.
///
/// Both layers that the encoder reads out are compared, each along its principal directions.
package struct SentenceIndex: Sendable {
    package let subspaces: SentenceSubspaces
    package let last: VectorIndex
    package let middle: VectorIndex

    /// `nil` when the parts do not fit each other.
    package init?(subspaces: SentenceSubspaces, last: VectorIndex, middle: VectorIndex) {
        guard last.count == middle.count, last.width == subspaces.last.dimension,
            middle.width == subspaces.middle.dimension
        else { return nil }
        self.subspaces = subspaces
        self.last = last
        self.middle = middle
    }

    /// - Parameter features: One element a text, ``SentenceEncoder/featureCount`` numbers each; directions are fitted to them.
    package init(_ features: [[Float]]) {
        let subspaces = SentenceSubspaces(fitting: features)
        let indexes = Mutex([VectorIndex?](repeating: nil, count: 2))
        DispatchQueue.concurrentPerform(iterations: 2) { place in
            let (subspace, part) =
                place == 0
                ? (subspaces.last, SentenceSubspaces.last) : (subspaces.middle, SentenceSubspaces.middle)
            let index = VectorIndex(features.map { subspace.project(part($0)) }, width: subspace.dimension)
            indexes.withLock { $0[place] = index }
        }
        guard let last = indexes.withLock({ $0[0] }), let middle = indexes.withLock({ $0[1] }) else {
            preconditionFailure("concurrentPerform returns when both are done")
        }
        self.subspaces = subspaces
        self.last = last
        self.middle = middle
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
        last.cosines(to: subspaces.last.project(SentenceSubspaces.last(sentence)))
    }

    /// How alike a sentence is to each text's, from 0 to about 1, as ``KernelRidge`` compares them, and the cosines of
    /// ``cosines(_:)`` if asked for.
    package func likenesses(
        _ sentence: [Float], gamma: Float, givesCosines: Bool
    ) -> (likenesses: [Float], cosines: [Float]) {
        let projected = (
            subspaces.last.project(SentenceSubspaces.last(sentence)),
            subspaces.middle.project(SentenceSubspaces.middle(sentence))
        )
        return VectorIndex.likenesses(of: projected, to: last, middle, gamma: gamma, givesCosines: givesCosines)
    }
}
