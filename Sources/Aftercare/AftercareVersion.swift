/// The version of the program, as `--version` and `info` print it.
public enum AftercareVersion {
    public static let current = "0.1.0"
}
