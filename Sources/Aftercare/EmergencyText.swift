/// What every front end says when there is no pack to answer from.
public enum EmergencyText {
    /// Names no number: without a pack no region is known.
    ///
    /// The signs are those on which public leaflets for this treatment agree to call for help at once.
    /// Source: drugs.com, Trigger Point Injection Discharge Care; NHS, Anaphylaxis.
    public static let text = """
        I cannot answer questions right now: my passages could not be loaded.
        Call your local emergency number now for trouble breathing, chest pain, a swollen face or throat, fainting, \
        new confusion, loss of bladder or bowel control, too many tablets, or thoughts of ending your life.
        Contact your clinic today for fever, pus, growing redness, numbness, weakness or severe pain.
        I cannot call for you, and nobody else has seen this.
        """

    /// What a front end says when too many questions are waiting.
    public static let busy = """
        I cannot answer right now: too many questions are waiting. Please ask again in a moment.
        If this is an emergency, do not wait for me: call your local emergency number now.
        """
}
