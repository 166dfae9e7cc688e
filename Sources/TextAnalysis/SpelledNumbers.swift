/// The numbers that English spells out, as far as people use them for hours, days, weeks and scores.
enum SpelledNumbers {
    /// The value of a folded word: `five` is 5, `third` is 3, `couple` is 2; `nil` for any other word.
    static func value(of word: String) -> Double? { table[word] }

    private static let table: [String: Double] = [
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
        "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
        "first": 1, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
        "couple": 2, "dozen": 12,
    ]
}
