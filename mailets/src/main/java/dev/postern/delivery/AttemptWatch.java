package dev.postern.delivery;

/** Reports one attempt to a witness: its begin, and its end only if it began. Used by one thread. */
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
