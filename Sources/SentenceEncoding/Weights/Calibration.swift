import CEncoderKernels

/// How large the elements of the normalised rows become, product by product.
///
/// Source: Xiao 2023 (SmoothQuant), arXiv:2211.10438.
struct Calibration {
    /// One array a product that reads normalised rows (twelve, as ``Transformer`` counts them), the largest
    /// magnitude of each of the 384 elements over all tokens.
    private(set) var largest: [[Float]]

    /// Encodes ``sentences`` with a draft of the weights.
    init(weightsAt path: String) throws(WeightsError.Reason) {
        let kernels = Kernels.best
        let weights = try EncoderWeights(path: path, kernels: kernels)
        let transformer = Transformer(weights: weights, kernels: kernels)
        let tokenizer = WordPieceTokenizer(vocabulary: weights.vocabulary)
        let width = WeightsFormat.width
        let scratch = Scratch(tokens: WeightsFormat.positions)
        var largest = [[Float]](repeating: [Float](repeating: 0, count: width), count: 2 * WeightsFormat.layers)
        for sentence in Self.sentences {
            let windows = SentenceEncoder.windows(of: tokenizer.ids(of: sentence), vocabulary: weights.vocabulary)
            for window in windows {
                unsafe transformer.accumulate(window, in: scratch) { product, rows in
                    for index in rows.indices {
                        largest[product][index % width] = unsafe max(
                            largest[product][index % width], rows[index].magnitude)
                    }
                }
            }
        }
        self.largest = largest
    }

    /// What the weights are multiplied by and the rows divided by, one element a column of the weights.
    ///
    /// a^¾ / w^¼ for rows up to a and weights up to w: most of the spread goes to the weights, which have a scale
    /// for each output. Of the exponents from ½ to ⅘ all served; this one needs square roots only, which are the
    /// same on every machine.
    func factors(product: Int, weights: [Float]) -> [Float] {
        let width = WeightsFormat.width
        var most = [Float](repeating: 0, count: width)
        for index in weights.indices { most[index % width] = max(most[index % width], weights[index].magnitude) }
        return zip(largest[product], most).map { a, w in
            let (a, w) = (max(a, 1e-3), max(w, 1e-3))
            return a.squareRoot() * (a / w).squareRoot().squareRoot()
        }
    }

    /// Questions and remarks of many kinds, written for this purpose.
    static let sentences = [
        "can i use a heating pad on my shoulder the day after the injection?",
        "thanks", "hello", "yes", "no", "ok great", "help", "agreed", "sorry, what did you say", "you are my hero!",
        "x",
        "My pain got worse two days after trigger point injections in my neck, is that normal?",
        "should i be worried about a small bruise and some swelling",
        "i have a fever of 101.5 and the site is red, hot and leaking pus",
        "numbness and tingling down my left arm since this morning",
        "is it safe to take ibuprofen 400 mg with my blood thinner",
        "how long does it usually take until the shot works",
        "what is myofascial pain syndrome, and what is a trigger point?",
        "can't sleep because of the soreness, what helps?",
        "The doctor injected lidocaine into my trapezius on Tuesday; since then I cannot turn my head without a sharp pain.",
        "no redness, no fever, just a dull ache that comes and goes",
        "when can I go back to the gym, swim or lift my toddler again",
        "what's the weather like in Paris this weekend",
        "set an alarm for 6:45 am and wake me gently please",
        "play some jazz from the 1960s in the living room",
        "how do i transfer $250 from checking to my savings account?",
        "my card was declined at the grocery store, why",
        "i lost my phone while travelling abroad; freeze my account",
        "what is the exchange rate between euros and yen today",
        "why was i charged a fee twice for the same payment",
        "book a table for four at an italian restaurant near me at eight",
        "remind me to call mom tomorrow after work",
        "turn off the lights in the kitchen and lower the heat",
        "what does the word serendipity mean in spanish",
        "who won the world cup in 1998 and who scored",
        "tell me a joke about cats and programmers",
        "how many calories are in two slices of pepperoni pizza",
        "is my flight UA 837 delayed, and from which gate does it leave",
        "add milk, eggs and bread to my shopping list",
        "send an e-mail to alex about the meeting moved to thursday",
        "are you a robot or a human being?",
        "what time is it in Tokyo right now",
        "I'm telling you the truth, this statement is false.",
        "How do I reset my password if I no longer have access to my old email address and my phone number has changed?",
        "the quick brown fox jumps over the lazy dog",
        "Photosynthesis converts light energy into chemical energy stored in glucose.",
        "In 1969 the first humans walked on the moon, watched by some 600 million people on Earth.",
        "for i in range(10): print(i ** 2)",
        "Contact us at support@example.com or visit https://example.com/help?id=42.",
        "¿puedo usar calor esta noche?", "Ich habe seit gestern starke Schmerzen im Nacken.",
        "quel temps fait-il à Lyon ?",
        "肩が痛いです", "мне нужна помощь", "👍😀", "!!! ??? ...", "a b c d e f g", "12345 67890 3.14159 1/2 50%",
        "the cat sat on the mat. the dog sat on the log. the frog sat on the bog.",
        "she said she would come, but he never believed that they wanted him to stay",
        "cheap car insurance quotes for new drivers under 25",
        "symptoms of iron deficiency in women",
        "new york", "machine learning", "apple pie recipe", "heart attack", "dry needling vs cortisone",
    ]
}
