import Dialogue
import IntentMatching
public import KnowledgePacks
import SafetyScreening
import TextAnalysis

/// Answers questions from one pack: the engine behind every door.
///
/// Immutable, so any number of threads may ask at once. The same pack, site, question and conversation give the same
/// reply, byte for byte, in any process and on any machine.
public struct Assistant: Sendable {
    /// The longest question that is answered, in UTF-8 bytes.
    public static let maximumQuestionLength = 4096
    /// How much of a longer message is still screened for warning signs, in UTF-8 bytes.
    private static let screenedLength = 65_536

    public let pack: KnowledgePack
    public let identity: Reply.Pack
    let compiled: CompiledPack
    let screener: SafetyScreener
    private let policy: DialoguePolicy
    private let today: String
    private let site: Site
    private let tokens: ConversationToken
    /// What texts seen before scored with the second opinion.
    let opinions = TextCache<SecondOpinion.Shares>()
    /// By region id; `""` is the site's own region.
    private let composers: [String: ReplyComposer]

    /// A topic that a person can ask about.
    public struct Topic: Sendable, Hashable, Codable {
        public let intent: String
        public let title: String
        /// How many examples the matcher has of it.
        public let examples: Int
    }

    /// Why a site file does not fit a pack.
    public struct UnknownRegion: Error, Equatable, CustomStringConvertible {
        public let region: String
        public let known: [String]
        public var description: String {
            "there is no region '\(region)'. Use one of: \(known.joined(separator: ", "))."
        }
    }

    /// - Parameters:
    ///   - siteHash: The hash of the site file, which is part of what a reply was made from; `nil` without one.
    ///   - today: The day against which approvals are held, as `2026-11-22`.
    /// - Throws: When the site names a region that the safety data do not have.
    public init(_ compiled: CompiledPack, site: Site = Site(), siteHash: String? = nil, today: String)
        throws(UnknownRegion)
    {
        let regions = compiled.safety.regions
        if let region = site.region, !regions.contains(where: { $0.id == region }) {
            throw UnknownRegion(region: region, known: regions.map(\.id))
        }
        self.compiled = compiled
        self.today = today
        self.site = site
        pack = compiled.pack
        let sha256 = siteHash.map { PackFiles.combined([compiled.sha256, $0]) } ?? compiled.sha256
        identity = Reply.Pack(
            id: pack.id, version: pack.version, status: pack.status.rawValue, sha256: sha256)
        screener = compiled.screener
        let matcher = compiled.matcher
        policy = DialoguePolicy(
            pack: pack, language: compiled.language, isCommon: { matcher.spelling.common.contains($0) },
            isKnown: { matcher.spelling.domain.contains($0) },
            repair: { matcher.spelling.repair($0).utterance }, match: { matcher.match($0) })
        var composers: [String: ReplyComposer] = [:]
        for region in regions {
            composers[region.id] = Self.composer(compiled, site, region, identity, today)
        }
        let own = regions.first { $0.id == site.region } ?? regions.first { $0.id == Region.genericID }
        composers[""] = Self.composer(compiled, site, own, identity, today)
        self.composers = composers
        let pack = compiled.pack
        tokens = ConversationToken(
            packKey: Array(sha256.prefix(16).utf8.prefix(8)), headlines: compiled.safety.headlines,
            isIntent: { pack.index(of: $0) != nil })
    }

    private static func composer(
        _ compiled: CompiledPack, _ site: Site, _ region: Region?, _ identity: Reply.Pack, _ today: String
    ) -> ReplyComposer {
        var values = site.values
        if let region {
            values[.emergency] = region.emergency
            values[.crisis] = region.crisis
            values[.poison] = region.poison
            if values[.outOfHours] == nil { values[.outOfHours] = region.outOfHours }
        }
        return ReplyComposer(
            pack: compiled.pack, foreign: compiled.language.foreign, values: PlaceholderValues(values),
            packIdentity: identity, today: today)
    }

    /// The ids that `region` may name.
    public var regions: [String] { compiled.safety.regions.map(\.id) }

    /// Answers one message.
    ///
    /// Never fails: what is empty, too long, foreign or damaged gets a reply that says so.
    /// - Parameters:
    ///   - conversation: The state that the last reply of this conversation gave; `nil` at the start.
    ///   - region: Whose emergency numbers to name; `nil`, or one that is not known, for the site's own.
    ///   - limit: The most passages that the reply may hold.
    public func reply(
        to question: String, conversation: String? = nil, region: String? = nil, limit: Int = 3
    ) -> Reply {
        turn(question, conversation: conversation, region: region, limit: limit).reply
    }

    /// Answers one message and says how the answer came about.
    public func explain(
        _ question: String, conversation: String? = nil, region: String? = nil, limit: Int = 3
    ) -> (reply: Reply, explanation: Explanation) {
        let (reply, utterance, finding) = turn(question, conversation: conversation, region: region, limit: limit)
        let matches = compiled.matcher.match(utterance)
        let shares = compiled.opinion.flatMap { self.shares(utterance, $0) }
        return (reply, Explanation(utterance, finding, shares, matches, compiled.matcher))
    }

    private func turn(
        _ question: String, conversation: String?, region: String?, limit: Int
    ) -> (reply: Reply, utterance: Utterance, finding: SafetyFinding) {
        let composer = region.flatMap { composers[$0] } ?? composers[""]!
        let decoded = conversation.flatMap { $0.isEmpty ? nil : tokens.decode($0) }
        let lost = decoded == nil && conversation?.isEmpty == false
        let state = decoded ?? ConversationState()
        let tooLong = question.utf8.count > Self.maximumQuestionLength
        let read = tooLong ? String(decoding: question.utf8.prefix(Self.screenedLength), as: UTF8.self) : question
        let utterance = Utterance(read)
        let finding = secondOpinion(
            screener.screen(utterance, carried: state.safety), utterance, isFollowUp: state.turn > 0)
        let isEmpty = !utterance.tokens.contains { $0.isTerm }
        if finding.alerts.isEmpty, tooLong || isEmpty {
            let reply = composer.phrase(
                tooLong ? pack.phrases.tooLong : pack.phrases.empty, state: state.urgency, pinned: state.alarms,
                conversation: tokens.encode(state), conversationLost: lost)
            return (reply, tooLong ? Utterance("") : utterance, finding)
        }
        let decision = policy.decide(utterance, finding: finding, state: state, answerLimit: limit)
        let reply = composer.compose(
            decision, conversation: tokens.encode(decision.next), conversationLost: lost)
        return (reply, utterance, finding)
    }

    /// All topics, in id order.
    public var topics: [Topic] {
        pack.intents.map { Topic(intent: $0.id, title: $0.title, examples: $0.examples.joined().count) }
    }

    /// One passage by its intent's id, as an element of a reply's answers; `nil` when there is no such intent.
    public func passage(_ intent: String) -> Reply.Answer? {
        composers[""]?.answer(Decision.Answer(intent: intent, confidence: 1), stage: nil)
    }

    /// Said while something shown has not been reviewed by a clinician.
    public var notice: String? {
        let reviewed = pack.status == .approved && pack.intents.allSatisfy { $0.isApproved(on: today) }
        return reviewed ? nil : composers[""]?.values.fill(pack.phrases.notice)
    }

    /// One line on when to seek care.
    public var safetyNet: String { composers[""]?.values.fill(pack.phrases.safetyNet) ?? "" }
}
