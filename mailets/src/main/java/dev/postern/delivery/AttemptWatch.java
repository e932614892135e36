package dev.postern.delivery;

/** Tells a witness of one attempt: at most once that it begins, and only then that it is over. Used by one thread. */
final class AttemptWatch implements AutoCloseable {
    private final AttemptWitness witness;
    private final String message;
    private boolean begun;

    AttemptWatch(AttemptWitness witness, String message) {
        this.witness = witness;
        this.message = message;
    }

    /** Returns whether the attempt may be made. May wait for others to end. */
    boolean begins() {
        begun = true;
        return witness.begin(message);
    }

    @Override
    public void close() {
        if (begun) {
            witness.end(message);
        }
    }
}
