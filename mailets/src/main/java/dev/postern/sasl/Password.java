package dev.postern.sasl;

/** What proves who we are to a server. Its text is for the server alone: in words it is hidden. */
public record Password(String text) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
