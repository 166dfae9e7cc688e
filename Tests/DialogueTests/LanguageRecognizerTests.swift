import Dialogue
import Foundation
import KnowledgePacks
import Testing
import TextAnalysis

@Suite("A message in another language is known for one, and an English one with a foreign word is not")
struct LanguageRecognizerTests {
    private let recognizer: LanguageRecognizer

    init() throws {
        let common = try English.commonWords()
        recognizer = LanguageRecognizer(try English.language()) { common.contains($0) }
    }

    @Test(
        "other languages",
        arguments: [
            ("es", "me duele mucho el hombro desde la inyección"), ("es", "¿puedo usar hielo?"),
            ("es", "no puedo dormir por el dolor"), ("fr", "j'ai très mal depuis la piqûre"),
            ("fr", "est-ce que je peux mettre de la glace ?"), ("fr", "c'est normal d'avoir plus mal"),
            ("de", "Ich habe seit der Spritze starke Schmerzen"), ("de", "wie lange dauert das"),
            ("de", "meine Schulter tut weh, ist das normal?"), ("it", "posso usare il ghiaccio sulla spalla?"),
            ("pt", "não consigo dormir com a dor, é normal?"), ("nl", "hoe lang duurt de pijn na de prik"),
            ("pl", "czy to normalne że bardziej boli po zastrzyku"),
        ])
    func foreign(_ id: String, _ text: String) {
        #expect(recognizer.verdict(Utterance(text).terms) == .foreign(id))
    }

    @Test(
        "another script is no English, whichever it is",
        arguments: ["плечо болит после укола", "打针以后更疼了", "كتفي يؤلمني"])
    func script(_ text: String) { #expect(recognizer.verdict(Utterance(text).terms) == .unknown) }

    @Test(
        "English",
        arguments: [
            "my abuela says to use hielo on it, is that ok?", "c'est la vie, but can I use ice", "is it normal?",
            "no no no", "can I use Voltaren gel or arnica", "die pain is so bad after the shot", "pain au chocolat ok?",
            "me and my mum want to know can i use ice", "son had TPI", "hurt more on Monday", "ta", "", "???",
            "sholder hurtz alot", "is normal?", "war is over, in bed", "hat on, ice on",
        ])
    func english(_ text: String) { #expect(recognizer.verdict(Utterance(text).terms) == .own) }
}
