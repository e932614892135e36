package dev.postern.sasl;

/** A password for a server. {@code toString} hides it. */
public record Password(String text) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
