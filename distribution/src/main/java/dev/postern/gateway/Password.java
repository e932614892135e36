package dev.postern.gateway;

/** What proves who we are to a broker. Its text is for the broker alone: in words it is hidden. */
public record Password(String text) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
